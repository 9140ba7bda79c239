import { Construct } from 'constructs';
import type { LogsConfig } from '../../shared/logs/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import type { Platform } from '../platform/platform.ts';
import type { Sweep } from '../platform/sweep.ts';
import { GroupsApi } from './groups-api.ts';
import { Judging } from './judging.ts';
import { Sweeping } from './sweeping.ts';
import { Volume } from './volume.ts';

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
  /** What happens once a day. */
  readonly sweep: Sweep;

  constructor(scope: Construct, id: string, { platform, config }: LogsProps) {
    super(scope, id);
    this.groups = new DomainTable(this, 'Groups', { key: platform.key, gsi1: true, expires: true });
    const part = { platform, config, logs: this };
    const { queue } = new Judging(this, 'Judging', part);
    this.sweep = new Sweeping(this, 'Sweeping', { ...part, deadLetters: queue.deadLetters }).sweep;
    new GroupsApi(this, 'GroupsApi', part);
    new Volume(this, 'Volume', { ...part, deadLetters: queue.deadLetters });
  }
}
