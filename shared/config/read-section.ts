import type * as z from 'zod';
import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { valueAt, withoutFaulty } from './raw-value.ts';
import {
  type ConfigFault,
  faultAt,
  firstOfEach,
  inOrder,
  readYaml,
  schemaFaultsAt,
  syntaxFaults,
} from './read-config.ts';
import { wanted } from './wanted.ts';

/** One file of configuration by itself: what could be read of it, and everything that is wrong. */
interface ReadSection<T> {
  /** Undefined where there is a fault. */
  readonly section: T | undefined;
  /** The section as far as it is sound. */
  readonly readable: Loose<T>;
  readonly faults: readonly ConfigFault[];
  /** Of a section without a fault. */
  readonly warnings: readonly ConfigFault[];
}

/**
 * Reads and checks one file that is a section of the configuration, without the others. Never throws for what is in it.
 * @param check what the schema cannot see; its paths begin with the section's key
 */
export function readSection<T extends object>(
  file: string,
  schema: z.ZodType<T>,
  check: (section: Loose<T>) => readonly ConfigIssue[],
): ReadSection<T> {
  const yaml = readYaml(file);
  if (yaml.value === undefined)
    return { section: undefined, readable: {} as Loose<T>, faults: syntaxFaults(file, yaml), warnings: [] }; // every part may be absent
  const parsed = schema.safeParse(yaml.value, { error: wanted });
  const issues = firstOfEach(parsed.error?.issues ?? []);
  const readable = parsed.success ? (parsed.data as Loose<T>) : withoutFaulty<T>(yaml.value, issues); // sound is a special case of loose
  const checked = check(readable);
  const saidAs = (wanted: ConfigIssue['severity']) =>
    checked
      .filter(({ severity }) => severity === wanted)
      .map(({ path: [, ...inside], message }) => faultAt(file, yaml, inside, message));
  const faults = inOrder([
    ...syntaxFaults(file, yaml),
    ...issues.flatMap((one) => schemaFaultsAt(file, yaml, one.path, valueAt(yaml.value, one.path), one)),
    ...saidAs('error'),
  ]);
  if (!parsed.success || faults.length > 0) return { section: undefined, readable, faults, warnings: [] };
  return { section: parsed.data, readable, faults, warnings: inOrder(saidAs('warning')) };
}
