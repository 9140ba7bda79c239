import { type Currency, type Micros, spokenMoney } from '../kernel/money.ts';
import type { CostConfig } from './config.ts';
import { spokenPercent } from './describe-budget.ts';
import type { Finding } from './finding.ts';
import type { FindingState } from './finding-record.ts';
import type { Restatement } from './restated-review.ts';
import type { MonthFinding, Movement, Review } from './review.ts';
import { briefDay } from './spoken-day.ts';
import { spokenUnitCost, unitScale } from './unit-cost.ts';

/** A table of a review: for a mail and for a page alike. */
export interface ReviewTable {
  readonly heading: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Which columns, from 0, hold amounts. */
  readonly amounts: readonly number[];
  /** Columns for which a mail on a phone has no room. */
  readonly onPage?: readonly number[];
  /** Said instead of rows where there are none. */
  readonly none: string;
}

const STATES: Readonly<Record<FindingState, string>> = {
  open: 'still open',
  investigating: 'being looked into',
  expected: 'said to be expected',
  muted: 'muted',
  restated: 'gone: AWS corrected the bill',
  absorbed: 'the new normal',
  ended: 'over',
};
const KINDS: Readonly<Record<Finding['kind'], string>> = {
  spike: 'rose',
  drift: 'crept up',
  drop: 'fell',
  new: 'is new',
  'fee-change': 'changed its fee',
  fee: 'has a fee',
};
const MOST_ROWS = 10;

/** The tables of a review, the most important first. */
export function reviewTables(
  review: Review,
  restatement: Restatement | undefined,
  config: CostConfig,
): ReviewTable[] {
  return [
    ...(restatement === undefined ? [] : [restatementTable(restatement, review.currency)]),
    budgetTable(review),
    ...teamTables(review),
    moverTable(review),
    comingsTable(review),
    findingTable(review, config),
    ...unitTables(review),
    classTable(review),
    savingsTable(review),
  ];
}

/** A change in percent, never more than it was. */
export function signedPercent(pct: number | null): string {
  if (pct === null) return 'nothing before';
  const spoken = spokenPercent(pct);
  return pct > 0 ? `+${spoken}` : spoken;
}

function signed(micros: Micros, currency: Currency): string {
  return micros > 0 ? `+${spokenMoney(micros, currency)}` : spokenMoney(micros, currency);
}

function restatementTable({ services }: Restatement, currency: Currency): ReviewTable {
  return {
    heading: 'What AWS has corrected',
    head: ['Service', 'Was', 'Is', 'Change'],
    rows: services.map(({ name, before, now }) => [
      name,
      spokenMoney(before, currency),
      spokenMoney(now, currency),
      signed(now - before, currency),
    ]),
    amounts: [1, 2, 3],
    none: 'Nothing.',
  };
}

function budgetTable({ budgets }: Review): ReviewTable {
  return {
    heading: 'Budgets',
    head: ['Budget', 'Spent', 'Of', 'Used'],
    rows: budgets.map(({ id, scope, period, spent, amount, usedPct }) => [
      `${id}: ${scope}, ${period}`,
      spokenMoney(spent, 'USD'),
      spokenMoney(amount, 'USD'),
      usedPct === null ? (spent > 0 ? 'over' : 'nothing') : spokenPercent(usedPct),
    ]),
    amounts: [1, 2, 3],
    none: 'No budget is set.',
  };
}

function teamTables({ teams, currency }: Review): ReviewTable[] {
  if (teams.length === 0) return [];
  const rows = teams.map((one) => movementRow(one, currency));
  return [
    {
      heading: 'Whose it is',
      head: ['Team', 'Before', 'Now', 'Change', ''],
      rows,
      amounts: [1, 2, 3, 4],
      onPage: [1],
      none: '',
    },
  ];
}

function moverTable({ movers, currency }: Review): ReviewTable {
  return {
    heading: 'What moved most',
    head: ['Service', 'Before', 'Now', 'Change', ''],
    rows: movers.map((one) => movementRow(one, currency)),
    amounts: [1, 2, 3, 4],
    onPage: [1],
    none: 'No service changed by a dollar or more.',
  };
}

function movementRow({ name, before, now, change, changePct }: Movement, currency: Currency): string[] {
  return [
    name,
    spokenMoney(before, currency),
    spokenMoney(now, currency),
    signed(change, currency),
    changePct === null ? '' : signedPercent(changePct),
  ];
}

function comingsTable({ started, ended, currency }: Review): ReviewTable {
  return {
    heading: 'New and ended',
    head: ['Service', '', 'Cost'],
    rows: [
      ...started.slice(0, MOST_ROWS).map(({ name, now }) => [name, 'new', spokenMoney(now, currency)]),
      ...ended
        .slice(0, MOST_ROWS)
        .map(({ name, before }) => [name, 'ended, the month before', spokenMoney(before, currency)]),
    ],
    amounts: [2],
    none: 'No service is new, and none has ended.',
  };
}

function findingTable({ findings, currency }: Review, { organization }: CostConfig): ReviewTable {
  const place = ({ finding: { series } }: MonthFinding) => {
    const team = organization.teams.find(({ id }) => id === series.team)?.name ?? series.team;
    const account = organization.accounts.find(({ id }) => id === series.account)?.name ?? series.account;
    return [series.service ?? 'All services', team, account, series.region]
      .filter((part) => part !== undefined)
      .join(', ');
  };
  return {
    heading: 'Anomalies, and what became of them',
    head: ['What', 'Since', 'In all', 'Now'],
    rows: findings
      .slice(0, MOST_ROWS)
      .map((one) => [
        `${place(one)} ${KINDS[one.finding.kind]}`,
        briefDay(one.finding.firstDate),
        one.finding.currency === currency
          ? signed(one.finding.total, currency)
          : spokenMoney(one.finding.total, one.finding.currency),
        STATES[one.state],
      ]),
    amounts: [1, 2],
    onPage: [1],
    none: 'None.',
  };
}

function unitTables({ units, currency }: Review): ReviewTable[] {
  if (units.length === 0) return [];
  const table = {
    heading: 'Cost of a unit of work',
    head: ['For', 'How many there were', 'Now', 'Before'],
    rows: units.map(({ unit, count, perUnit, before }) => {
      const scale = unitScale(perUnit ?? before);
      return [
        scale === 1 ? unit : `${scale.toLocaleString('en-US')} ${unit}`,
        count === undefined ? 'not counted' : Math.round(count).toLocaleString('en-US'),
        spokenUnitCost(perUnit, scale, currency),
        spokenUnitCost(before, scale, currency),
      ];
    }),
    amounts: [1, 2, 3],
    onPage: [1],
    none: '',
  };
  return [table];
}

function classTable({ classes, currency }: Review): ReviewTable {
  return {
    heading: 'What the bill is made of',
    head: ['Kind of charge', 'Before', 'Now', 'Change', ''],
    rows: classes.map((one) => movementRow(one, currency)),
    amounts: [1, 2, 3, 4],
    onPage: [1],
    none: 'Nothing.',
  };
}

function savingsTable({ savings, currency }: Review): ReviewTable {
  return {
    heading: 'What could be saved',
    head: ['What', 'A month'],
    rows: savings.items.map(({ what, perMonth }) => [what, spokenMoney(perMonth, currency)]),
    amounts: [1],
    none:
      savings.reason === 'not-collected' ? 'Not known: nothing looks for savings yet.' : 'Nothing was found.',
  };
}
