import { cpus } from 'node:os';
import { fictionalContacts } from '../local/contacts.ts';
import { readLocalConfig } from '../local/local-config.ts';
import { UsageFault } from '../local/local-fault.ts';
import { openLocalStack } from '../local/local-stack.ts';
import { seedContacts } from '../local/seed-contacts.ts';
import { wholeRun } from '../local/whole-run.ts';
import { LoadWorld } from './load-world.ts';
import {
  type FirstPage,
  measureIdle,
  measureStorm,
  type Storm,
  type StormMeasured,
} from './measure-storm.ts';
import { printTable } from './table.ts';

const ALERTS = 1000;
const WITHIN_S = 240;
const MOST_SLOWER = 2;
/** A second storm finds the functions that the first has started, as the idle stack's alerts find theirs. */
const STORMS: readonly (readonly [string, Storm])[] = [
  ['The first storm', { stormy: 'load-storm-a', other: 'load-quiet-a' }],
  ['The next one', { stormy: 'load-storm-b', other: 'load-quiet-b' }],
];
const IDLE = ['load-idle-a', 'load-idle-b', 'load-idle-c'];

/** Two storms on the local stack: `npm run bench:load -- [alerts] [seconds]`. A missed target is told and fails nothing. */
await wholeRun(async ({ lifetime }) => {
  const alerts = wholeNumber(process.argv[2], ALERTS);
  const within = wholeNumber(process.argv[3], WITHIN_S);
  const say = (stage: string) => console.error(`local stack: ${stage}`);
  const stack = await openLocalStack({ lifetime, say });
  const contacts = fictionalContacts(readLocalConfig().organization);
  await seedContacts(stack.emulator.url, stack.outputs, contacts);
  const world = new LoadWorld(stack);

  const idle = await measureIdle(world, IDLE);
  const [median] = [...idle].sort((a, b) => a.total - b.total).slice(Math.floor(idle.length / 2));
  if (median === undefined) throw new Error('nothing was measured');
  const totals = idle.map(({ total }) => seconds(total)).join(', ');
  console.log(`first page on the idle stack: ${totals}; median ${seconds(median.total)}`);
  for (const [words, storm] of STORMS) {
    console.log(
      `\n${words}: ${alerts} alerts on ${storm.stormy} at once and one on ${storm.other}, waiting up to ${within} s`,
    );
    report(storm, alerts, await measureStorm(world, storm, alerts, within * 1000), median);
    for (const service of [storm.stormy, storm.other]) await world.resolve(service);
  }
  console.log(
    `\nThe emulator runs every concurrent function as a Node process of its own, on ${cpus().length} cores, and its queues, tables and workflows in one Python process: times say little about AWS.\nThe emulator's log: ${stack.emulator.log}`,
  );
  return 0;
});

function report({ stormy }: Storm, alerts: number, measured: StormMeasured, idle: FirstPage): void {
  const { account, messages, otherPage, raised, accounted, waiting, pages, dead } = measured;
  const people = [...new Set(messages.map(({ person }) => person))].sort();
  const sent = (who: string, by: string) =>
    messages.filter(({ person, method }) => person === who && method === by).length;
  printTable(
    `Messages about ${stormy}`,
    ['person', 'SMS', 'e-mail'],
    people.map((person) => [person, sent(person, 'sms'), sent(person, 'email')]),
  );
  const unaccounted = account?.unaccounted.length ?? alerts;
  const ratio = otherPage === undefined ? undefined : otherPage.total / idle.total;
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
        ratio === undefined
          ? 'none'
          : `${seconds(otherPage?.total ?? 0)}, ${ratio.toFixed(1)} times the idle one`,
        met(`at most ${MOST_SLOWER} times`, ratio !== undefined && ratio <= MOST_SLOWER),
      ],
    ],
  );
  reportStages(idle, otherPage);
}

/** Where the time of a first page goes. */
function reportStages(idle: FirstPage, other: FirstPage | undefined): void {
  const stages: readonly [keyof FirstPage, string][] = [
    ['bus', 'taken by the bus'],
    ['queue', 'in the intake queue'],
    ['intake', 'let into an incident, its ladder woken'],
    ['ladder', 'page planned, in the delivery queue'],
    ['delivery', 'page sent and seen'],
    ['total', 'in all'],
  ];
  printTable(
    'Where the time of the first page goes',
    ['', 'idle stack', `beside the storm`],
    stages.map(([stage, words]) => [
      words,
      seconds(idle[stage]),
      other === undefined ? 'none' : seconds(other[stage]),
    ]),
  );
}

function met(target: string, isMet: boolean): string {
  return isMet ? target : `${target}: TARGET MISSED`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d*$/.test(text))
    throw new UsageFault(`${text} is not a whole number: bench:load [alerts] [seconds]`);
  return Number(text);
}
