import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anonymise } from '../../../shared/privacy/anonymise.ts';
import type { Json } from '../../../shared/privacy/canonical-json.ts';

const ANN = { attribute: 'mentions', forms: new Set(['u-1', 'U-1']) };

describe('a record that is to say nothing of a person', () => {
  it.each<[what: string, record: Record<string, Json>, fields: string[], left: object]>([
    ['a text', { name: 'Ann', total: 12 }, ['name'], { name: 'Deleted user', total: 12 }],
    [
      'a number, a truth, a map',
      { a: 1, b: true, c: { d: 1 } },
      ['a', 'b', 'c'],
      { a: null, b: null, c: null },
    ],
    ['a list of what is theirs', { phones: ['1', '2'] }, ['phones'], { phones: [] }],
    [
      'inside a map',
      { address: { street: 'x', country: 'DE' } },
      ['address.street'],
      { address: { street: 'Deleted user', country: 'DE' } },
    ],
    ['what is not there', { total: 12 }, ['name', 'address.street', 'total.x'], { total: 12 }],
    ['what every object has', { total: 12 }, ['constructor', 'toString'], { total: 12 }],
    [
      "somebody else's record in which they are one of several (29)",
      { author: 'u-2', text: 'hello', mentions: ['u-1', 'u-3', 'U-1'], mentionedName: 'Ann' },
      ['mentions', 'mentionedName'],
      { author: 'u-2', text: 'hello', mentions: ['u-3'], mentionedName: 'Deleted user' },
    ],
    ['a list they are not in', { mentions: ['u-3'] }, ['mentions'], { mentions: ['u-3'] }],
  ])('loses %s', (_what, record, fields, left) => {
    const given = structuredClone(record);
    expect(anonymise(given, fields, ANN)).toEqual(left);
    expect(given).toEqual(record);
  });

  it('is the same object the second time, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('name', 'mentions', 'a'), fc.jsonValue()),
        fc.uniqueArray(fc.constantFrom('name', 'mentions', 'a.name', 'a')),
        (record, fields) => {
          const once = anonymise(JSON.parse(JSON.stringify(record)), fields, ANN);
          expect(anonymise(once, fields, ANN)).toBe(once);
        },
      ),
    );
  });
});
