import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import type { LogsSection } from '../../shared/logs/config.ts';
import { LOG_CALL_EVENT, LOG_CALLS } from '../../shared/logs/events.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
import { AWS_SOURCES, CREATE_PATTERNS } from '../../shared/tags/tag-events.ts';

interface Domains {
  readonly tags?: TagsSection | undefined;
  readonly logs?: LogsSection | undefined;
}

/**
 * What the configured domains want to hear of as it happens: events of AWS alone, which nobody can make up.
 * @param byAnybody in the emulator, where AWS puts no events
 */
export function heardPatterns({ tags, logs }: Domains, byAnybody: boolean): EventPattern[] {
  const source = byAnybody ? {} : { source: Match.prefix(AWS_SOURCES) };
  const created = CREATE_PATTERNS.map(({ 'detail-type': types, detail }) => ({
    ...source,
    detailType: [...types],
    detail,
  }));
  const calls = tags === undefined ? LOG_CALLS : LOG_CALLS.filter((name) => !isCreateCall(name));
  const logCalls = {
    ...source,
    detailType: [LOG_CALL_EVENT.detailType],
    detail: { eventSource: [LOG_CALL_EVENT.eventSource], eventName: [...calls] },
  };
  return [...(tags === undefined ? [] : created), ...(logs === undefined ? [] : [logCalls])];
}

/** Whether the rules for what is made hand on a call about log groups already: twice would be once too often. */
function isCreateCall(name: string): boolean {
  const { eventSource } = LOG_CALL_EVENT;
  return CREATE_PATTERNS.some(
    ({ detail }) => detail.eventSource?.includes(eventSource) && detail.eventName.includes(name),
  );
}
