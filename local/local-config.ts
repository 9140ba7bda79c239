import { join } from 'node:path';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import { LocalFault } from './local-fault.ts';
import { ROOT } from './places.ts';

/** The organization that is deployed locally: the example with delays of seconds. */
export const LOCAL_CONFIG = 'config/local';

/** Its configuration. @throws LocalFault with every fault in it */
export function readLocalConfig(): PagingConfig {
  const read = readConfig(join(ROOT, LOCAL_CONFIG));
  if (!read.ok) throw new LocalFault(formatFaults(read.faults).trimEnd());
  const { organization, paging } = read.config;
  if (paging === undefined)
    throw new LocalFault(`${LOCAL_CONFIG} has no paging.yaml, and the scenarios need one`);
  return { organization, paging };
}
