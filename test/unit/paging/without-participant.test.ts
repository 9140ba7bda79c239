import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../../shared/kernel/instant.ts';
import { Layer } from '../../../shared/paging/config.ts';
import { participantAt, turnAt } from '../../../shared/paging/rotation.ts';
import { withoutParticipant } from '../../../shared/paging/without-participant.ts';
import { aLayer } from '../../support/schedules.ts';

const DAY_MS = 86_400_000;
const NOON = Date.parse('2026-03-10T12:00Z');

/** Who has the turns from a day on, one a day. */
function turnsFrom(layer: Layer, ms: number, count: number): string[] {
  return Array.from({ length: count }, (_, day) => participantAt(layer, 'UTC', instant(ms + day * DAY_MS)));
}

describe('taking somebody off a rotation', () => {
  it('keeps who is on call now, and everybody else in their order', () => {
    const participants = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        participants,
        fc.constantFrom('a', 'b', 'c'),
        fc.integer({ min: -20, max: 20 }),
        (people, who, days) => {
          const before = Layer.parse(aLayer('2026-03-10T00:00', 1, 'day', { participants: people }));
          const at = NOON + days * DAY_MS;
          const left = withoutParticipant(before, 'UTC', who, instant(at));
          expect(left.toSorted()).toEqual(people.filter((one) => one !== who).toSorted());
          fc.pre(left.length > 0);
          const after = { ...before, participants: [...left] };
          const expected = turnsFrom(before, at, people.length).filter((one) => one !== who);
          expect(turnsFrom(after, at, left.length)).toEqual(expected);
          expect(turnAt(after, 'UTC', instant(at)).start).toBe(turnAt(before, 'UTC', instant(at)).start);
        },
      ),
    );
  });
});
