import { instant } from '../shared/kernel/instant.ts';
import { planRetention } from '../shared/logs/plan-retention.ts';
import { SweptWorld } from '../test/support/log-sweep.ts';
import { group, logsConfig } from '../test/support/logs.ts';
import type { PlayedGroup } from '../test/support/played-logs.ts';
import { printTable } from './table.ts';

/** A sweep of many log groups over our real functions and stores, in memory: `npm run bench:logs`. */
const ACCOUNT = '111111111111';
const GROUPS = 10_000;
const DIFFER = 100;
const PLANS = 200_000;

const groups = Array.from(
  { length: GROUPS },
  (_, n): PlayedGroup => ({
    name: `/app/${String(n).padStart(5, '0')}`,
    days: n % (GROUPS / DIFFER) === 0 ? 7 : 30,
    bytes: 1000,
    at: '2024-01-01T00:00:00.000Z',
  }),
);
const world = new SweptWorld({ [ACCOUNT]: groups });
const logs = world.logs.get(ACCOUNT);
let commits = 0;
world.dynamo.onCommit = () => {
  commits++;
};

const rows: (string | number)[][] = [];
for (const [what, apply] of [
  ['dry run', false],
  ['dry run again', false],
  ['apply', true],
  ['apply again', true],
] as const) {
  commits = 0;
  const begun = performance.now();
  await world.sweep({ apply });
  const ms = Math.round(performance.now() - begun);
  const calls = logs?.calls.splice(0) ?? [];
  const count = (name: RegExp) => calls.filter((call) => name.test(call)).length;
  rows.push([what, count(/^Describe/), count(/^ListTags/), count(/^(Put|Delete)/), commits, ms]);
  world.later(1);
}
printTable(
  `A sweep of ${GROUPS} log groups of which ${DIFFER} differ (targets: 200 pages; 0 writes, 0, ${DIFFER}, 0). Of our own writes, 200 are progress`,
  ['sweep', 'pages', 'tags', 'writes', 'own writes', 'ms'],
  rows,
);

const [config, now] = [logsConfig(), instant(Date.now())];
const one = group('/aws/lambda/checkout-debug', { currentDays: 365 });
const begun = performance.now();
for (let n = 0; n < PLANS; n++) planRetention(one, config, now);
const perSecond = Math.round((PLANS / (performance.now() - begun)) * 1000);
printTable('planRetention', ['case', 'plans a second'], [['a shortening, two rules', perSecond]]);
