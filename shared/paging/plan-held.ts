import type { Instant } from '../kernel/instant.ts';
import type { Contact } from './contact.ts';
import type { Delivery, Incident } from './incident.ts';
import { type Channel, channelOf, type DeliveryChange } from './plan-delivery.ts';

/** Why a page is held: for the end of quiet hours, or because a message about the service has just gone out. */
export const QUIET_HOURS = 'quiet-hours';
export const ONE_MESSAGE = 'one-message-a-minute';

/** A held page with its incident as it is now. */
export interface HeldPage {
  readonly delivery: Delivery;
  readonly incident: Incident;
}

/** Several pages that go out as one message. */
export interface HeldMessage {
  readonly reason: typeof QUIET_HOURS | typeof ONE_MESSAGE;
  readonly method: Channel['method'];
  readonly channel: Channel;
  /** The one its link opens comes first: open before closed, then the newest. */
  readonly pages: readonly (HeldPage & { readonly claim: DeliveryChange })[];
}

export interface HeldPlan {
  readonly messages: readonly HeldMessage[];
  /** Pages that are not sent any more, and why. */
  readonly close: readonly (HeldPage & { readonly change: DeliveryChange })[];
}

/**
 * What a person's held pages become when their time has come. After quiet hours there is one digest, and what has been
 * resolved or acknowledged meanwhile is in it too, as that. Pages that only waited for the message before them go out by
 * service, and only while their incident still pages.
 */
export function planHeld(held: readonly HeldPage[], contact: Contact | undefined, now: Instant): HeldPlan {
  const groups = new Map<string, HeldPage[]>();
  const close: HeldPlan['close'][number][] = [];
  for (const page of held) {
    const { delivery, incident } = page;
    if (delivery.state !== 'held' || (delivery.until ?? now) > now) continue;
    const way = wayOut(page, contact);
    const reason = whyNot(page) ?? (way === undefined ? 'not-reachable' : undefined);
    if (reason !== undefined) {
      const after: Delivery = { ...delivery, state: 'skipped', settledAt: now, reason };
      close.push({ ...page, change: { before: delivery, after } });
      continue;
    }
    const about = delivery.reason === QUIET_HOURS ? QUIET_HOURS : incident.service;
    const key = `${way?.method} ${about}`;
    groups.set(key, [...(groups.get(key) ?? []), page]);
  }
  const messages = [...groups.values()].flatMap((pages): HeldMessage[] => {
    const [lead] = pages.sort(leadFirst);
    const channel = lead && wayOut(lead, contact);
    if (lead === undefined || channel === undefined) return [];
    const reason = lead.delivery.reason === QUIET_HOURS ? QUIET_HOURS : ONE_MESSAGE;
    return [{ reason, method: channel.method, channel, pages: pages.map((page) => claimed(page, now)) }];
  });
  return { messages, close };
}

/** By the page's own method; a digest, which nothing comes after, by any that the person has. */
function wayOut({ delivery, incident }: HeldPage, contact: Contact | undefined): Channel | undefined {
  const own = channelOf(incident, contact, delivery.method);
  if (own !== undefined || delivery.reason !== QUIET_HOURS) return own;
  const others = (['sms', 'email', 'webhook'] as const).map((method) => channelOf(incident, contact, method));
  return others.find((channel) => channel !== undefined);
}

function whyNot({ delivery, incident }: HeldPage): string | undefined {
  if (delivery.reason === QUIET_HOURS) return undefined;
  if (incident.state !== 'triggered') return incident.state;
  return delivery.run === incident.climb.run ? undefined : 'superseded';
}

function leadFirst(a: HeldPage, b: HeldPage): number {
  const closed = Number(a.incident.state === 'resolved') - Number(b.incident.state === 'resolved');
  return closed !== 0 ? closed : a.incident.openedAt < b.incident.openedAt ? 1 : -1;
}

function claimed(page: HeldPage, now: Instant): HeldMessage['pages'][number] {
  const { until: _, ...before } = page.delivery;
  const after: Delivery = {
    ...before,
    state: 'claimed',
    tries: before.tries + 1,
    claimedAt: now,
    dispatchedAt: now,
  };
  return { ...page, claim: { before: page.delivery, after } };
}
