import { briefInstant } from '../shared/kernel/instant.ts';
import { spokenMoney } from '../shared/kernel/money.ts';
import type { GroupState } from '../shared/logs/group-memory.ts';
import type { Answered, ShownGroup } from '../shared/logs/logs-api.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { textTable } from './text-table.ts';

/** Log groups of one state as a table. */
export function groupTable(groups: readonly ShownGroup[], state: GroupState): string {
  if (groups.length === 0) return `No log group is ${state}.`;
  const rows = groups.map(({ account, region, name, plan, announced }) => [
    account,
    region,
    oneLine(name, 100),
    days(announced?.from ?? plan?.from),
    days(announced?.to ?? plan?.to),
    spokenMoney(plan?.monthly ?? 0, 'USD'),
    announced?.told === undefined ? '' : briefInstant(announced.told),
    oneLine(plan?.reason ?? '', 160),
  ]);
  return textTable([
    ['ACCOUNT', 'REGION', 'GROUP', 'DAYS', 'WANTED', 'SAVES A MONTH', 'TOLD', 'WHY'],
    ...rows,
  ]);
}

/** What became of answers, a line each. */
export function answeredWords({ groups }: Answered): string {
  return groups.map(({ name, code }) => `${oneLine(name, 100)}: ${WORDS[code]}`).join('\n');
}

const WORDS = {
  approved: 'approved',
  vetoed: 'vetoed: it keeps what it has',
  'unknown-group': 'nothing is known of a group of exactly this name',
  'not-announced': 'no shortening of it is announced',
} as const satisfies Record<Answered['groups'][number]['code'], string>;

function days(count: number | null | undefined): string {
  return count === undefined ? '' : count === null ? 'never' : String(count);
}
