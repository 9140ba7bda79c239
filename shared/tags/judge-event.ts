import type { Instant } from '../kernel/instant.ts';
import { creatorOf } from './creator.ts';
import type { Created } from './events/create-call.ts';
import { createEventOf } from './events/table.ts';
import { judge } from './judge.ts';
import type { TagPolicy } from './policy.ts';
import { readRecord, type TrailCall } from './read-cloudtrail.ts';
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

type Outcome =
  | { readonly action: 'ignored' | 'unresolved'; readonly reason: string; readonly type?: string }
  | { readonly action: 'made'; readonly made: readonly Created[] };

/** Judges what one record of CloudTrail made, each thing once; never throws, whatever the record is. */
export function judgeEvent(record: unknown, policy: TagPolicy, now: Instant): readonly EventJudgement[] {
  const call = readRecord(record);
  if ('unreadable' in call) return [nothing('unresolved', `UNREADABLE: ${call.unreadable}`, null, null)];
  const maker = creatorOf(call.identity, call.userAgent);
  const creator = maker.kind === 'person' ? maker.name : null;
  const outcome = outcomeOf(call);
  if (outcome.action !== 'made')
    return [nothing(outcome.action, outcome.reason, outcome.type ?? null, creator)];
  const seen = new Set<string>();
  return outcome.made.flatMap((created): EventJudgement[] => {
    const { arn, type } = created;
    if (arn === undefined)
      return [
        nothing('unresolved', `NO_ARN: ${call.name} does not say which ${type} it made`, type, creator),
      ];
    if (seen.has(arn)) return [];
    seen.add(arn);
    return [judged(resourceOf({ ...created, arn }, call, creator), policy, now)];
  });
}

const CHANGES_WHAT_IS_THERE =
  /^(Delete|Terminate|Describe|Get|List|Head|Lookup|Tag|Untag|CreateTags$|CreateOrUpdateTags$|Detach|Disassociate|Deregister|Remove)/;

function outcomeOf(call: TrailCall): Outcome {
  const { errorCode, name, source } = call;
  if (errorCode !== undefined)
    return { action: 'ignored', reason: `FAILED: the call ended with ${errorCode}` };
  const event = createEventOf(source, name);
  if (event !== undefined) {
    const made = event.created(call);
    if (typeof made === 'string') return { action: 'ignored', reason: `NOTHING_NEW: ${made}` };
    return { action: 'made', made };
  }
  if (call.makesNothing || CHANGES_WHAT_IS_THERE.test(name))
    return { action: 'ignored', reason: `NOTHING_NEW: ${name} makes nothing that has tags` };
  return {
    action: 'unresolved',
    reason: `UNKNOWN_CALL: ${name} of ${source} is not in the table of create calls`,
  };
}

function resourceOf(
  created: Created & { readonly arn: string },
  call: TrailCall,
  creator: string | null,
): Resource {
  const { arn, type, tags, parents } = created;
  const [, , , region = '', account = ''] = arn.split(':');
  return {
    arn,
    type,
    tags,
    parents,
    account: account === '' ? call.account : account,
    region: region === '' ? undefined : region,
    creator: creator ?? undefined,
  };
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
