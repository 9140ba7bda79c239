import { afresh } from '../kernel/afresh.ts';
import { elapsed, type Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { PagingConfig } from './config.ts';
import type { DeliveryOrder } from './delivery-order.ts';
import type { DeliveryStore } from './delivery-store.ts';
import { describeIncident } from './describe-incident.ts';
import { isHeartbeat } from './heartbeat.ts';
import type { Delivery, Incident, TimelineEntry } from './incident.ts';
import type { LadderTimer } from './ladder-client.ts';
import type { PageLinks } from './link-client.ts';
import { pageEmail } from './page-email.ts';
import { pageId } from './page-key.ts';
import { type Channel, type DeliveryChange, planDelivery } from './plan-delivery.ts';
import type { SendOutcome } from './send-outcome.ts';
import type { Senders } from './senders-client.ts';
import type { SettlementStore } from './settlement-store.ts';
import { smsText } from './sms-text.ts';
import { genericBody, slackBody } from './webhook-body.ts';

export interface DeliverPagesDeps {
  readonly store: Pick<DeliveryStore, 'read' | 'claim'>;
  readonly settlements: Pick<SettlementStore, 'settle'>;
  readonly links: Pick<PageLinks, 'issue'>;
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
  const mailbag = await deps.store.read(order.incidentId, order.person, order.pages);
  const { incident } = mailbag;
  const plan = planDelivery(mailbag, deps.now());
  const sent =
    plan.send.length === 0 ? [] : await claimAndSend(deps, incident, order.person, plan.send, correlationId);
  const settled = [...sent, ...plan.close];
  if (settled.length === 0) return;
  const at = deps.now();
  const occasion = { at, actor: ACTOR, correlationId };
  const wake = incident.state === 'triggered' && needsLadder(settled);
  const timeline = worthTelling(settled).map(({ after }) => entryOf(after, at));
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

/** A failure calls for the next method; nothing sent at all, for the next method or rung. */
function needsLadder(settled: readonly DeliveryChange[]): boolean {
  return (
    settled.some(({ after }) => after.state === 'failed') ||
    settled.every(({ after }) => after.state !== 'sent')
  );
}

async function claimAndSend(
  deps: DeliverPagesDeps,
  incident: Incident,
  person: string,
  send: readonly { readonly claim: DeliveryChange; readonly channel: Channel }[],
  correlationId: string,
): Promise<DeliveryChange[]> {
  const now = deps.now();
  const token = await deps.links.issue(
    { incident: incident.id, person: incident.paged.indexOf(person) },
    now,
  );
  const link = `${deps.pageUrl}/p/${token}`;
  await deps.store.claim(
    incident,
    send.map(({ claim }) => claim),
    { at: now, actor: ACTOR, correlationId },
  );
  return Promise.all(
    send.map(async ({ claim, channel }): Promise<DeliveryChange> => {
      const outcome = await sendBy(deps, incident, person, channel, link, now, correlationId);
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

function sendBy(
  deps: DeliverPagesDeps,
  incident: Incident,
  person: string,
  channel: Channel,
  link: string,
  now: Instant,
  correlationId: string,
): Promise<SendOutcome> {
  const view = () => describeIncident(incident, [], deps.config, person, now);
  switch (channel.method) {
    case 'sms':
      return deps.senders.sms(channel.to.number, smsText({ ...incident, link }));
    case 'email':
      return deps.senders.email(channel.to.address, pageEmail(view(), link, now));
    case 'webhook':
      return deps.senders.webhook(
        channel.to,
        channel.to.style === 'slack' ? slackBody(view(), link) : genericBody(view(), link),
        now,
      );
    case 'sink':
      return deps.senders.sink(incident, deps.now(), correlationId);
  }
}

function entryOf(delivery: Delivery, at: Instant): TimelineEntry {
  const { person, method, state, reason, tries } = delivery;
  const key = `page.${pageId(delivery)}.${tries}`;
  return { v: 1, at, key, kind: 'page', actor: 'system', person, method, outcome: state, reason };
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
