import type { Calls } from '../lib/platform/call-patterns.ts';
import type { Config } from '../shared/config/schema.ts';
import { CREATE_CALLS } from '../shared/tags/events/table.ts';

/** Calls after which a log group is looked at. */
const LOG_CALLS: Calls = {
  source: 'logs.amazonaws.com',
  names: ['CreateLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'DeleteLogGroup'],
};

/** The calls of which the configured domains want to hear as they happen. */
export function heardCalls({ tags, logs }: Pick<Config, 'tags' | 'logs'>): Calls[] {
  return [...(tags === undefined ? [] : CREATE_CALLS), ...(logs === undefined ? [] : [LOG_CALLS])];
}
