import { SWEEP_CELL_LIMITS } from '../lib/platform/sweep-definition.ts';
import { shift } from '../shared/kernel/instant.ts';
import type { Kill } from '../test/support/invocation.ts';
import { PlayedSweep } from '../test/support/played-sweep.ts';
import { chance } from '../test/support/virtual-time.ts';
import { printTable } from './table.ts';

/** A sweep over an organization in simulated time: `npm run bench:sweep`. A missed target is told and fails nothing. */
const START = '2026-11-21T02:00:00.000Z';
const MOST_MINUTES = 30;
const PLACES = {
  accounts: Array.from({ length: 200 }, (_, n) => String(100_000_000_000 + n)),
  regions: ['eu', 'us', 'ap', 'sa', 'ca', 'me']
    .flatMap((area) => [1, 2, 3].map((n) => `${area}-central-${n}`))
    .slice(0, 17),
};
/** An account uses three regions; the others have what comes with every account. */
const USED = 3;
const IN_UNUSED = 5;
/** One account lets nobody in. */
const CLOSED = PLACES.accounts[99];
/** Of a hundred calls so many find a service busy with others. */
const BUSY_PER_THOUSAND = 2;

interface Day {
  readonly name: string;
  /** How many of a thousand things are wrong. */
  readonly wrong: number;
  readonly kills: number;
  /** Times at which everything is killed and the sweep started again, in minutes. */
  readonly killedAt: readonly number[];
  readonly target: boolean;
}

const DAYS: readonly Day[] = [
  { name: 'a usual day: 1% is wrong', wrong: 10, kills: 0, killedAt: [], target: true },
  { name: 'the same, killed', wrong: 10, kills: 200, killedAt: [1, 3], target: true },
  { name: 'the first day: all is wrong', wrong: 1000, kills: 0, killedAt: [], target: false },
];

const rows: (string | number)[][] = [];
for (const day of DAYS) rows.push(await measure(day));
printTable(
  `${PLACES.accounts.length} accounts × ${PLACES.regions.length} regions, ${SWEEP_CELL_LIMITS.concurrency} cells at a time, 5 reads and 5 writes a second in each (targets: ${MOST_MINUTES} minutes where so marked; nothing lost, written twice, or asked too fast)`,
  [
    'simulated',
    'things',
    'reads',
    'writes',
    'kills',
    'minutes',
    'cells unknown',
    'lost',
    'twice',
    'too fast',
    '',
  ],
  rows,
);

async function measure({ name, wrong, kills, killedAt, target }: Day): Promise<(string | number)[]> {
  const sweep = new PlayedSweep({
    start: START,
    ...PLACES,
    chance: chance(1),
    busy: BUSY_PER_THOUSAND,
    kills: killsOf(kills),
    things: sizes(wrong),
  });
  for (const minute of killedAt) {
    void sweep.run();
    await sweep.time.run(shift(START, minute * 60_000));
    sweep.killAll();
  }
  const run = sweep.run();
  await sweep.time.run(shift(START, 24 * 3_600_000));
  await run;

  const cells = [...sweep.cells.values()];
  const sum = (of: (cell: (typeof cells)[number]) => number) =>
    cells.reduce((all, cell) => all + of(cell), 0);
  const outcomes = await sweep.outcomes();
  const uncounted = outcomes.filter(
    ({ account, region, state, counts }) =>
      state === 'done' && counts['looked'] !== sweep.cells.get(`${account}#${region}`)?.size,
  ).length;
  const minutes = sweep.lasted / 60_000;
  const lost = sum(({ faults }) => faults.left) + uncounted;
  const twice = sum(({ faults }) => faults.needless);
  const unknown = outcomes.filter(({ state }) => state === 'unknown').length;
  const tooFast = sum(({ tooMany }) => tooMany);
  const isMet =
    lost === 0 &&
    twice === 0 &&
    tooFast === 0 &&
    unknown === PLACES.regions.length &&
    (!target || minutes <= MOST_MINUTES);
  return [
    name,
    sum(({ size }) => size),
    sum(({ reads }) => reads),
    sum(({ writes }) => writes.reduce((all, count) => all + count, 0)),
    `${sweep.calls.killed.length}${killedAt.length === 0 ? '' : ` and ${killedAt.length} × all`}`,
    Math.round(minutes * 10) / 10,
    unknown,
    lost,
    twice,
    tooFast,
    isMet ? '' : 'TARGET MISSED',
  ];
}

/** Accounts of all sizes: a used region has some hundred things, one in a few hundred has ten thousand. */
function sizes(wrong: number) {
  const random = chance(2);
  return ({ account, region }: { readonly account: string; readonly region: string }) => {
    const all =
      PLACES.regions.indexOf(region) < USED
        ? Math.min(10_000, Math.round(60 / (1 - random() * 0.995) ** 0.9))
        : IN_UNUSED;
    return account === CLOSED ? undefined : { all, wrong: Math.round((all * wrong) / 1000) };
  };
}

/** At calls all over the sweep, before and after their effect. */
function killsOf(count: number): Kill[] {
  const random = chance(3);
  return Array.from({ length: count }, () => ({
    index: Math.floor(random() * 25_000),
    when: random() < 0.5 ? 'before-effect' : 'after-effect',
  }));
}
