import type { Instant } from '../kernel/instant.ts';
import { judge } from './judge.ts';
import type { TagPolicy } from './policy.ts';
import { readMade } from './read-made.ts';
import type { Resource, Tags } from './resource.ts';
import { reasonText, type Verdict, type WrongTag } from './verdict.ts';

/** What is said of one thing that an event made, or of an event that made nothing or cannot be made out. */
export interface EventJudgement {
  readonly arn: string | null;
  readonly type: string | null;
  readonly action: 'judged' | 'ignored' | 'unresolved';
  /** A short code and the inputs that mattered: `MISSING: owner`. */
  readonly reason: string;
  /** The person who made it; null where it was nobody. */
  readonly creator: string | null;
  readonly tags: Tags;
  readonly missing: readonly string[];
  readonly invalid: readonly Pick<WrongTag, 'key' | 'value' | 'suggestion'>[];
  readonly verdict: Verdict['verdict'];
  readonly actions: Verdict['actions'];
}

/** Judges what one record of CloudTrail made, each thing once; never throws, whatever the record is. */
export function judgeEvent(record: unknown, policy: TagPolicy, now: Instant): readonly EventJudgement[] {
  const made = readMade(record);
  const { creator } = made;
  if (made.kind !== 'made') return [nothing(made.kind, made.reason, made.type, creator)];
  return [
    ...made.resources.map((resource) => judged(resource, policy, now)),
    ...made.unnamed.map(({ type, reason }) => nothing('unresolved', reason, type, creator)),
  ];
}

function judged(resource: Resource, policy: TagPolicy, now: Instant): EventJudgement {
  const { verdict, missing, invalid, actions, reasons } = judge(resource, policy, now);
  return {
    arn: resource.arn,
    type: resource.type,
    action: 'judged',
    reason: reasonText(reasons),
    creator: resource.creator ?? null,
    tags: resource.tags ?? {},
    missing,
    invalid: invalid.map(({ key, value, suggestion }) => ({
      key,
      value,
      ...(suggestion === undefined ? {} : { suggestion }),
    })),
    verdict,
    actions,
  };
}

function nothing(
  action: 'ignored' | 'unresolved',
  reason: string,
  type: string | null,
  creator: string | null,
): EventJudgement {
  const empty = { tags: {}, missing: [], invalid: [], verdict: 'unknown', actions: [] } as const;
  return { arn: null, type, action, reason, creator, ...empty };
}
