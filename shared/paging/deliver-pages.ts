import { afresh } from '../kernel/afresh.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { SignedLinks } from '../platform/signed-link-client.ts';
import type { PagingConfig } from './config.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { describeIncident } from './describe-incident.ts';
import { ALERT_RAISED } from './events.ts';
import { isHeartbeat } from './heartbeat.ts';
import { hygieneAlert } from './hygiene.ts';
import type { Incident } from './incident.ts';
import type { LadderTimer } from './ladder-client.ts';
import { optOutSeen } from './opt-out.ts';
import type { OptOutStore } from './opt-out-store.ts';
import { pageEntry } from './page-entry.ts';
import { type Channel, type DeliveryChange, type Mailbag, planDelivery } from './plan-delivery.ts';
import { sendPage } from './send-page.ts';
import type { Senders } from './senders-client.ts';
import type { SettlementStore } from './settlement-store.ts';

export interface DeliverPagesDeps {
  readonly store: Pick<DeliveryStore, 'read' | 'claim'>;
  readonly settlements: Pick<SettlementStore, 'settle'>;
  readonly optOuts: Pick<OptOutStore, 'optOut'>;
  readonly bus: Bus;
  readonly links: Pick<SignedLinks, 'issue'>;
  readonly timer: LadderTimer;
  readonly senders: Senders;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  /** Where page links point, without a slash at the end. */
  readonly pageUrl: string;
  readonly now: () => Instant;
}

/**
 * Claim → send → record, for one person's pages of one wake. A crash after the claim is resumed when the message comes
 * again or the sweeper finds the page overdue: sent at most once more, lost never. When a page failed the ladder is
 * woken at once, and its planner decides on the next method or rung.
 */
export function makeDeliverPages(deps: DeliverPagesDeps) {
  return (order: DeliveryOrder, correlationId: string): Promise<void> =>
    afresh(() => deliver(deps, order, correlationId));
}

const ACTOR = 'system:deliver-pages';

async function deliver(deps: DeliverPagesDeps, order: DeliveryOrder, correlationId: string): Promise<void> {
  const mailbag = await deps.store.read(order);
  const plan = planDelivery(mailbag, deps.config.paging.oneMessagePer, deps.now());
  const sent =
    plan.send.length === 0 ? [] : await claimAndSend(deps, mailbag, order.person, plan.send, correlationId);
  const settled = [...sent, ...plan.close, ...plan.hold];
  if (settled.length > 0) await record(deps, mailbag.incident, settled, correlationId);
  const pages = [...mailbag.deliveries, ...settled.map(({ after }) => after)];
  await noteOptOut(deps, order.person, optOutSeen(mailbag.contact, pages), correlationId);
}

/** Told before it is written: an alert too many joins its incident, one too few would be lost. */
async function noteOptOut(
  { bus, optOuts, telemetry, now }: DeliverPagesDeps,
  person: string,
  sentAt: Instant | undefined,
  correlationId: string,
): Promise<void> {
  if (sentAt === undefined) return;
  await bus.put([{ ...ALERT_RAISED, detail: hygieneAlert({ kind: 'opted-out', subject: person }) }]);
  const news = await optOuts.optOut(person, sentAt, { at: now(), actor: ACTOR, correlationId });
  telemetry.info('opted-out', { person, news });
}

async function record(
  deps: DeliverPagesDeps,
  incident: Incident,
  settled: readonly DeliveryChange[],
  correlationId: string,
): Promise<void> {
  const at = deps.now();
  const occasion = { at, actor: ACTOR, correlationId };
  const wake = incident.state === 'triggered' && needsLadder(settled);
  const timeline = worthTelling(settled).map(({ after }) => pageEntry(after, at));
  const clock = await deps.settlements.settle({ incident, settled, timeline, wake }, occasion);
  tell(deps.telemetry, incident, settled, at);
  if (clock !== undefined)
    await deps.timer.start({ incidentId: incident.id, clock, run: incident.climb.run });
}

/** A method that somebody simply has not got is news only when nothing else reached them. */
function worthTelling(settled: readonly DeliveryChange[]): readonly DeliveryChange[] {
  const reached = settled.some(({ after }) => after.state === 'sent');
  return reached ? settled.filter(({ after }) => after.reason !== 'not-reachable') : settled;
}

/** A failure calls for the next method, a held page for a wake when its time has come, nothing sent for a rung. */
function needsLadder(settled: readonly DeliveryChange[]): boolean {
  return (
    settled.some(({ after }) => after.state === 'failed' || after.state === 'held') ||
    settled.every(({ after }) => after.state !== 'sent')
  );
}

async function claimAndSend(
  deps: DeliverPagesDeps,
  mailbag: Mailbag,
  person: string,
  send: readonly { readonly claim: DeliveryChange; readonly channel: Channel }[],
  correlationId: string,
): Promise<DeliveryChange[]> {
  const { incident } = mailbag;
  const now = deps.now();
  const token = await deps.links.issue({ of: incident.id, place: incident.paged.indexOf(person) }, now);
  const link = `${deps.pageUrl}/p/${token}`;
  await deps.store.claim(
    mailbag,
    send.map(({ claim }) => claim),
    { at: now, actor: ACTOR, correlationId },
  );
  return Promise.all(
    send.map(async ({ claim, channel }): Promise<DeliveryChange> => {
      const view = () => describeIncident(incident, [], deps.config, person, now);
      const outcome = await sendPage(deps.senders, {
        channel,
        incident,
        brief: incident,
        view,
        link,
        now: deps.now(),
        correlationId,
      });
      const settledAt = deps.now();
      const { reason } = outcome;
      const page = claim.after;
      if (!outcome.ok) {
        const { retryable } = outcome;
        return { before: page, after: { ...page, state: 'failed', settledAt, reason, retryable } };
      }
      const receiptId = page.reports === true ? outcome.receiptId : undefined;
      return { before: page, after: { ...page, state: 'sent', settledAt, reason }, receiptId };
    }),
  );
}

function tell(
  telemetry: Telemetry,
  incident: Incident,
  settled: readonly DeliveryChange[],
  at: Instant,
): void {
  const counted = !isHeartbeat(incident);
  for (const { after } of settled) {
    if (counted) telemetry.count('PagesSettled', 1, { method: after.method, outcome: after.state });
    const { person, method, state, reason, run, pass, rung } = after;
    telemetry.info('page-settled', { incident: incident.id, person, method, state, reason, run, pass, rung });
  }
  const first = settled.find(
    ({ after: { state, run, pass, rung, person, step } }) =>
      state === 'sent' && run === 1 && pass === 0 && rung === 0 && step === 0 && person === incident.paged[0],
  );
  if (counted && first !== undefined)
    telemetry.milliseconds('TimeToFirstPage', elapsed(incident.openedAt, at));
}
