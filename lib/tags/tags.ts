import { Construct } from 'constructs';
import type { TagsConfig } from '../../shared/tags/config.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import type { Platform } from '../platform/platform.ts';
import { TagApi } from './tag-api.ts';
import { TagEvents } from './tag-events.ts';
import { TagSweep } from './tag-sweep.ts';

export interface TagsProps {
  readonly platform: Platform;
  readonly config: TagsConfig;
  /** Whether there is a pager that hears the alerts of this stack. */
  readonly pager: boolean;
}

/** Tag enforcement: what is created is judged at once, everything once a day, and owners hear of what is wrong. */
export class Tags extends Construct {
  /** What is known of each resource, the progress of sweeps, and what was told. */
  readonly resources: DomainTable;
  /** What is made is judged at once. */
  readonly events: TagEvents;
  /** Everything is judged once a day, and owners are told. */
  readonly sweep: TagSweep;

  constructor(scope: Construct, id: string, { platform, config }: TagsProps) {
    super(scope, id);
    this.resources = new DomainTable(this, 'Resources', { key: platform.key, gsi1: true, expires: true });
    const part = { platform, config, tags: this };
    this.events = new TagEvents(this, 'Events', part);
    this.sweep = new TagSweep(this, 'Daily', part);
    new TagApi(this, 'Api', part);
  }
}
