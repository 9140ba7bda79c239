import * as z from 'zod';
import { Day } from '../kernel/day.ts';
import { Instant } from '../kernel/instant.ts';
import { ChartDay } from './chart-day.ts';
import { Explanation } from './explanation.ts';
import { Finding } from './finding.ts';
import { FindingId } from './finding-id.ts';

/** What there is to tell: it is there; it has grown so far that an engineer is paged; it is still there; it is over. */
export const Message = z.enum(['opened', 'grown', 'reminder', 'closed']);
export type Message = z.infer<typeof Message>;

/** A message that went out. */
const Told = z.strictObject({
  at: Instant,
  what: Message,
  via: z.enum(['mail', 'page']),
  /** `team:payments`, or the service that is paged for: `service:payments`. Never an address. */
  to: z.string(),
});
export type Told = z.infer<typeof Told>;

/** A message that has still to go out. */
const Due = z.strictObject({
  what: Message,
  reason: z.string(),
  since: Instant,
  /** How often it was tried. */
  attempts: z.int().min(0),
  /** Until then somebody is at it. */
  claimedUntil: Instant.optional(),
});
export type Due = z.infer<typeof Due>;

/** What somebody pressed on the page. */
const Answer = z.strictObject({
  at: Instant,
  /** Whose link it was: `team:payments`. Never a person. */
  by: z.string(),
});

const Common = z.object({
  v: z.literal(1),
  /** One more with every write. */
  version: z.int().min(1),
  id: FindingId,
  finding: Finding,
  /** The days of the chart, as they were last known. */
  chart: z.array(ChartDay),
  openedAt: Instant,
  updatedAt: Instant,
  /** Oldest first. All of it is one thread. */
  told: z.array(Told),
  due: Due.optional(),
  explanation: Explanation.optional(),
});
const Closed = Common.extend({ closedAt: Instant });

/**
 * A finding and what became of it. Open ones are open or investigated. Closed ones were said to be expected or muted, or
 * closed by themselves: restated by AWS, absorbed into what is usual, or ended.
 */
export const FindingRecord = z.discriminatedUnion('state', [
  Common.extend({ state: z.literal('open') }),
  Common.extend({ state: z.literal('investigating'), answer: Answer }),
  Closed.extend({ state: z.literal('expected'), answer: Answer }),
  Closed.extend({ state: z.literal('muted'), answer: Answer, until: Day }),
  Closed.extend({ state: z.literal('restated') }),
  Closed.extend({ state: z.literal('absorbed') }),
  Closed.extend({ state: z.literal('ended') }),
]);
export type FindingRecord = z.infer<typeof FindingRecord>;
export type FindingState = FindingRecord['state'];
export type ActiveRecord = Extract<FindingRecord, { state: 'open' | 'investigating' }>;

/** Whether it goes on, as far as anybody knows. */
export function isActive(record: FindingRecord): record is ActiveRecord {
  return record.state === 'open' || record.state === 'investigating';
}

/** Whether an engineer has been paged and has not been told that it is over. */
export function isPaged({ told }: Pick<FindingRecord, 'told'>): boolean {
  const last = told.findLast(({ via }) => via === 'page');
  return last !== undefined && last.what !== 'closed';
}

/** What all states have in common, to make another state of a record; without what is due, which is decided anew. */
export function commonOf(record: FindingRecord): z.infer<typeof Common> {
  const { v, version, id, finding, chart, openedAt, updatedAt, told, explanation } = record;
  return {
    v,
    version,
    id,
    finding,
    chart,
    openedAt,
    updatedAt,
    told,
    ...(explanation === undefined ? {} : { explanation }),
  };
}
