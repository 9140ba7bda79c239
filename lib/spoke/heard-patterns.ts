import { type EventPattern, Match } from 'aws-cdk-lib/aws-events';
import type { LogsSection } from '../../shared/logs/config.ts';
import { LOG_CALL_EVENT, LOG_CALLS } from '../../shared/logs/events.ts';
import type { TagsSection } from '../../shared/tags/config.ts';
import { AWS_SOURCES, CREATE_PATTERNS } from '../../shared/tags/tag-events.ts';

interface Domains {
  readonly tags?: TagsSection | undefined;
  readonly logs?: LogsSection | undefined;
}

/** What the configured domains want to hear of as it happens: events of AWS alone, which nobody can make up. */
export function heardPatterns({ tags, logs }: Domains): EventPattern[] {
  const source = Match.prefix(AWS_SOURCES);
  const created = CREATE_PATTERNS.map(({ 'detail-type': types, detail }) => ({
    source,
    detailType: [...types],
    detail,
  }));
  const logCalls = {
    source,
    detailType: [LOG_CALL_EVENT.detailType],
    detail: { eventSource: [LOG_CALL_EVENT.eventSource], eventName: [...LOG_CALLS] },
  };
  return [...(tags === undefined ? [] : created), ...(logs === undefined ? [] : [logCalls])];
}
