import { join } from 'node:path';
import * as z from 'zod';
import { IdentityName } from '../shared/privacy/config.ts';
import type { Identities } from '../shared/privacy/resolve-identities.ts';
import { loadPrivacyConfig } from './config-option.ts';
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

/**
 * The same, of which tags are to be made: only what a case knows a person by, which are the identities that the data map lists.
 * @param config the folder of the configuration
 * @throws UsageFault for any other, since nobody would ever ask for its tag
 */
export async function readListedIdentities(file: string, config: string): Promise<Identities> {
  const { identities: listed } = loadPrivacyConfig(config).privacy;
  const identities = await readIdentities(file);
  if (Object.keys(identities).every((name) => listed.includes(name))) return identities;
  throw new UsageFault(
    `${file}: it names an identity that is not under identities of ${join(config, 'privacy.yaml')}: no case knows a person by it, so that a hold on it keeps nothing; wanted: only ${listed.join(', ')}`,
  );
}
