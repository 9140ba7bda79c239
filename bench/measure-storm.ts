import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '../local/mailbox.ts';
import type { Account, LoadWorld } from './load-world.ts';

const POLL_MS = 200;
/** Asking takes a function of the stack, so it is not asked often. */
const ACCOUNT_MS = 5_000;
const IDLE_PAGE_WITHIN_MS = 60_000;

/** The team whose ladder in config/local waits ten minutes after its first step. */
const STORMY_TEAM = 'patient';
const OTHER_TEAM = 'payments';

/** A service with many alerts at once, and another with one beside them. */
export interface Storm {
  readonly stormy: string;
  readonly other: string;
}

/** The way of a first page in milliseconds, stage by stage: their sum is the time to the text. */
export interface FirstPage {
  readonly total: number;
  /** Until the bus has taken the alert. */
  readonly bus: number;
  /** From there until intake begins with it: the rule, the queue and the start of a function. */
  readonly queue: number;
  /** From there until its ladder is awake: what intake writes, the workflow's start and the ladder's function. */
  readonly intake: number;
  /** From there until its page is claimed: the ladder's writes, the delivery queue and the start of a function. */
  readonly ladder: number;
  /** From there until the text can be read. */
  readonly delivery: number;
}

/** The first text about an alert on each of these services, one after the other on an idle stack. */
export async function measureIdle(world: LoadWorld, services: readonly string[]): Promise<FirstPage[]> {
  const pages: FirstPage[] = [];
  for (const service of services) {
    const page = await firstPage(world, service, Date.now() + IDLE_PAGE_WITHIN_MS);
    if (page === undefined) throw new Error(`no text about ${service} on the idle stack`);
    pages.push(page);
    await world.resolve(service);
  }
  return pages;
}

/** What a storm has done, as it stood when all was accounted for, or at the bound. */
export interface StormMeasured {
  readonly account: Account | undefined;
  readonly messages: readonly Message[];
  /** The first text about the other service's alert; undefined where none came. */
  readonly otherPage: FirstPage | undefined;
  /** Milliseconds until the bus had taken all alerts, and until all were accounted for (undefined where they never were). */
  readonly raised: number;
  readonly accounted: number | undefined;
  /** Messages left in the intake queue, in the delivery queue, and in the dead-letter queues. */
  readonly waiting: number;
  readonly pages: number;
  readonly dead: number;
}

/** Raises this many alerts on one service at once and, when half are raised, one on another. */
export async function measureStorm(
  world: LoadWorld,
  { stormy, other }: Storm,
  alerts: number,
  withinMs: number,
): Promise<StormMeasured> {
  const began = Date.now();
  const deadline = began + withinMs;
  const keys = Array.from({ length: alerts }, (_, place) => `${stormy}-${place}`);
  const half = Math.floor(alerts / 2);
  await world.raise(stormy, STORMY_TEAM, keys.slice(0, half));
  const page = firstPage(world, other, deadline);
  await world.raise(stormy, STORMY_TEAM, keys.slice(half));
  const raised = Date.now() - began;
  const [otherPage, { account, at }] = await Promise.all([
    page,
    untilAccounted(world, stormy, keys, deadline),
  ]);
  while (Date.now() < deadline && (await world.queued()).pages > 0) await pause(POLL_MS);
  const messages = await world.messagesAbout(stormy);
  const accounted = at === undefined ? undefined : at - began;
  return { account, messages, otherPage, raised, accounted, ...(await world.queued()) };
}

async function untilAccounted(world: LoadWorld, stormy: string, keys: readonly string[], deadline: number) {
  let account: Account | undefined;
  while (Date.now() < deadline) {
    await pause(ACCOUNT_MS);
    account = (await world.account(stormy, keys)) ?? account;
    if (account?.unaccounted.length === 0) return { account, at: Date.now() };
  }
  return { account, at: undefined };
}

async function firstPage(
  world: LoadWorld,
  service: string,
  deadline: number,
): Promise<FirstPage | undefined> {
  const began = Date.now();
  await world.raise(service, OTHER_TEAM, [`${service} key`]);
  const taken = Date.now();
  while (Date.now() < deadline) {
    const text = (await world.messagesAbout(service)).find(({ method }) => method === 'sms');
    if (text !== undefined) {
      const way = await world.wayOf(service);
      const { opened, woken, claimed } = way;
      return {
        total: text.seenAt - began,
        bus: taken - began,
        queue: opened - taken,
        intake: woken - opened,
        ladder: claimed - woken,
        delivery: text.seenAt - claimed,
      };
    }
    await pause(POLL_MS);
  }
  return undefined;
}
