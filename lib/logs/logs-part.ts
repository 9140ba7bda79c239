import type { LogsConfig } from '../../shared/logs/config.ts';
import type { Platform } from '../platform/platform.ts';
import type { Logs } from './logs.ts';

/** What a part of the retention of logs is made from. */
export interface LogsPart {
  readonly platform: Platform;
  readonly config: LogsConfig;
  /** The whole, as far as it is made. */
  readonly logs: Logs;
}
