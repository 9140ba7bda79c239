import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, parseMatcher } from '../../../shared/paging/matcher.ts';

const holds = (text: string, values: Record<string, string>) => {
  const matcher = parseMatcher(text);
  if (matcher === undefined) throw new Error(`not a matcher: ${text}`);
  return matches(matcher, values);
};

describe('matcher', () => {
  it.each<[text: string, value: string | undefined, expected: boolean]>([
    ['service=payments', 'payments', true],
    ['service=payments', 'payments-api', false],
    ['service = payments', 'payments', true],
    ['service="payments api"', 'payments api', true],
    ['service=', undefined, true],
    ['service=', '', true],
    ['service!=payments', 'payments', false],
    ['service!=payments', undefined, true],
    ['service=~payments-.*', 'payments-api', true],
    ['service=~payments', 'payments-api', false], // the whole value
    ['service=~a|b', 'b', true],
    ['service=~a|b', 'ab', false],
    ['service=~a|b', 'xb', false], // the anchors hold for every branch
    ['service=~.*', 'two\nlines', true],
    ['service=~', '', true],
    ['service!~payments-.*', 'payments-api', false],
    ['service!~payments-.*', undefined, true],
    ['service=a=b', 'a=b', true],
  ])('%s of %j: %s', (text, value, expected) => {
    expect(holds(text, value === undefined ? {} : { service: value })).toBe(expected);
  });

  it.each(['', 'service', '=x', 'service~x', 'service=~(', 'service!~[', '1x=y', 'a b=c'])(
    'refuses %j',
    (text) => expect(parseMatcher(text)).toBeUndefined(),
  );

  it('reads no value from what every object has', () => expect(holds('constructor=', {})).toBe(true));

  it('never throws, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, value) => {
        const matcher = parseMatcher(`a=~${text}`);
        if (matcher !== undefined) expect(typeof matches(matcher, { a: value })).toBe('boolean');
      }),
    );
  });
});
