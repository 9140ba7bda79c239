import { millis } from '../kernel/duration.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Resource } from './resource.ts';
import type { ResourceRecord, WroteTags } from './resource-record.ts';
import type { TagFault } from './tag-outcome.ts';
import { reasonText, type Verdict } from './verdict.ts';

/** What was learnt of a resource, by an event or by a sweep. */
export interface Observed {
  /** With its tags as they are after what was written. */
  readonly resource: Resource;
  readonly verdict: Verdict;
  readonly team: string | undefined;
  /** SHA-256 of the tags; undefined where they are not known. */
  readonly tagsDigest: string | undefined;
  /** As of when the tags were so. */
  readonly seenAt: Instant;
  readonly judgedAt: Instant;
  /** When it was made, where an event says that it was: what is known from before is of another of this name. */
  readonly born?: Instant | undefined;
  /** The id of the event of its making, where all that follows from it is done. */
  readonly eventId?: string | undefined;
  /** What was written, if anything was. */
  readonly wrote?: WroteTags | undefined;
  /** What would be written and is not, because `apply` is off. */
  readonly planned?: ResourceRecord['planned'];
  /** Why the write, or the reading, came to nothing; undefined: it did not. */
  readonly fault?: { readonly kind: TagFault; readonly code: string } | undefined;
}

/** The record that follows from what was learnt, and a short code for what has changed. */
export interface NextRecord {
  readonly record: ResourceRecord;
  /** Codes only; undefined where nothing has changed that anybody would ask about. */
  readonly change:
    | { readonly action: 'resource.judge' | 'resource.tag'; readonly reason: string }
    | undefined;
}

/**
 * What is written of a resource after it was looked at. Undefined: nothing new, or what was learnt is older than what is
 * known. What we wrote before is kept beside what we write now, so that a later change of it is known for somebody's own.
 */
export function nextRecord(before: ResourceRecord | undefined, observed: Observed): NextRecord | undefined {
  if (before !== undefined && before.seenAt > observed.seenAt) return undefined;
  const record = recordOf(ofThisLife(before, observed.born), before?.version ?? 0, observed);
  if (before !== undefined && !differs(before, record)) return undefined;
  return { record, change: changeOf(before, record, observed) };
}

/** The record, unless it is of something that is gone, or that another of the same name has followed. */
export function ofThisLife(
  record: ResourceRecord | undefined,
  born: Instant | undefined,
): ResourceRecord | undefined {
  if (record === undefined || record.state === 'gone') return undefined;
  return born !== undefined && record.seenAt < born ? undefined : record;
}

const BLOCKED_FOR = millis('1d');

/** Why it makes no sense to write to a resource again now: it was refused for good less than a day ago. */
export function stillBlocked(record: ResourceRecord | undefined, now: Instant): Observed['fault'] {
  if (record?.state !== 'blocked' || elapsed(record.blocked.at, now) >= BLOCKED_FOR) return undefined;
  const { why, code } = record.blocked;
  return { kind: why === 'POLICY_BLOCKED' ? 'blocked' : 'refused', code };
}

function recordOf(before: ResourceRecord | undefined, version: number, observed: Observed): ResourceRecord {
  const { resource, verdict, team, tagsDigest, seenAt, judgedAt, fault } = observed;
  const { arn, type, account, region } = resource;
  const creator = resource.creator ?? before?.creator;
  const eventId = observed.eventId ?? before?.eventId;
  const violates = verdict.verdict === 'violation';
  const violatingSince = violates ? (before?.violatingSince ?? seenAt) : undefined;
  const wrote = bothWrites(before?.wrote, observed.wrote);
  const common = {
    v: 1 as const,
    version: version + 1,
    arn,
    type,
    account,
    region,
    team,
    creator,
    eventId,
    verdict: verdict.verdict,
    severity: verdict.severity,
    reason: reasonText(verdict.reasons),
    missing: verdict.missing,
    invalid: verdict.invalid,
    tagsDigest,
    seenAt,
    judgedAt,
    violatingSince,
    escalation: before?.escalation,
    wrote,
    planned: observed.planned,
  };
  if (fault?.kind === 'gone') return { ...common, state: 'gone', goneAt: judgedAt };
  if (fault?.kind === 'blocked' || fault?.kind === 'refused') {
    const why = fault.kind === 'blocked' ? 'POLICY_BLOCKED' : 'WRITE_REFUSED';
    const same = before?.state === 'blocked' && stillBlocked(before, judgedAt)?.code === fault.code;
    return {
      ...common,
      state: 'blocked',
      blocked: same ? before.blocked : { at: judgedAt, why, code: fault.code },
    };
  }
  return { ...common, state: 'present' };
}

function bothWrites(before: WroteTags | undefined, now: WroteTags | undefined): WroteTags | undefined {
  if (now === undefined || before === undefined) return now ?? before;
  const removed = new Set([...before.removed, ...now.removed]);
  for (const key of Object.keys(now.set)) removed.delete(key);
  const kept = Object.entries(before.set).filter(([key]) => !now.removed.includes(key));
  return { at: now.at, set: { ...Object.fromEntries(kept), ...now.set }, removed: [...removed] };
}

/** The fields in which two records may differ and still say the same. */
const UNTOLD: ReadonlySet<string> = new Set(['version', 'seenAt', 'judgedAt']);

function differs(before: ResourceRecord, after: ResourceRecord): boolean {
  return told(before) !== told(after);
}

function told(record: ResourceRecord): string {
  const fields = Object.entries(record).filter(([name, value]) => !UNTOLD.has(name) && value !== undefined);
  return JSON.stringify(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function changeOf(
  before: ResourceRecord | undefined,
  after: ResourceRecord,
  { verdict, wrote }: Observed,
): NextRecord['change'] {
  const codes = [...new Set(verdict.reasons.map(({ code }) => code))].join(', ');
  if (wrote !== undefined)
    return {
      action: 'resource.tag',
      reason: `set ${Object.keys(wrote.set).length}, removed ${wrote.removed.length}: now ${after.verdict} (${codes})`,
    };
  const same = before?.verdict === after.verdict && before.state === after.state;
  if (same) return undefined;
  const state =
    after.state === 'present' ? after.verdict : after.state === 'gone' ? 'GONE' : after.blocked.why;
  return { action: 'resource.judge', reason: `${state} (${codes})` };
}
