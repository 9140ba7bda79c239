import type { SweepFinding } from '../shared/paging/sweep-simulation.ts';
import { seconds } from './simulation-words.ts';
import { textTable } from './text-table.ts';

/** Findings as a table, one range of instants a line. */
export function findingTable(findings: readonly SweepFinding[]): string {
  const rows = findings.map((finding) => [
    seconds(finding.from),
    seconds(finding.to),
    String(finding.count),
    `${finding.severity} ${finding.ladder}`,
    firstRungWords(finding),
    reachedWords(finding),
  ]);
  return textTable([['FROM', 'TO', 'COUNT', 'LADDER', 'FIRST RUNG', 'FIRST REACHED'], ...rows]);
}

function firstRungWords({ kind, firstRung }: SweepFinding): string {
  if (firstRung === undefined) return 'none';
  const targets = firstRung.targets.map(({ target }) => target).join(', ');
  const people = [...new Set(firstRung.targets.flatMap(({ people }) => people))].join(', ');
  if (kind === 'first-rung-empty' || people === '') return `nobody (${targets})`;
  return `${people} (${targets}): not reachable`;
}

function reachedWords({ reached }: SweepFinding): string {
  if (reached === undefined) return 'nobody at all';
  const { people, rung, ladder, after } = reached;
  return `${people.join(', ')} by rung ${rung + 1} of ${ladder} after ${after}`;
}
