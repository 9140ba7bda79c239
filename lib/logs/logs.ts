import { Construct } from 'constructs';
import type { LogsConfig } from '../../shared/logs/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import type { Platform } from '../platform/platform.ts';

export interface LogsProps {
  readonly platform: Platform;
  readonly config: LogsConfig;
  /** Whether there is a pager that hears the alerts of this stack. */
  readonly pager: boolean;
}

/** Log retention: groups get theirs when they are created, all are looked at once a day, and nothing is shortened unannounced. */
export class Logs extends Construct {
  /** What is known of each log group, the progress of sweeps, and what was announced. */
  readonly groups: DomainTable;

  constructor(scope: Construct, id: string, { platform }: LogsProps) {
    super(scope, id);
    this.groups = new DomainTable(this, 'Groups', { key: platform.key, gsi1: true, expires: true });
  }
}
