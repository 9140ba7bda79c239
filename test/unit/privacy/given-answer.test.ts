import { expect, it } from 'vitest';
import { eraseAnswerOf } from '../../../shared/privacy/given-answer.ts';

const NOW = '2026-11-22T00:00:00.000Z';
const [SOON, LATER, PAST] = [
  '2027-01-01T00:00:00.000Z',
  '2030-01-01T00:00:00.000Z',
  '1980-04-01T00:00:00.000Z',
];

it.each<[what: string, untils: (string | undefined)[], until: string | undefined]>([
  ['one date', [SOON], SOON],
  ['the last of several', [SOON, LATER, SOON], LATER],
  ['none where one of them has none', [LATER, undefined, SOON], undefined],
  ['none where one of them is over, as the birth of somebody', [PAST, LATER], undefined],
])('what a system keeps of a class by one reason is said once, with %s', (_what, untils, until) => {
  const kept = untils.map((one) => ({
    class: 'invoices',
    reason: 'legal-claim',
    ...(one === undefined ? {} : { until: one }),
  }));
  expect(eraseAnswerOf({ answer: 'partial', count: 1, kept }, ['invoices'], NOW)).toEqual({
    answer: 'partial',
    count: 1,
    kept: [{ class: 'invoices', reason: 'legal-claim', ...(until === undefined ? {} : { until }) }],
  });
});
