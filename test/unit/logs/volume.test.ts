import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogsSection } from '../../../shared/logs/config.ts';
import { type HourOfLogs, judgeVolume, lastWholeHour, tellVolume } from '../../../shared/logs/volume.ts';

const { volume: rule } = LogsSection.parse({});
const HOUR = 3_600_000;
const START = Date.parse('2026-11-01T00:00:00Z');
const GB = 2 ** 30;
const at = (hour: number) => new Date(START + hour * HOUR).toISOString();

/** So many hours from the start on, with what each brought. */
const hours = (count: number, bytes: (hour: number) => number): HourOfLogs[] =>
  Array.from({ length: count }, (_, hour) => ({ hour: at(hour), bytes: bytes(hour) }));

/** What is told, looked at after every hour of a run. */
function told(list: readonly HourOfLogs[]): string[] {
  let since: string | undefined;
  return list.flatMap((_, index) => {
    const end = at(index + 1);
    const { tell, told: next } = tellVolume(judgeVolume(list.slice(0, index + 1), rule, end), since, end);
    since = next;
    return tell ? [end] : [];
  });
}

describe('59: the volume of a group', () => {
  it('ten times as much for two hours is one alert', () => {
    const list = hours(24 * 12, (hour) => (hour >= 250 && hour < 256 ? 10 * GB : GB));
    expect(told(list)).toEqual([at(252)]);
  });

  it('says what it costs a day', () => {
    const list = hours(24 * 10, (hour) => (hour >= 238 ? 10 * GB : GB));
    expect(judgeVolume(list, rule, at(240))).toMatchObject({
      kind: 'explosion',
      bytes: 10 * GB,
      usual: GB,
      perDay: 9 * 24 * 0.5 * 1_000_000,
    });
    expect(judgeVolume(list, rule, at(240), 'eu-west-1').perDay).toBe(123_120_000);
  });

  it('ten times as much every night is none', () => {
    expect(told(hours(24 * 14, (hour) => (hour % 24 === 2 || hour % 24 === 3 ? 10 * GB : GB)))).toEqual([]);
  });

  it('a nightly batch that explodes is one', () => {
    const night = (hour: number) => (hour % 24 === 2 || hour % 24 === 3 ? 10 * GB : GB);
    const list = hours(24 * 11, (hour) => night(hour) * (hour >= 242 && hour < 244 ? 10 : 1));
    expect(told(list)).toEqual([at(244)]);
  });

  it('a single hour is none', () => {
    expect(told(hours(24 * 10, (hour) => (hour === 220 ? 100 * GB : GB)))).toEqual([]);
  });

  it('what costs next to nothing is none', () => {
    expect(told(hours(24 * 10, (hour) => (hour > 220 ? 1_000_000 : 1000)))).toEqual([]);
  });

  it('a group that was silent and logs now is one', () => {
    expect(told(hours(24 * 10, (hour) => (hour >= 220 ? GB : 0)))).toEqual([at(222)]);
  });

  it('a new group has too little to compare with', () => {
    expect(
      judgeVolume(
        hours(24, () => 100 * GB),
        rule,
        at(24),
      ).kind,
    ).toBe('too-little-history');
    expect(judgeVolume([], rule, at(24)).kind).toBe('too-little-history');
  });

  it('is that of whole hours', () => {
    expect(lastWholeHour('2026-11-21T09:59:59.999Z')).toBe('2026-11-21T09:00:00.000Z');
  });

  it('is never told twice of one explosion, and never throws', () => {
    const bytes = fc.array(fc.constantFrom(0, 1, GB, 10 * GB, 100 * GB), { minLength: 80, maxLength: 300 });
    fc.assert(
      fc.property(bytes, (list) => {
        const verdicts = list.map((_, index) =>
          judgeVolume(
            hours(index + 1, (hour) => list[hour] ?? 0),
            rule,
            at(index + 1),
          ),
        );
        const begun = verdicts.filter(
          ({ kind }, index) => kind === 'explosion' && verdicts[index - 1]?.kind !== 'explosion',
        );
        expect(told(hours(list.length, (hour) => list[hour] ?? 0))).toHaveLength(begun.length);
      }),
      { numRuns: 20 },
    );
  });
});
