import type { Calls } from '../lib/platform/call-patterns.ts';
import type { Config } from '../shared/config/schema.ts';
import { LOG_CALL_EVENT, LOG_CALLS } from '../shared/logs/events.ts';
import { CREATE_CALLS } from '../shared/tags/events/table.ts';

/** The calls of which the configured domains want to hear as they happen. */
export function heardCalls({ tags, logs }: Pick<Config, 'tags' | 'logs'>): Calls[] {
  return [
    ...(tags === undefined ? [] : CREATE_CALLS),
    ...(logs === undefined ? [] : [{ source: LOG_CALL_EVENT.eventSource, names: LOG_CALLS }]),
  ];
}
