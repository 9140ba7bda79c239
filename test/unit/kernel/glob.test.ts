import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches } from '../../../shared/kernel/glob.ts';

describe('globMatches', () => {
  it.each<[pattern: string, text: string, expected: boolean]>([
    ['/app', '/app', true],
    ['/app', '/app-audit', false],
    ['/app', '/App', false],
    ['/app*', '/app-audit', true],
    ['/aws/lambda/*-debug', '/aws/lambda/a/b-debug', true],
    ['/aws/lambda/*-debug', '/aws/lambda/a-debug-x', false],
    ['*', '', true],
    ['?', '', false],
    ['cc-????', 'cc-1234', true],
    ['cc-????', 'cc-12345', false],
    ['a.c', 'abc', false],
    ['*a*b', 'xaxxb', true],
    ['', '', true],
    ['', 'a', false],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(globMatches(pattern, text)).toBe(expected);
  });

  it('says what a regular expression of the same meaning says', () => {
    const letters = (of: string) => fc.string({ unit: fc.constantFrom(...of.split('')), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab*?'), letters('ab*'), (pattern, text) => {
        const regular = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(globMatches(pattern, text)).toBe(regular.test(text));
      }),
    );
  });
});
