import { type IdentityName, identityOf } from '../config.ts';
import type { ConnectorCall } from '../connector.ts';
import { byKey, clash, type Sharing, tellingField } from '../record-classes.ts';
import { connectorError } from './failure-of.ts';

/** How the person is found: whatever of this attribute is their identity. */
interface Key {
  readonly attribute?: string | undefined;
  readonly from: string;
  readonly index?: string | undefined;
}

/** Classes of a command whose records are found in the same way, beside others of the same key. */
export interface ClassGroup extends Sharing {
  readonly key: Key;
  readonly identity: IdentityName;
  /** Every way the identity may be written; at least one. */
  readonly forms: readonly string[];
}

type Erasing = Pick<ConnectorCall, 'system' | 'command' | 'identities'>;

/**
 * The classes of a command by how their records are found; those by which this person is not known have nothing to find.
 * @throws AppError `rejected` where a class is not in the map, has no key, would have records deleted that another class
 *   of the very same records keeps (anonymised, kept by law, or on hold), or would erase what tells the classes apart
 */
export function classGroups({ system, command, identities }: Erasing): ClassGroup[] {
  const named = command.classes.map((name) => system.classes.find(({ id }) => id === name) ?? rejected());
  if (tellingField(system.classes) !== undefined) rejected();
  return byKey(system.subjectKey, system.classes).flatMap((sharing) => {
    const classes = named.filter((one) => sharing.includes(one));
    if (classes.length === 0) return [];
    const key: Key = sharing[0]?.subjectKey ?? system.subjectKey ?? rejected();
    if (clash(sharing, (one) => classes.includes(one)) !== undefined) rejected();
    const identity = identityOf(key.from);
    const forms = identities[identity] ?? [];
    const others = sharing.filter((one) => !classes.includes(one));
    return forms.length === 0 ? [] : [{ key, identity, forms, classes, others }];
  });
}

function rejected(): never {
  throw connectorError('rejected');
}
