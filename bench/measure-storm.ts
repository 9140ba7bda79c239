import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '../local/mailbox.ts';
import type { Account, LoadWorld } from './load-world.ts';

const POLL_MS = 200;
/** Asking takes a function of the stack, so it is not asked often. */
const ACCOUNT_MS = 5_000;
const IDLE_PAGE_WITHIN_MS = 60_000;

/** The service, and its team, whose ladder in config/local waits ten minutes after its first step. */
export const STORMY = 'patient';
export const OTHER = 'load-other';

/** Milliseconds to the first text about an alert on each of these services, one after the other on an idle stack. */
export async function measureIdle(world: LoadWorld, services: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const service of services) {
    const took = await firstPage(world, service, Date.now() + IDLE_PAGE_WITHIN_MS);
    if (took === undefined) throw new Error(`no text about ${service} on the idle stack`);
    times.push(took);
    await world.resolve(service);
  }
  return times;
}

/** What a storm has done, as it stood when all was accounted for, or at the bound. */
export interface StormMeasured {
  readonly account: Account | undefined;
  readonly messages: readonly Message[];
  /** Milliseconds to the first text about the other service's alert; undefined where none came. */
  readonly otherPage: number | undefined;
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
  alerts: number,
  withinMs: number,
): Promise<StormMeasured> {
  const began = Date.now();
  const deadline = began + withinMs;
  const keys = Array.from({ length: alerts }, (_, place) => `load-key-${place}`);
  const half = Math.floor(alerts / 2);
  await world.raise(STORMY, keys.slice(0, half));
  const other = firstPage(world, OTHER, deadline);
  await world.raise(STORMY, keys.slice(half));
  const raised = Date.now() - began;
  const [otherPage, { account, at }] = await Promise.all([other, untilAccounted(world, keys, deadline)]);
  while (Date.now() < deadline && (await world.queued()).pages > 0) await pause(POLL_MS);
  const messages = await world.messagesAbout(STORMY);
  const accounted = at === undefined ? undefined : at - began;
  return { account, messages, otherPage, raised, accounted, ...(await world.queued()) };
}

async function untilAccounted(world: LoadWorld, keys: readonly string[], deadline: number) {
  let account: Account | undefined;
  while (Date.now() < deadline) {
    await pause(ACCOUNT_MS);
    account = (await world.account(STORMY, keys)) ?? account;
    if (account?.unaccounted.length === 0) return { account, at: Date.now() };
  }
  return { account, at: undefined };
}

async function firstPage(world: LoadWorld, service: string, deadline: number): Promise<number | undefined> {
  const began = Date.now();
  await world.raise(service, [`${service} key`]);
  while (Date.now() < deadline) {
    const text = (await world.messagesAbout(service)).find(({ method }) => method === 'sms');
    if (text !== undefined) return text.seenAt - began;
    await pause(POLL_MS);
  }
  return undefined;
}
