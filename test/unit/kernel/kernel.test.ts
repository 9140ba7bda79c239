import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration, millis, spoken, spokenExactly } from '../../../shared/kernel/duration.ts';
import { AppError, type ErrorKind, invalidInput } from '../../../shared/kernel/errors.ts';
import {
  IncidentId,
  incidentId,
  incidentIdFromBytes,
  incidentIdToBytes,
  Slug,
} from '../../../shared/kernel/ids.ts';
import { AnyInstant, earliest, parseInstant, shift } from '../../../shared/kernel/instant.ts';

describe('durations', () => {
  it.each<[text: string, ms: number | undefined]>([
    ['0s', 0],
    ['20s', 20_000],
    ['5m', 300_000],
    ['8h', 28_800_000],
    ['7d', 604_800_000],
    ['999999d', 86_399_913_600_000],
    ['', undefined],
    ['5', undefined],
    ['m', undefined],
    ['05m', undefined],
    ['1.5h', undefined],
    ['-5m', undefined],
    ['5 m', undefined],
    ['5w', undefined],
    ['5m\n', undefined],
    ['1000000s', undefined],
  ])('%j is %s ms', (text, ms) => {
    const parsed = Duration.safeParse(text);
    expect(parsed.success ? millis(parsed.data) : undefined).toBe(ms);
  });

  it.each([
    [0, '0s'],
    [999, '0s'],
    [45_000, '45s'],
    [60_000, '1m'],
    [90_000, '90s'],
    [150_000, '2m'],
    [900_000, '15m'],
    [5_400_000, '90m'],
    [7_200_000, '2h'],
    [259_200_000, '3d'],
  ])('%d ms are said as %s', (ms, text) => {
    expect(spoken(ms)).toBe(text);
  });

  it.each([
    [0, '0s'],
    [999, '0s'],
    [45_000, '45s'],
    [150_999, '2m30s'],
    [6_300_000, '1h45m'],
    [93_600_000, '1d2h'],
    [86_401_000, '1d1s'],
  ])('%i ms is exactly %s', (ms, text) => {
    expect(spokenExactly(ms)).toBe(text);
  });
});

describe('instants', () => {
  it.each<[text: string, expected: string | undefined]>([
    ['2026-11-21T03:00:00Z', '2026-11-21T03:00:00.000Z'],
    ['2026-11-21T04:00:00.5+01:00', '2026-11-21T03:00:00.500Z'],
    ['2026-11-21T03:00:00.000Z', '2026-11-21T03:00:00.000Z'],
    ['9999-12-31T23:59:59-01:00', undefined],
    ['0000-01-01T00:00:00+01:00', undefined],
    ['2026-13-40', undefined],
    ['2026-02-30T00:00:00Z', undefined],
    ['2026-11-21', undefined],
    ['2026-11-21T03:00:00', undefined],
    ['now', undefined],
    ['', undefined],
  ])('%j is %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
    expect(AnyInstant.safeParse(text).success).toBe(expected !== undefined);
  });

  it('the earliest is of those that are there', () => {
    const [a, b] = ['2026-11-21T03:00:00.000Z', '2026-11-21T03:00:00.001Z'];
    expect([earliest(b, undefined, a), earliest(undefined), earliest(), shift(a ?? '', 1)]).toEqual([
      a,
      undefined,
      undefined,
      b,
    ]);
  });
});

describe('ids', () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

  it('of incidents come back from their bytes', () => {
    fc.assert(
      fc.property(bytes, (given) => {
        const id = incidentIdFromBytes(given);
        expect(IncidentId.safeParse(id).success).toBe(true);
        expect([...incidentIdToBytes(id)]).toEqual([...given]);
      }),
    );
  });

  it('of later incidents sort after those of earlier ones', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 45 }),
        fc.integer({ min: 1, max: 1e9 }),
        bytes,
        bytes,
        (ms, later, a, b) => {
          expect(incidentId(ms, a) < incidentId(ms + later, b)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['06ANB4YQ00000001', true],
    ['06anb4yq00000001', false],
    ['06ANB4YQ0000000I', false],
    ['06ANB4YQ0000001', false],
    ['', false],
  ])('%j is an incident id: %s', (id, is) => {
    expect(IncidentId.safeParse(id).success).toBe(is);
  });

  it.each([
    ['payments', true],
    ['a', true],
    ['a-1', true],
    ['-a', false],
    ['A', false],
    ['a_b', false],
    ['', false],
    ['a'.repeat(64), false],
  ])('%j is a slug: %s', (text, is) => {
    expect(Slug.safeParse(text).success).toBe(is);
  });
});

describe('errors', () => {
  it.each<[ErrorKind, boolean]>([
    ['throttled', true],
    ['unavailable', true],
    ['conflict', true],
    ['invalid', false],
    ['forbidden', false],
    ['not-found', false],
    ['gone', false],
    ['too-large', false],
    ['bug', false],
  ])('%s may pass: %s', (kind, retryable) => {
    expect(new AppError('m', { code: 'c', kind }).retryable).toBe(retryable);
  });

  it('bad input names its first fault, and all of them with their paths', () => {
    const error = invalidInput('the body', [
      { path: ['a', 0, 'b'], message: 'a number' },
      { path: [], message: 'an object' },
    ]);
    expect(error).toMatchObject({
      message: 'the body is not valid: a.0.b: a number',
      kind: 'invalid',
      faults: [
        { path: 'a.0.b', message: 'a number' },
        { path: '', message: 'an object' },
      ],
    });
    expect(invalidInput('the body', []).message).toBe('the body is not valid');
  });
});
