import { expect, it } from 'vitest';
import { holdOn } from '../../../shared/privacy/hold.ts';
import { holdReach } from '../../../shared/privacy/hold-reach.ts';
import { dataMap, system } from '../../support/data-map.ts';

const HOLD = { id: 'lawsuit', placed: '2026-11-22T00:00:00.000Z' };
const FIELDS = { id: 'fields', erase: 'delete', fields: ['name'] };
const WHOLE = { id: 'whole', erase: 'delete' };
const kind = (...equals: string[]) => ({ where: { attribute: 'kind', equals } });

/** The classes that a hold on `whole` is on. */
function reached(...classes: object[]): string[] {
  const map = dataMap([system('profile', { classes }), system('orders', { classes: [FIELDS] })]);
  const holds = holdReach([{ ...HOLD, classes: [{ system: 'profile', class: 'whole' }] }], map);
  return map.systems.flatMap(({ id, classes: all }) =>
    all.flatMap((one) => (holdOn(holds, id, one.id) === undefined ? [] : [`${id} ${one.id}`])),
  );
}

const BOTH = ['profile whole', 'profile fields'];
const ALONE = ['profile whole'];

it.each<[what: string, classes: object[], reached: string[]]>([
  ['fields of the same records', [WHOLE, FIELDS], BOTH],
  ['fields that are anonymised', [WHOLE, { ...FIELDS, erase: 'anonymise' }], BOTH],
  ['records that the law keeps', [{ ...WHOLE, keep: { why: 'tax law', until: '10y' } }, FIELDS], BOTH],
  [
    'records that may be of both',
    [
      { ...WHOLE, ...kind('a', 'b') },
      { ...FIELDS, ...kind('b') },
    ],
    BOTH,
  ],
  [
    'records that are told by something else',
    [
      { ...WHOLE, ...kind('a') },
      { ...FIELDS, where: { attribute: 'sk', beginsWith: 'A#' } },
    ],
    BOTH,
  ],
  [
    'records of another kind',
    [
      { ...WHOLE, ...kind('a') },
      { ...FIELDS, ...kind('b') },
    ],
    ALONE,
  ],
  ['the rest, which is none of them', [{ ...WHOLE, ...kind('a') }, FIELDS], ALONE],
  ['those that are not the rest', [WHOLE, { ...FIELDS, ...kind('a') }], ALONE],
  ['other whole records', [WHOLE, { id: 'more', erase: 'delete', ...kind('a') }], ALONE],
  [
    'records that are found by another key',
    [WHOLE, { ...FIELDS, subjectKey: { attribute: 'owner', from: 'identity.userId', index: 'by-owner' } }],
    ALONE,
  ],
])('a hold on whole records is on %s: as far as they are the same', (_what, classes, expected) => {
  expect(reached(...classes)).toEqual(expected);
});

it('a hold on fields is on no more than these, and one on everything stays that', () => {
  const map = dataMap([system('profile', { classes: [WHOLE, FIELDS] })]);
  const onFields = { ...HOLD, classes: [{ class: 'fields' }] };
  expect(holdReach([onFields, HOLD], map)).toEqual([onFields, HOLD]);
});
