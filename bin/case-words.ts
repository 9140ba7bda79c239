import { briefInstant, elapsed, type Instant } from '../shared/kernel/instant.ts';
import type { CaseView } from '../shared/privacy/case-view.ts';
import { textTable } from './text-table.ts';

const DAY_MS = 86_400_000;

/** Cases as a table. */
export function caseTable(cases: readonly CaseView[], now: Instant): string {
  const rows = cases.map((one) => [
    one.id,
    stateWords(one),
    briefInstant(one.received),
    briefInstant(one.due),
    one.state === 'certified' ? '' : leftWords(one.due, now),
    waitingWords(one),
  ]);
  return textTable([['CASE', 'STATE', 'RECEIVED', 'DUE', 'LEFT', 'WAITS FOR'], ...rows]);
}

/** One line about one case. */
export function caseLine(one: CaseView): string {
  return `${one.id}: ${stateWords(one)}, due ${briefInstant(one.due)}`;
}

/** All there is to say of a case. */
export function caseStory(one: CaseView, now: Instant): string {
  const { received, due, extended, graceUntil, failures, closed, subjects, steps, keys, issue } = one;
  const rows = steps.map((step) => [
    `  ${step.system}`,
    step.answer,
    step.left.length === 0 ? '' : `left: ${step.left.join(', ')}`,
    step.found === 'unread' ? 'not read again' : `read again: ${step.found}`,
    taskWords(step.erase) ?? taskWords(step.verify) ?? '',
  ]);
  return [
    `Case ${one.id}: ${stateWords(one)}${one.reason === undefined ? '' : ` (${one.reason})`}`,
    `Received ${briefInstant(received)}, due ${briefInstant(due)}${extended ? ', extended' : ''}${one.state === 'certified' ? '' : `, ${leftWords(due, now)} left`}`,
    ...(graceUntil === undefined ? [] : [`It can be withdrawn until ${briefInstant(graceUntil)}`]),
    ...(failures === undefined ? [] : [`Who asks was not shown in ${failures} of 3 attempts`]),
    ...(closed === undefined ? [] : [`Certified ${briefInstant(closed)}, certificate ${issue}`]),
    `Person ${subjects.join(', ')}`,
    ...(rows.length === 0 ? [] : [textTable(rows)]),
    ...keys.map(
      ({ keyId, deleted, deletesAt }) =>
        `  key ${keyId}: ${deleted ? 'deleted' : `to be deleted ${briefInstant(deletesAt)}`}`,
    ),
  ].join('\n');
}

function stateWords({ state, heldState, outcome }: CaseView): string {
  if (state === 'certified') return outcome ?? state;
  return state === 'on_hold' ? `on hold (${heldState ?? ''})` : state.replaceAll('_', ' ');
}

function leftWords(due: Instant, now: Instant): string {
  const days = Math.floor(elapsed(now, due) / DAY_MS);
  return days < 0 ? 'OVERDUE' : `${days}d`;
}

/** The systems that keep a case, if there are any. */
function waitingWords({ state, steps }: CaseView): string {
  if (state === 'received') return 'a person: who asks?';
  if (state === 'verifying') return 'the person who asks';
  const stuck = steps.filter(({ erase, verify }) =>
    [erase, verify].some(({ status }) => status === 'failed' || status === 'parked'),
  );
  return stuck.map(({ system }) => system).join(', ');
}

function taskWords({ status, code, until }: CaseView['steps'][number]['erase']): string | undefined {
  switch (status) {
    case 'idle':
      return undefined;
    case 'sent':
      return `awaits its answer${until === undefined ? '' : ` until ${briefInstant(until)}`}`;
    case 'waiting':
    case 'parked':
      return `${code ?? ''}; again ${until === undefined ? '' : briefInstant(until)}`;
    case 'failed':
      return `needs a person: ${code ?? ''}`;
  }
}
