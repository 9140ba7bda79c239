import * as z from 'zod';
import { IdentityName } from '../shared/privacy/config.ts';
import type { Identities } from '../shared/privacy/resolve-identities.ts';
import { readJsonFile } from './json-file.ts';
import { UsageFault } from './usage-fault.ts';

const WANTED = 'JSON such as {"email": ["ann@example.org"], "userId": ["u-1"]}';
const Content = z.record(IdentityName, z.array(z.string().min(1)).min(1));

/**
 * Reads what a person is known by, from a file or stdin (`-`). Faults never quote it.
 * @throws UsageFault
 */
export async function readIdentities(file: string): Promise<Identities> {
  const { where, content } = await readJsonFile(file, WANTED);
  const parsed = Content.safeParse(JSON.parse(content));
  if (!parsed.success || Object.keys(parsed.data).length === 0)
    throw new UsageFault(`${where}: not a list of texts for each identity; wanted: ${WANTED}`);
  return parsed.data;
}
