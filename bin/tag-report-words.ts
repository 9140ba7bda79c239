import { briefInstant } from '../shared/kernel/instant.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import type { QuarantinePlan } from '../shared/tags/quarantine-record.ts';
import type { SweepReport } from '../shared/tags/sweep-report.ts';
import { textTable } from './text-table.ts';

/** What a sweep came to: teams, the worst first, and then what could not be looked at. */
export function reportWords(report: Omit<SweepReport, 'v'>): string {
  const { at, teams, cells, coverage, planned, tagged } = report;
  const rows = teams.map((one) => [
    one.team ?? '(nobody’s)',
    one.score === undefined ? '-' : `${one.score} %`,
    ...[one.compliant, one.violations, one.exempt, one.unknown, one.untaggable].map(String),
  ]);
  const head = ['TEAM', 'SCORE', 'COMPLIANT', 'VIOLATIONS', 'EXEMPT', 'UNKNOWN', 'UNTAGGABLE'];
  const gaps = coverage.flatMap(({ source, state, reason = '', cells: count }) =>
    state === 'whole' ? [] : [`${source} ${state} in ${count} (${reason})`],
  );
  const unknown = cells.named.map(({ account, region, reason }) => `  ${account} ${region}  ${reason}`);
  const more = cells.unknown - cells.named.length;
  return [
    `sweep of ${briefInstant(at)}: ${cells.done} of ${cells.done + cells.unknown} accounts × regions looked at; ${planned} resources to put right, ${tagged} put right`,
    ...(gaps.length === 0 ? [] : [`sources: ${gaps.join('; ')}`]),
    '',
    teams.length === 0 ? 'no resource is known' : textTable([head, ...rows]),
    ...(unknown.length === 0 ? [] : ['', 'not looked at, and so unknown:', ...unknown]),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n');
}

/** A plan of quarantine: how it stands, and what is in it. */
export function planWords({
  digest,
  state,
  at,
  reason,
  resources,
  approvedAt,
}: Omit<QuarantinePlan, 'v' | 'version'>): string {
  const since = approvedAt === undefined ? '' : `, approved ${briefInstant(approvedAt)}`;
  return [
    `plan ${digest}`,
    `${state} (${reason}), made by the sweep of ${briefInstant(at)}${since}`,
    textTable([
      ['HOW', 'TEAM', 'RESOURCE'],
      ...resources.map(({ arn, team, way }) => [way, team ?? '-', oneLine(arn, 300)]),
    ]),
  ].join('\n');
}
