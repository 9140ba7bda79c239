import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { PageStep } from '../platform/schema.ts';
import { Severity, Tier } from './events.ts';
import { PageKey } from './incident.ts';

const Moment = {
  at: Instant,
  /** Milliseconds since the incident was opened. */
  afterMs: z.int().min(0),
  /** The same as people say it: `15m`. */
  after: z.string(),
};
const { pass, rung, person, step } = PageKey.shape;
/** Which rung; pass and rung count from 0. `ladder` is the one this pass climbs. */
const Place = { pass, rung, ladder: Slug };
/** One target of a rung, in words, and whom it named at that moment. */
export const NamedTarget = z.object({ target: z.string(), people: z.array(Slug) });
const Page = { ...Moment, ...Place, person, method: PageStep.shape.method, step, reason: z.string() };

/** One thing that would happen. `reason` is the code that the timeline of a real incident would show. */
export const SimulatedEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), ...Moment, reason: z.string() }),
  z.object({ kind: z.literal('unrouted'), ...Moment, reason: z.string() }),
  z.object({
    kind: z.literal('rung-begun'),
    ...Moment,
    ...Place,
    targets: z.array(NamedTarget),
    people: z.array(Slug),
    reason: z.string(),
  }),
  z.object({
    kind: z.literal('rung-passed-over'),
    ...Moment,
    ...Place,
    targets: z.array(NamedTarget),
    reason: z.string(),
  }),
  z.object({ kind: z.literal('page'), ...Page, outcome: z.enum(['sent', 'not-reachable']) }),
  /** Not sent yet: it goes out at `until`, in a digest. */
  z.object({ kind: z.literal('page-held'), ...Page, until: Instant }),
  /** Not sent: another page of this wake tells the same person by the same method. */
  z.object({ kind: z.literal('page-folded'), ...Page }),
  /** Something wrong with the paging itself; `text` is the title of the alert that Belltower would raise about it. */
  z.object({
    kind: z.literal('hygiene'),
    ...Moment,
    reason: z.string(),
    subject: z.string(),
    text: z.string(),
  }),
]);
export type SimulatedEvent = z.infer<typeof SimulatedEvent>;

/** The first page that reaches somebody, and everybody whom that wake reaches. */
export const FirstReached = z.object({ ...Moment, ...Place, people: z.array(Slug) });
export type FirstReached = z.infer<typeof FirstReached>;

/** What one route makes of the alert. */
export const SimulatedIncident = z.object({
  title: z.string(),
  source: z.string(),
  service: z.string(),
  severity: Severity,
  tier: Tier,
  ladder: Slug,
  team: Slug.optional(),
  /** Only the last route took it. */
  unrouted: z.boolean(),
  /** Which route, counted from 0. */
  route: z.int().min(0),
  /** `pages-nobody`: by tier, or because it opens no incident. `nobody-reached`: it should page and cannot. */
  verdict: z.enum(['somebody-reached', 'nobody-reached', 'pages-nobody']),
  /** Why it was let in (`new`, `unrouted`), or why it pages nobody (`tier-ticket`, `nothing-open`, …). */
  reason: z.string(),
  timeline: z.array(SimulatedEvent),
  firstReached: FirstReached.optional(),
  ending: z.enum(['catch-all-repeats', 'horizon', 'most-wakes', 'pages-nobody']),
  /** The same as people say it. */
  endsWith: z.string(),
});
export type SimulatedIncident = z.infer<typeof SimulatedIncident>;

/** Who would be paged if nobody acted; or why the message is no alert that could page. */
export const Simulation = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('simulated'), at: Instant, incidents: z.array(SimulatedIncident) }),
  z.object({ kind: z.literal('ignored'), at: Instant, reason: z.string(), source: z.string() }),
  z.object({ kind: z.literal('malformed'), at: Instant, reason: z.string(), source: z.string() }),
]);
export type Simulation = z.infer<typeof Simulation>;
