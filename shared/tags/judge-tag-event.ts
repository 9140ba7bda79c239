import { allDone } from '../kernel/all-done.ts';
import { AppError } from '../kernel/errors.ts';
import { elapsed, type Instant, shift } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { CurrentTags, TagReader } from './current-tags-client.ts';
import type { Enforced, EnforceTagsDeps, makeEnforceTags } from './enforce-tags.ts';
import type { GroupFinder } from './group-finder-client.ts';
import { judge } from './judge.ts';
import { ofThisLife } from './next-record.ts';
import type { ParentTags } from './parent-tags-client.ts';
import type { SeenResource } from './plan-enforcement.ts';
import type { TagPolicy } from './policy.ts';
import { recordsIn } from './read-cloudtrail.ts';
import { type MadeByEvent, readMade } from './read-made.ts';
import type { Resource } from './resource.ts';
import { type SettledTags, settleTags } from './settle-tags.ts';
import { namesOne } from './tagging-place.ts';
import { mayInherit, withParents } from './with-parents.ts';

export interface JudgeTagEventDeps {
  readonly store: EnforceTagsDeps['store'];
  readonly reader: TagReader;
  readonly parents: ParentTags;
  readonly groups: GroupFinder;
  readonly enforce: ReturnType<typeof makeEnforceTags>;
  readonly policy: TagPolicy;
  /** Puts a message back, to come again after so many seconds. */
  readonly putBack: (body: string, seconds: number) => Promise<void>;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** A message of the queue. */
interface TagEventMessage {
  readonly body: string;
  readonly id: string;
}

/** Seconds after which tools have put on the tags that come by a second call. */
const TAGS_FOLLOW_S = 60;
/** An event that is older is no news of the tags of what it made, and the Tagging API knows of that by then. */
const NEWS_FOR_MS = 15 * 60_000;

/**
 * What is made is judged: by the tags in the event, or by those it has now where something is to be written, the event is
 * late or does not tell them. The same event again does nothing. Rejects with AppError `invalid` for what cannot be made
 * out, which is set aside, and with a retryable one where tags may be read or written later.
 */
export function makeJudgeTagEvent(deps: JudgeTagEventDeps) {
  return async (message: TagEventMessage): Promise<void> => {
    const now = deps.now();
    const occasion = { at: now, actor: 'system:judge-tag-event', correlationId: message.id };
    const works = recordsOf(message.body, deps.telemetry).map((record) =>
      judgeRecord(deps, record, now, occasion),
    );
    await allDone(works);
  };
}

type Made = Extract<MadeByEvent, { readonly kind: 'made' }>;

async function judgeRecord(
  deps: JudgeTagEventDeps,
  record: unknown,
  now: Instant,
  occasion: Occasion,
): Promise<void> {
  const made = readMade(record);
  if (made.kind !== 'made') {
    if (made.kind === 'unresolved') throw unresolved(deps, made.reason);
    return deps.telemetry.count('TagEventsIgnored', 1, { why: codeOf(made.reason) });
  }
  if (waitsForTags(made, now)) return deps.putBack(JSON.stringify(record), TAGS_FOLLOW_S);
  return judgeMade(deps, made, now, occasion);
}

function recordsOf(body: string, telemetry: Telemetry): readonly unknown[] {
  const records = recordsIn(parsed(body));
  if (records === undefined) throw unresolved({ telemetry }, 'UNREADABLE: it is no event of CloudTrail');
  return records;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Calls that make something or find it there, and then say nothing of the tags it has. */
const MAY_BE_THERE = /^(Put|Import)|^Create(Topic|Queue)$/;

/** Whether to look again later: tools put the tags on by a second call, which may not have been made yet. */
function waitsForTags({ tagsFollow, call }: Made, now: Instant): boolean {
  if (!tagsFollow || call.at === undefined) return false;
  const age = elapsed(call.at, now);
  return age >= 0 && age < TAGS_FOLLOW_S * 1000;
}

async function judgeMade(
  deps: JudgeTagEventDeps,
  made: Made,
  now: Instant,
  occasion: Occasion,
): Promise<void> {
  const { store, telemetry, enforce } = deps;
  const { call, unnamed } = made;
  const eventId = call.id ?? occasion.correlationId;
  const at = call.at === undefined || call.at > now ? now : call.at;
  const born = MAY_BE_THERE.test(call.name) ? undefined : at;
  const found = await deps.groups.find(made.resources, at);
  const resources = made.resources
    .map((one) => ({ ...one, arn: found.get(one.arn)?.arn ?? one.arn }))
    .filter(({ arn }) => namesOne(arn));
  const known = await store.read(resources.map(({ arn }) => arn));
  const open = resources.filter(({ arn }) => ofThisLife(known.get(arn), born)?.eventId !== eventId);
  const read = new Map([...found.values()].map(({ arn, tags }) => [arn, { kind: 'tags' as const, tags }]));
  const seen = await see(deps, made, open, read, at, now);
  const enforced = await enforce(
    seen.map((one) => ({ ...one, born, eventId })),
    known,
    occasion,
  );
  tell(telemetry, enforced, made.resources.length - resources.length);
  const failure = failureOf(enforced);
  if (failure !== undefined) throw failure;
  const [nameless] = unnamed;
  if (nameless !== undefined) throw unresolved(deps, nameless.reason);
}

/** The resources with the tags they have now, as far as that has to be known. @param read those that were read already */
async function see(
  { policy, reader, parents }: JudgeTagEventDeps,
  { tagsFollow, call }: Made,
  resources: readonly Resource[],
  read: ReadonlyMap<string, CurrentTags>,
  at: Instant,
  now: Instant,
): Promise<readonly SeenResource[]> {
  const isLate = at < shift(now, -NEWS_FOR_MS);
  const asked = resources.filter((resource) => {
    if (read.has(resource.arn)) return false;
    const { verdict, actions } = judge(resource, policy, now);
    if (verdict === 'untaggable') return false;
    if (isLate || tagsFollow || resource.tags === undefined || MAY_BE_THERE.test(call.name)) return true;
    return actions.length > 0 || mayInherit(resource, policy, now);
  });
  const current: ReadonlyMap<string, CurrentTags> = asked.length === 0 ? new Map() : await reader.read(asked);
  const seen = resources.map((resource) =>
    seenOf(
      resource,
      settleTags(resource.tags, read.get(resource.arn) ?? current.get(resource.arn), isLate),
      at,
      now,
    ),
  );
  return withParents(seen, policy, parents, now);
}

function seenOf(resource: Resource, settled: SettledTags, at: Instant, now: Instant): SeenResource {
  if (settled.kind === 'gone') return { resource, seenAt: now, fault: { kind: 'gone', code: settled.code } };
  const { fault } = settled;
  const because = fault === undefined ? {} : { fault };
  if (settled.kind === 'unknown') return { resource, seenAt: now, ...because };
  return { resource: { ...resource, tags: settled.tags }, seenAt: settled.read ? now : at, ...because };
}

function tell(telemetry: Telemetry, { judged, batches }: Enforced, nameless: number): void {
  const verdicts = Map.groupBy(judged, ({ verdict, fault }) =>
    fault?.kind === 'gone' ? 'gone' : verdict.verdict,
  );
  for (const [verdict, all] of verdicts) telemetry.count('TagVerdicts', all.length, { verdict });
  if (nameless > 0) telemetry.count('TagVerdicts', nameless, { verdict: 'left-to-sweep' });
  if (batches.length > 0)
    telemetry.info('tags-planned', {
      calls: batches.length,
      resources: batches.reduce((sum, { arns }) => sum + arns.length, 0),
    });
}

/** What is still to be written, as an error: the queue gives the event again, and what is done is not done twice. */
function failureOf({ outcomes }: Enforced): AppError | undefined {
  const failed = [...outcomes.values()].flatMap((one) =>
    one.result === 'failed' || one.result === 'throttled' ? [one] : [],
  );
  const [first] = failed;
  if (first === undefined) return undefined;
  const throttled = failed.every(({ result }) => result === 'throttled');
  return new AppError(`tags of ${failed.length} of ${outcomes.size} resources could not be written`, {
    code: first.code,
    kind: throttled ? 'throttled' : 'bug',
  });
}

/** Whoever made an event up may have put anything into its fields. The names of calls and services tell nothing of anybody. */
const UNKNOWN = /^UNKNOWN_CALL: [A-Z]\w{2,63} of [a-z0-9-]{2,40}\.amazonaws\.com /;

function unresolved({ telemetry }: Pick<JudgeTagEventDeps, 'telemetry'>, reason: string): AppError {
  const code = codeOf(reason);
  telemetry.count('TagEventsUnresolved', 1, { why: code });
  const isUnknown = code === 'UNKNOWN_CALL' && !UNKNOWN.test(reason);
  return new AppError(isUnknown ? 'a call that no service has' : reason, { code, kind: 'invalid' });
}

function codeOf(reason: string): string {
  return reason.split(':', 1)[0] ?? '';
}
