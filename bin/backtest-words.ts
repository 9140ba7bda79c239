import type { Finding } from '../shared/cost/finding.ts';
import type { SeriesKey } from '../shared/cost/series.ts';
import { spokenMoney, units } from '../shared/kernel/money.ts';
import { textTable } from './text-table.ts';

/** A finding as `cost backtest --json` prints it: money in units of the currency, percent and spreads as numbers. */
export function backtestFinding(finding: Finding) {
  const { date, firstDate, series, kind, deviationPct, z, gate, owner, days, members, currency } = finding;
  return {
    date,
    firstDate,
    series: seriesParts(series),
    // The first charge of its kind is told as a change from nothing.
    kind: kind === 'fee' ? 'fee-change' : kind,
    actual: units(finding.actual),
    baseline: units(finding.baseline),
    low: units(finding.low),
    high: units(finding.high),
    deviationPct,
    impactUsd: units(finding.impact),
    z,
    gate,
    ...(owner === undefined ? {} : { owner }),
    days,
    ...(currency === 'USD' ? {} : { currency }),
    ...(members === undefined
      ? {}
      : {
          members: members.map(({ series: one, impact }) => ({
            series: seriesParts(one),
            impactUsd: units(impact),
          })),
        }),
  };
}

/** By the names of the columns. */
function seriesParts({ service, account, region, usageType, team }: SeriesKey) {
  return {
    ...(service === undefined ? {} : { service }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(usageType === undefined ? {} : { usage_type: usageType }),
    ...(team === undefined ? {} : { team }),
  };
}

/** Findings as a table, the members of grouped ones below them. */
export function findingsTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing unusual.';
  const head = ['DATE', 'DAYS', 'WHAT', 'WHERE', 'COST', 'USUAL', 'OFF', 'A DAY', 'OWNER'];
  return textTable([head, ...findings.flatMap(rowsOf)]);
}

function rowsOf(finding: Finding): string[][] {
  const {
    date,
    firstDate,
    days,
    kind,
    series,
    actual,
    baseline,
    deviationPct,
    impact,
    currency,
    owner,
    members,
  } = finding;
  const money = (micros: number) => spokenMoney(micros, currency);
  const since = firstDate === date ? '' : `, from ${firstDate.slice(5)}`;
  return [
    [
      date,
      `${days.length}${since}`,
      kind,
      members === undefined ? spokenSeries(series) : `${members.length} series`,
      money(actual),
      money(baseline),
      deviationPct === null ? 'new' : `${deviationPct > 0 ? '+' : ''}${deviationPct.toFixed(0)}%`,
      `${impact > 0 ? '+' : ''}${money(impact)}`,
      owner ?? '',
    ],
    ...(members ?? []).map((member) => [
      '',
      '',
      '',
      `  ${spokenSeries(member.series)}`,
      '',
      '',
      '',
      money(member.impact),
      '',
    ]),
  ];
}

function spokenSeries({ service, account, region, usageType, team }: SeriesKey): string {
  const parts = [service, account, region, usageType, team === undefined ? undefined : `team ${team}`];
  return parts.filter((part) => part !== undefined).join(', ') || 'all';
}
