import * as z from 'zod';
import { IncidentId, Slug } from '../kernel/ids.ts';
import { Instant } from '../kernel/instant.ts';
import { PageStep } from '../platform/schema.ts';
import { AlertRaised, AlertState, Severity, Tier } from './events.ts';

/** A place on the way up: the how-manieth time through, and which rung of it. Both count from 0. */
const Position = z.object({ pass: z.int().min(0), rung: z.int().min(0) });
export type Position = z.infer<typeof Position>;

/** A rung that has begun: whom it resolved to at that moment, and how each of them is to be told. */
const ActiveRung = z.object({
  ...Position.shape,
  ladder: Slug,
  startedAt: Instant,
  people: z.array(z.object({ person: Slug, steps: z.array(PageStep) })),
});
export type ActiveRung = z.infer<typeof ActiveRung>;

/** Where an incident is on its ladder. */
export const Climb = z.object({
  /** Goes up when the ladder starts over or is exchanged; pages of an older run are void. */
  run: z.int().min(1),
  /** `after` of this pass counts from here; it moves when a rung is passed over or escalated by hand. */
  base: Instant,
  next: Position,
  /** How many rungs have begun in the whole incident: what "escalate" names to say what it was based on. */
  begun: z.int().min(0),
  active: z.array(ActiveRung),
});
export type Climb = z.infer<typeof Climb>;

/** Why nothing is paged although the incident is open, and until when. */
const Hold = z.object({ kind: z.literal('silence'), id: Slug, until: Instant });
export type Hold = z.infer<typeof Hold>;

/** One alert within an incident. `changedAt` is the sender's time of its last change of state. */
const MemberAlert = z.object({ state: AlertState, title: z.string(), changedAt: Instant });

const Core = z.object({
  v: z.literal(1),
  id: IncidentId,
  service: z.string(),
  dedupKey: z.string(),
  title: z.string(),
  source: z.string(),
  severity: Severity,
  tier: Tier,
  ladder: Slug,
  team: Slug.optional(),
  account: z.string().optional(),
  unrouted: z.boolean(),
  runbookUrl: z.string().optional(),
  labels: AlertRaised.shape.labels.unwrap(),
  links: AlertRaised.shape.links.unwrap(),
  /** When it began, as the sender says. */
  startedAt: Instant,
  /** When we opened it: what the ladder and our own times count from. */
  openedAt: Instant,
  updatedAt: Instant,
  /** Goes up with every write; every write names the one it read. */
  version: z.int().min(1),
  /** Which workflow execution is this incident's timer; any other one ends at its next wake. */
  clock: z.int().min(1),
  /** When the ladder must look again; absent when there is nothing left to do. */
  wakeAt: Instant.optional(),
  alerts: z.record(z.string(), MemberAlert),
  /** Everybody paged so far, in order; a page link names its person by the place in this list. */
  paged: z.array(Slug),
  climb: Climb,
  /** Present while a silence keeps it quiet. */
  hold: Hold.optional(),
  /** When its alerts, as a whole, last began or cleared, those of the incident of the same key before it included. */
  changes: z.array(Instant).max(8).optional(),
  /** Present while they do so too often; it ends when they have been quiet until then. */
  flapping: z.object({ since: Instant, until: Instant }).optional(),
  /** Present in a storm, which collects what its service opens; `others` are the incidents that opened before it. */
  storm: z.object({ others: z.array(IncidentId) }).optional(),
});

const Triggered = Core.extend({ state: z.literal('triggered') });
const Acknowledged = Core.extend({
  state: z.literal('acknowledged'),
  ack: z.object({ by: z.string(), at: Instant, expiresAt: Instant }),
});
const Resolved = Core.extend({
  state: z.literal('resolved'),
  resolution: z.object({ by: z.string(), at: Instant, reason: z.string() }),
});

/** One incident: `triggered → acknowledged → resolved`, and back to `triggered` when an ack expires or is escalated. */
export const Incident = z.discriminatedUnion('state', [Triggered, Acknowledged, Resolved]);
export type Incident = z.infer<typeof Incident>;
export type TriggeredIncident = z.infer<typeof Triggered>;
export type AcknowledgedIncident = z.infer<typeof Acknowledged>;
export type ResolvedIncident = z.infer<typeof Resolved>;
export type IncidentState = Incident['state'];

/** Which page: one step of one person's rules on one rung of one pass of one run of one incident. */
export const PageKey = z.object({
  incident: IncidentId,
  run: z.int().min(1),
  ...Position.shape,
  person: Slug,
  step: z.int().min(0),
});
export type PageKey = z.infer<typeof PageKey>;

/** The life of one page: planned, perhaps held, claimed by a sender, sent, and then what came of it. */
export const Delivery = z.object({
  v: z.literal(1),
  ...PageKey.shape,
  method: PageStep.shape.method,
  state: z.enum(['planned', 'held', 'claimed', 'sent', 'delivered', 'failed', 'folded', 'skipped']),
  /** How often it has been claimed. */
  tries: z.int().min(0),
  /** When it was last put on the queue. */
  dispatchedAt: Instant,
  claimedAt: Instant.optional(),
  settledAt: Instant.optional(),
  /** Of a held one: when it is sent, together with others of the person. */
  until: Instant.optional(),
  /** Of one that was sent for several: the other incidents it spoke of. */
  covers: z.array(IncidentId).optional(),
  /** Why it was planned, then why it ended as it did: a short code. */
  reason: z.string(),
  /** Of a failed one: whether the same method may be tried again. */
  retryable: z.boolean().optional(),
  /** Whether the method reports what became of a page after it was sent. */
  reports: z.boolean().optional(),
});
export type Delivery = z.infer<typeof Delivery>;

/** What happened, for the people who read the incident. `text` may hold what a person wrote, nothing else does. */
export const TimelineEntry = z.object({
  v: z.literal(1),
  at: Instant,
  /** Makes the same event written twice one entry. */
  key: z.string().min(1).max(256),
  kind: z.enum([
    'opened',
    'alert',
    'severity-raised',
    'unrouted',
    'silenced',
    'silence-over',
    'flapping',
    'storm',
    'rung-begun',
    'rung-passed-over',
    'page',
    'acknowledged',
    'ack-expired',
    'escalated',
    'resolved',
    'note',
    'hygiene',
  ]),
  actor: z.string(),
  reason: z.string(),
  text: z.string().max(4096).optional(),
  rung: z.int().optional(),
  /** Of rungs passed over: how many in a row. */
  count: z.int().optional(),
  people: z.array(Slug).optional(),
  person: Slug.optional(),
  method: PageStep.shape.method.optional(),
  outcome: z.string().optional(),
  /** Of what keeps it quiet: when that ends. */
  until: Instant.optional(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;
