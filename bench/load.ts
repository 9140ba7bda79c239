import { cpus } from 'node:os';
import { fictionalContacts } from '../local/contacts.ts';
import { Lifetime } from '../local/lifetime.ts';
import { readLocalConfig } from '../local/local-config.ts';
import { faultLine, UsageFault } from '../local/local-fault.ts';
import { openLocalStack } from '../local/local-stack.ts';
import { seedContacts } from '../local/seed-contacts.ts';
import { LoadWorld } from './load-world.ts';
import { measureIdle, measureStorm, OTHER, STORMY, type StormMeasured } from './measure-storm.ts';
import { printTable } from './table.ts';

const ALERTS = 1000;
const WITHIN_S = 240;
const MOST_SLOWER = 2;
const IDLE = ['load-idle-a', 'load-idle-b', 'load-idle-c'];

/** A storm on the local stack: `npm run bench:load -- [alerts] [seconds]`. A missed target is told and fails nothing. */
const lifetime = new Lifetime();
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.on(signal, () => void leave(code));
}

try {
  const alerts = wholeNumber(process.argv[2], ALERTS);
  const within = wholeNumber(process.argv[3], WITHIN_S);
  const say = (stage: string) => console.error(`local stack: ${stage}`);
  const stack = await openLocalStack({ lifetime, say });
  const contacts = fictionalContacts(readLocalConfig().organization);
  await seedContacts(stack.emulator.url, stack.outputs, contacts);
  const world = new LoadWorld(stack);

  const idle = await measureIdle(world, IDLE);
  const median = [...idle].sort((a, b) => a - b)[Math.floor(idle.length / 2)] ?? 0;
  console.log(`first page on the idle stack: ${idle.map(seconds).join(', ')}; median ${seconds(median)}`);
  console.log(`${alerts} alerts on ${STORMY} at once and one on ${OTHER}: waiting up to ${within} s`);
  report(alerts, await measureStorm(world, alerts, within * 1000), median);
  console.log(
    `\nThe emulator runs every concurrent function as a Node process of its own, on ${cpus().length} cores, and its queues, tables and workflows in one Python process: times say little about AWS, and what part of them is the machine's is not measured.\nThe emulator's log: ${stack.emulator.log}`,
  );
  await leave(0);
} catch (error) {
  if (!lifetime.signal.aborted) {
    console.error(faultLine(error));
    await leave(error instanceof UsageFault ? 2 : 1);
  }
}

function report(alerts: number, measured: StormMeasured, idle: number): void {
  const { account, messages, otherPage, raised, accounted, waiting, pages, dead } = measured;
  const people = [...new Set(messages.map(({ person }) => person))].sort();
  const sent = (who: string, by: string) =>
    messages.filter(({ person, method }) => person === who && method === by).length;
  printTable(
    `Messages about ${STORMY}`,
    ['person', 'SMS', 'e-mail'],
    people.map((person) => [person, sent(person, 'sms'), sent(person, 'email')]),
  );
  const unaccounted = account?.unaccounted.length ?? alerts;
  const ratio = otherPage === undefined ? undefined : otherPage / idle;
  printTable(
    `What became of ${alerts} alerts`,
    ['', 'measured', 'target'],
    [
      ['incidents opened, the storm among them', account?.incidents.length ?? 0, ''],
      ['storms begun', account?.storms ?? 0, alerts > 10 ? met('1', account?.storms === 1) : ''],
      ['alerts collected by the storm', account?.collected.length ?? 0, ''],
      ['alerts unaccounted for', unaccounted, met('0', unaccounted === 0)],
      ['left in the intake queue', waiting, ''],
      ['pages left in the delivery queue', pages, ''],
      ['in the dead-letter queues', dead, met('0', dead === 0)],
      ['taken by the bus within', seconds(raised), ''],
      ['all accounted for within', accounted === undefined ? 'not at all' : seconds(accounted), ''],
      [
        'first page of the other service',
        ratio === undefined ? 'none' : `${seconds(otherPage ?? 0)}, ${ratio.toFixed(1)} times the idle one`,
        met(`at most ${MOST_SLOWER} times`, ratio !== undefined && ratio <= MOST_SLOWER),
      ],
    ],
  );
}

function met(target: string, isMet: boolean): string {
  return isMet ? target : `${target}: TARGET MISSED`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(text))
    throw new UsageFault(`${text} is not a whole number: bench:load [alerts] [seconds]`);
  return Number(text);
}

async function leave(code: number): Promise<never> {
  await lifetime.end();
  process.exit(code);
}
