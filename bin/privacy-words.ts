import { briefInstant, type Instant } from '../shared/kernel/instant.ts';
import type { Certificate } from '../shared/privacy/certificate.ts';
import { type DataClass, identityOf, type PrivacySection, type System } from '../shared/privacy/config.ts';
import type { Digest } from '../shared/privacy/digest.ts';
import type { Jurisdiction } from '../shared/privacy/jurisdictions.ts';
import { TERMS } from '../shared/privacy/jurisdictions.ts';
import { textTable } from './text-table.ts';

/** A data map as the order of what is done by it. */
export function planWords(
  file: string,
  { systems, identities, policy }: PrivacySection,
  order: readonly (readonly string[])[],
): string {
  const rows = order.flatMap((group, place) =>
    systems
      .filter(({ id }) => group.includes(id))
      .map((system, index) => [
        index === 0 ? `${place + 1}.` : '',
        system.id,
        system.connector,
        byWords(system),
        system.classes.map(classWords).join('; '),
      ]),
  );
  const off = systems.filter(({ enabled }) => !enabled).map(({ id }) => id);
  return [
    `${file} is valid: ${count(systems.length, 'system')} in ${count(order.length, 'group')}; those of a group may run together, and each group waits for the ones before it.`,
    '',
    textTable([['', 'SYSTEM', 'CONNECTOR', 'FOUND BY', 'ERASED'], ...rows]),
    '',
    `Before the first of them: ${identities.join(', ')}${waysOf(systems).join('')}.`,
    `After the last: every system is read again, at once and after 1, 7 and 30 days.`,
    `Grace ${policy.grace}; law ${policy.jurisdiction}; reminders after ${policy.remindAt.join(', ')}.`,
    ...(off.length === 0 ? [] : [`Switched off, so that no case can be done: ${off.join(', ')}.`]),
  ].join('\n');
}

function waysOf(systems: readonly System[]): string[] {
  return systems.flatMap((system) =>
    ('resolves' in system ? system.resolves : []).map(
      ({ from, gives }) => `; ${identityOf(from)} → ${Object.keys(gives).join(', ')} by ${system.id}`,
    ),
  );
}

function byWords({ subjectKey }: System): string {
  return subjectKey === undefined ? 'every identity' : identityOf(subjectKey.from);
}

function classWords({ id, erase, fields, where, keep }: DataClass): string {
  const what = `${id}: ${erase}${fields === undefined ? '' : ` ${fields.join(', ')}`}${whereWords(where)}`;
  return keep === undefined ? what : `${what} (kept ${keep.until}: ${keep.why})`;
}

function whereWords(where: DataClass['where']): string {
  if (where === undefined) return '';
  const { attribute } = where;
  return 'equals' in where
    ? ` where ${attribute} is ${[where.equals].flat().join(' or ')}`
    : ` where ${attribute} begins with ${where.beginsWith}`;
}

/** A due date, with its day of the week: nobody wants to find out late that it is a Sunday. */
export function dueWords(
  { due, reminders }: { readonly due: string; readonly reminders: readonly string[] },
  received: string,
  jurisdiction: Jurisdiction,
  at: Instant,
): string {
  const day = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(at));
  const moved = TERMS[jurisdiction].endsOnWorkingDay ? '' : ', also where that is no working day';
  return [
    `Received ${briefly(received)}, due ${briefly(due)} (${day}) by the law of ${jurisdiction}${moved}.`,
    `Reminders: ${reminders.map(briefly).join(', ')}.`,
  ].join('\n');
}

function briefly(written: string): string {
  return briefInstant(written);
}

/** What a valid certificate says. */
export function certificateWords(
  file: string,
  certificate: Certificate,
  digest: Digest,
  chain: 'checked' | 'not-checked',
): string {
  const { systems, kept, keys, final } = certificate;
  const rows = systems.map(({ system, answer, verification, count: records }) => [
    `  ${system}`,
    answer,
    records === undefined ? '' : `${records} erased`,
    verification.result === 'unread' ? 'not read again' : `read again: ${verification.result}`,
  ]);
  return [
    `${file} is valid: case ${certificate.case} of ${certificate.organization}, ${certificate.outcome}, received ${briefInstant(certificate.received)}, closed ${briefInstant(certificate.closed)}, due ${briefInstant(certificate.due)}.`,
    ...(rows.length === 0 ? [] : [textTable(rows)]),
    ...kept.map(
      ({ system, class: name, reason, why, until }) =>
        `  kept: ${name} of ${system} (${why ?? reason}${until === undefined ? '' : `, until ${until}`})`,
    ),
    ...keys.map(({ keyId, state, deletesAt }) => `  key ${keyId}: ${state}, ${briefInstant(deletesAt)}`),
    final ? 'It is final.' : 'It is not final: keys wait for their deletion, and another one follows.',
    `Digest ${digest}; ${chainWords(certificate, chain)}.`,
  ].join('\n');
}

function chainWords({ previous }: Certificate, chain: 'checked' | 'not-checked'): string {
  if (chain === 'checked') return `it follows on ${previous ?? ''}, the one given`;
  return previous === null
    ? 'it is the first of its chain'
    : `it follows on ${previous}, which was not given (--previous)`;
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`;
}
