import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cycles, erasureOrder, type Ordered } from '../../../shared/privacy/erasure-order.ts';

function map(text: string): Ordered[] {
  return text.split(' ').map((one) => {
    const [id = '', after = ''] = one.split('<');
    return { id, after: after === '' ? [] : after.split(',') };
  });
}

/** Maps of up to twelve systems that wait for any of the others. */
const anyMap = fc
  .integer({ min: 1, max: 12 })
  .chain((size) =>
    fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), {
      minLength: size,
      maxLength: size,
    }),
  )
  .map((all) => all.map((after, id): Ordered => ({ id: `s${id}`, after: after.map((one) => `s${one}`) })));

describe('the order of erasure', () => {
  it.each<[map: string, order: string[][]]>([
    ['a', [['a']]],
    ['a b', [['a', 'b']]],
    ['profile<orders orders', [['orders'], ['profile']]],
    ['d<b,c c<a b<a a', [['a'], ['c', 'b'], ['d']]],
    ['a b<a c<b d', [['a', 'd'], ['b'], ['c']]],
    ['a<b,c b c<b', [['b'], ['c'], ['a']]],
    ['a<nobody b', [['a', 'b']]],
  ])('of %s is %j', (text, order) => {
    expect(erasureOrder(map(text))).toEqual(order);
    expect(cycles(map(text))).toEqual([]);
  });

  it('has each system once, after all it waits for and as early as that lets it; or there is a cycle', () => {
    fc.assert(
      fc.property(anyMap, (systems) => {
        const order = erasureOrder(systems);
        const found = cycles(systems);
        if (order === undefined) {
          expect(found.length).toBeGreaterThan(0);
          for (const path of found) {
            expect(path.at(-1)).toBe(path[0]);
            for (const [place, id] of path.slice(0, -1).entries())
              expect(systems.find((one) => one.id === id)?.after).toContain(path[place + 1]);
          }
          return;
        }
        expect(found).toEqual([]);
        const groupOf = (id: string) => order.findIndex((group) => group.includes(id));
        expect(order.flat().toSorted()).toEqual(systems.map(({ id }) => id).toSorted());
        for (const { id, after } of systems)
          expect(groupOf(id)).toBe(Math.max(-1, ...after.map(groupOf)) + 1);
      }),
    );
  });
});
