import { System } from '../../shared/privacy/config.ts';
import type { ConnectorCall, Tally } from '../../shared/privacy/connector.ts';
import { digestOf } from '../../shared/privacy/digest.ts';
import { MemoryTally } from '../../shared/privacy/memory-tally.ts';
import type { Identities } from '../../shared/privacy/resolve-identities.ts';

export const NOW = '2026-11-21T03:00:00.000Z';
export const LATER = '2026-11-21T03:10:00.000Z';
/** Text that must never come out of a connector. */
export const PERSONAL = 'ann@acme.example DE89370400440532013000';

export const ANN: Identities = { userId: ['u-1'], email: ['ann@acme.example'] };

/** A command to erase or read again all classes of a system, or those that are named. */
export function aCall(
  system: object,
  more: {
    classes?: string[];
    tally?: Tally;
    until?: string;
    identities?: Identities;
    kind?: 'erase' | 'verify';
    kept?: string[];
  } = {},
): ConnectorCall & { readonly tally: Tally } {
  const parsed = System.parse(system);
  const classes = more.classes ?? parsed.classes.map(({ id }) => id);
  return {
    system: parsed,
    command: {
      kind: more.kind ?? 'erase',
      caseId: 'case-1',
      system: parsed.id,
      subjectRef: 'hPSO4cNZ2p3q6xhS4TqQ0w',
      classes,
      idempotencyKey: digestOf(`${parsed.id} ${classes.join()}`),
      attempt: 1,
    },
    identities: more.identities ?? ANN,
    kept: more.kept ?? [],
    tally: more.tally ?? new MemoryTally(),
    until: more.until ?? LATER,
  };
}

/** An error as the SDK throws it, whose text quotes a person. */
export function serviceError(name: string, status = 400): Error {
  return Object.assign(new Error(`${name}: no such thing for ${PERSONAL}`), {
    name,
    $metadata: { httpStatusCode: status },
  });
}
