import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventJudgement, judgeEvent } from '../../../../shared/tags/judge-event.ts';
import { tagPolicy } from '../../../support/tags.ts';
import { COMPUTE } from './compute.ts';
import { DATA } from './data.ts';
import { record } from './fixture.ts';
import { LATER } from './later.ts';
import { PLATFORM } from './platform.ts';

const FIXTURES = [...COMPUTE, ...DATA, ...PLATFORM, ...LATER];
const policy = tagPolicy();
const judged = (one: unknown) => judgeEvent(one, policy, '2026-11-21T09:00:00.000Z');

const FIELDS = 'action actions arn creator invalid missing reason tags type verdict'.split(' ');

/** What the contract says of every answer, whatever the event. */
function expectAnswer(one: EventJudgement): void {
  expect(Object.keys(one).sort()).toEqual(FIELDS);
  expect(['judged', 'ignored', 'unresolved']).toContain(one.action);
  expect(['compliant', 'violation', 'exempt', 'untaggable', 'unknown']).toContain(one.verdict);
  expect(one.reason).toMatch(/^[A-Z_]+(: |$)/);
  expect(one.creator === null || (one.creator.trim() === one.creator && one.creator !== '')).toBe(true);
  for (const [key, value] of Object.entries(one.tags))
    expect([typeof key, typeof value]).toEqual(['string', 'string']);
  for (const key of one.missing) expect(typeof key).toBe('string');
  for (const { key, value } of one.invalid) expect([typeof key, typeof value]).toEqual(['string', 'string']);
  if (one.action === 'judged') {
    expect(one.arn).toMatch(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:\S/);
    expect(one.type).toMatch(/^[a-z0-9-]+:[\w-]+$/);
  } else {
    expect(one).toMatchObject({
      arn: null,
      tags: {},
      missing: [],
      invalid: [],
      actions: [],
      verdict: 'unknown',
    });
  }
  expect(JSON.parse(JSON.stringify(one))).toEqual(one);
}

type Path = readonly (string | number)[];

/** Every place in a JSON value. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inside]) => placesIn(inside, [...path, key]))];
}

/** The value with something else in a place; without the place where that is undefined. */
function withInstead(value: unknown, [key, ...rest]: Path, instead: unknown): unknown {
  if (key === undefined) return instead;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return value.map((one: unknown, place) =>
      String(place) === key ? withInstead(one, rest, instead) : one,
    );
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      if (name !== key) return [[name, one]];
      const changed = withInstead(one, rest, instead);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );
}

const ODD_WORDS = [
  'null',
  'x',
  '*',
  'HIDDEN_DUE_TO_SECURITY_REASONS',
  '{"a":',
  'arn:aws:s3:::',
  'arn:aws:x:y:z:w',
  'i-1/../../root',
];
const ODD_LISTS = [[], [null], [[[]]], [1, 'x', {}]];
const ODD_OBJECTS = [{}, { item: null }, { items: { item: [{}] } }, { items: [null, 5] }];

const ODD: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  1e300,
  '',
  ' ',
  '\u0000',
  'x'.repeat(5000),
  ...ODD_WORDS,
  ...ODD_LISTS,
  ...ODD_OBJECTS,
  { omitted: 'true', reason: 'requestParameters too large', originalSize: '149893' },
  JSON.parse('{"__proto__":{"key":"team","value":"x"},"constructor":1,"toString":null,"hasOwnProperty":0}'),
  Array.from({ length: 250 }, (_, place) => ({ key: `k${place}`, value: 'v', instanceId: `i-${place}` })),
];

describe('an event that is broken', () => {
  it.each(FIXTURES.map((one) => [`${one.source} ${one.name} ${Object.keys(one.made)[0]}`, one] as const))(
    '%s: is answered as the contract says, wherever it is broken',
    (_what, fixture) => {
      const whole = record(fixture);
      const broken = fc.record({
        place: fc.constantFrom(...placesIn(whole)),
        instead: fc.constantFrom(...ODD),
      });
      fc.assert(
        fc.property(fc.array(broken, { minLength: 1, maxLength: 4 }), (breaks) => {
          const event = breaks.reduce<unknown>(
            (event, { place, instead }) => withInstead(event, place, instead),
            whole,
          );
          const answers = judged(event);
          expect(answers.length).toBeGreaterThan(0);
          answers.forEach(expectAnswer);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('names in keys of objects what every object has, and that is only a tag', () => {
    const tags: unknown = JSON.parse('{"__proto__":"a","constructor":"b","toString":"c","team":"payments"}');
    const event = { source: 'sqs', name: 'CreateQueue', request: { queueName: 'q', tags }, response: null };
    const [first] = judgeEvent(record(event), tagPolicy([{ key: 'valueOf' }]), '2026-11-21T09:00:00.000Z');
    expect(Object.keys(first?.tags ?? {}).sort()).toEqual(['__proto__', 'constructor', 'team', 'toString']);
    expect(first?.missing).toEqual(['valueOf']);
  });
});

describe('an event of a megabyte', () => {
  const many = <T>(count: number, one: (place: number) => T) =>
    Array.from({ length: count }, (_, place) => one(place));
  const tag = (place: number) => ({ key: `k${place}`, value: 'v' });
  const instance = (place: number) => ({ instanceId: `i-${place}` });
  const run = (tagSpecificationSet: unknown, items: unknown) =>
    record({
      source: 'ec2',
      name: 'RunInstances',
      request: { tagSpecificationSet },
      response: { instancesSet: { items } },
    });

  it.each<[what: string, event: unknown, answers: number]>([
    ['ten thousand instances', run({ items: [] }, many(10_000, instance)), 10_000],
    [
      'two thousand instances, each with two thousand tags',
      run({ items: [{ resourceType: 'instance', tags: many(2000, tag) }] }, many(2000, instance)),
      2000,
    ],
    [
      'ten thousand specifications of tags',
      run({ items: many(10_000, (place) => ({ resourceType: 'instance', tags: [tag(place)] })) }, [
        instance(1),
      ]),
      1,
    ],
    [
      'five thousand tasks and five thousand tags',
      record({
        source: 'ecs',
        name: 'RunTask',
        request: { tags: many(5000, tag) },
        response: {
          tasks: many(5000, (place) => ({ taskArn: `arn:aws:ecs:eu-west-1:111111111111:task/c/${place}` })),
        },
      }),
      5000,
    ],
    ['a name without end', { ...run([], []), eventName: 'x'.repeat(1_000_000) }, 1],
  ])(
    '%s: all of it is judged',
    (_what, event, answers) => {
      expect(judged(event)).toHaveLength(answers);
    },
    20_000,
  );
});
