import type { CostConfig } from '../../shared/cost/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Cost } from './cost.ts';

/** What a part of the cost watch is made from. */
export interface CostPart {
  readonly platform: Platform;
  readonly config: CostConfig;
  /** The whole, as far as it is made: its table and the key of its links. */
  readonly cost: Cost;
}
