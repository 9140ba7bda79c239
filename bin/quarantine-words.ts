import { briefInstant } from '../shared/kernel/instant.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import type { ShownQuarantine } from '../shared/tags/shown-quarantine.ts';
import { textTable } from './text-table.ts';

/** What is in quarantine as a table, the longest first. */
export function quarantineWords(quarantines: readonly ShownQuarantine[], more: boolean): string {
  if (quarantines.length === 0) return 'Nothing is in quarantine.';
  const rows = quarantines.map((one) => [
    briefInstant(one.since),
    one.team ?? '-',
    one.way,
    one.before,
    one.right ? 'yes' : 'no',
    STATES[one.state] + endOf(one),
    oneLine(one.arn, 300),
  ]);
  return [
    textTable([['SINCE', 'TEAM', 'HOW', 'BEFORE', 'TAGS RIGHT', 'STATE', 'RESOURCE'], ...rows]),
    ...(more ? ['and more'] : []),
  ].join('\n');
}

/** What came of asking for a release. */
export function releaseWords(quarantine: ShownQuarantine, begun: boolean): string {
  const name = oneLine(quarantine.arn, 300);
  if (quarantine.state === 'released') return `${name} is ${STATES.released}${endOf(quarantine)}`;
  const when = begun ? 'is being put back now' : 'is put back by the next sweep: it could not be begun now';
  return `${name} ${when}; before its quarantine: ${quarantine.before}\nSee what came of it with: belltower tags quarantine --arn ${name}`;
}

const STATES = {
  claimed: 'being stopped',
  done: 'stopped',
  failed: 'not stopped',
  'release-asked': 'to be put back',
  releasing: 'being put back',
  released: 'released',
} as const satisfies Record<ShownQuarantine['state'], string>;

const OUTCOMES = {
  'put-back': 'put back',
  changed: 'it was not as quarantine leaves it, and is left as it is',
  'was-so': 'it was so before, and is left as it is',
  gone: 'it is gone',
} as const satisfies Record<NonNullable<ShownQuarantine['outcome']>, string>;

function endOf({ outcome, code }: ShownQuarantine): string {
  if (outcome !== undefined) return `: ${OUTCOMES[outcome]}`;
  return code === undefined ? '' : `: ${code}`;
}
