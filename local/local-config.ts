import { join } from 'node:path';
import { formatFaults, readConfig } from '../shared/config/read-config.ts';
import type { CostConfig } from '../shared/cost/config.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import type { TagsConfig } from '../shared/tags/config.ts';
import { LocalFault } from './local-fault.ts';
import { ROOT } from './places.ts';

/** The organization that is deployed locally: the example with delays of seconds. */
export const LOCAL_CONFIG = 'config/local';

/** Its configuration. @throws LocalFault with every fault in it */
export function readLocalConfig(): PagingConfig {
  const { organization, paging } = readAll();
  if (paging === undefined)
    throw new LocalFault(`${LOCAL_CONFIG} has no paging.yaml, and the scenarios need one`);
  return { organization, paging };
}

/** What of its bill is watched. @throws LocalFault with every fault in it */
export function readLocalCost(): CostConfig {
  const { organization, cost } = readAll();
  if (cost === undefined)
    throw new LocalFault(`${LOCAL_CONFIG} has no cost.yaml, and the replayed bill needs one`);
  return { organization, cost };
}

/** Which tags its resources must have. @throws LocalFault with every fault in it */
export function readLocalTags(): TagsConfig {
  const { organization, tags } = readAll();
  if (tags === undefined) throw new LocalFault(`${LOCAL_CONFIG} has no tags.yaml, and a scenario needs one`);
  return { organization, tags };
}

function readAll() {
  const read = readConfig(join(ROOT, LOCAL_CONFIG));
  if (!read.ok) throw new LocalFault(formatFaults(read.faults).trimEnd());
  return read.config;
}
