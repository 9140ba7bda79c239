import type { Finding } from '../shared/paging/reach-check.ts';
import { textTable } from './text-table.ts';

/** How many findings there are of each state. */
export function tally(findings: readonly Finding[]): Readonly<Record<Finding['state'], number>> {
  const of = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  return { ok: of('ok'), warn: of('warn'), fail: of('fail'), unknown: of('unknown') };
}

/** The findings for people: what was seen, and under it what to do. */
export function doctorReport(findings: readonly Finding[]): string {
  const table = textTable(findings.map(({ state, about, seen }) => [state, about, seen])).split('\n');
  const lines = findings.flatMap(({ advice }, place) => [
    table[place] ?? '',
    ...(advice === undefined ? [] : [`         → ${advice}`]),
  ]);
  const { ok, warn, fail, unknown } = tally(findings);
  return [...lines, '', `${ok} ok, ${warn} warn, ${fail} fail, ${unknown} unknown`].join('\n');
}
