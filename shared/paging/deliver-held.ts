import { afresh } from '../kernel/afresh.ts';
import { allDone } from '../kernel/all-done.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { SendOutcome } from '../platform/send-outcome.ts';
import type { DeliverPagesDeps } from './deliver-pages.ts';
import type { HeldOrder } from './delivery-order.ts';
import { describeIncident } from './describe-incident.ts';
import type { HeldStore } from './held-store.ts';
import { viewOfAll } from './held-words.ts';
import type { Delivery } from './incident.ts';
import { pageEntry } from './page-entry.ts';
import { MOST_TRIES, RETRY_MS } from './page-key.ts';
import type { DeliveryChange } from './plan-delivery.ts';
import { type HeldMessage, type HeldPage, planHeld, QUIET_HOURS } from './plan-held.ts';
import { sendPage } from './send-page.ts';

export interface DeliverHeldDeps extends Omit<DeliverPagesDeps, 'store'> {
  readonly held: Pick<HeldStore, 'readDue' | 'claim'>;
}

const ACTOR = 'system:deliver-pages';
const IN_ONE_MESSAGE = 'in-one-message';

/**
 * Claim → send → record, for the pages that were held for a person and whose time has come: one message for those that go
 * together. The same order twice, or from several incidents at once, finds nothing left to send.
 */
export function makeDeliverHeld(deps: DeliverHeldDeps) {
  return ({ held: person }: HeldOrder, correlationId: string): Promise<void> =>
    afresh(async () => {
      const now = deps.now();
      const { pages, contact } = await deps.held.readDue(person, now);
      const plan = planHeld(pages, contact, now);
      for (const page of plan.close) await settle(deps, page, page.change, correlationId);
      for (const message of plan.messages) await send(deps, person, message, correlationId);
    });
}

async function send(
  deps: DeliverHeldDeps,
  person: string,
  message: HeldMessage,
  correlationId: string,
): Promise<void> {
  const now = deps.now();
  const [lead] = message.pages;
  if (lead === undefined) return;
  const { incident } = lead;
  const token = await deps.links.issue({ of: incident.id, place: incident.paged.indexOf(person) }, now);
  await deps.held.claim(message, person, { at: now, actor: ACTOR, correlationId });
  const view = viewOfAll(
    describeIncident(incident, [], deps.config, person, now),
    message.pages,
    message.reason,
  );
  const outcome = await sendPage(deps.senders, {
    channel: message.channel,
    incident,
    brief: view,
    view: () => view,
    link: `${deps.pageUrl}/p/${token}`,
    now,
    correlationId,
  });
  const covers = message.pages.flatMap((page) =>
    page.incident.id === incident.id ? [] : [page.incident.id],
  );
  await allDone(
    message.pages.map((page) =>
      settle(deps, page, changed(page, outcome, page === lead, covers, deps.now()), correlationId),
    ),
  );
}

function changed(
  { claim }: HeldMessage['pages'][number],
  outcome: SendOutcome,
  isLead: boolean,
  covers: readonly string[],
  settledAt: Instant,
): DeliveryChange {
  const before = claim.after;
  if (!outcome.ok) {
    const { reason, retryable } = outcome;
    if (retryable && before.reason === QUIET_HOURS && before.tries < MOST_TRIES)
      return { before, after: { ...before, state: 'held', until: shift(settledAt, RETRY_MS) } };
    return { before, after: { ...before, state: 'failed', settledAt, reason, retryable } };
  }
  const sent: Delivery = {
    ...before,
    state: 'sent',
    settledAt,
    reason: isLead ? outcome.reason : IN_ONE_MESSAGE,
  };
  if (!isLead) return { before, after: { ...sent, reports: false } };
  const receiptId = before.reports === true ? outcome.receiptId : undefined;
  return { before, after: { ...sent, covers: [...new Set(covers)] }, receiptId };
}

async function settle(
  deps: DeliverHeldDeps,
  { incident }: HeldPage,
  change: DeliveryChange,
  correlationId: string,
): Promise<void> {
  const at = deps.now();
  const { after } = change;
  const wake = incident.state === 'triggered' && after.state === 'failed';
  const clock = await deps.settlements.settle(
    { incident, settled: [change], timeline: [pageEntry(after, at)], wake },
    { at, actor: ACTOR, correlationId },
  );
  deps.telemetry.count('PagesSettled', 1, { method: after.method, outcome: after.state });
  if (clock !== undefined)
    await deps.timer.start({ incidentId: incident.id, clock, run: incident.climb.run });
}
