import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, patternFault } from '../../../shared/kernel/pattern.ts';

describe('a pattern', () => {
  it.each<[pattern: string, fits: string[], other: string[]]>([
    [
      '^[a-z][a-z0-9-]{1,40}$',
      ['ab', 'checkout-api', `a${'b'.repeat(40)}`],
      ['a', 'Ab', '-ab', `a${'b'.repeat(41)}`],
    ],
    ['cc-[0-9]{4}', ['cc-1234'], ['xcc-1234', 'cc-12345']],
    ['a|bc', ['a', 'bc'], ['ab', 'b', '']],
    ['(?:a|b)+c?', ['a', 'abab', 'bc'], ['c', '']],
    ['\\d+\\.\\d+', ['1.5'], ['1x5']],
    ['[^a-c]', ['d', '-', '𝒳'], ['a', '']],
    ['[\\w-]+', ['a-b_1'], ['a b']],
    ['', [''], ['a']],
    ['(a*)*', ['', 'aaa'], ['b']],
    ['(^a|b$)', ['a', 'b'], ['ab']],
    ['.{2}', ['é𝒳'], ['a', 'a\n']],
  ])('%s', (pattern, fits, other) => {
    const { matches } = compilePattern(pattern);
    expect(fits.filter((text) => !matches(text))).toEqual([]);
    expect(other.filter((text) => matches(text))).toEqual([]);
  });

  it.each<[pattern: string, fault: string]>([
    ['(a', 'a ( that is not closed'],
    ['a)', 'a ) that closes no group'],
    ['[a', 'a [ that is not closed'],
    ['*', 'a * with nothing to repeat before it'],
    ['a**', 'a * with nothing to repeat before it'],
    ['(?=a)', 'a group that looks around or has a name; only ( ) and (?: ) are allowed'],
    ['(a)\\1', '\\1; only \\d \\w \\s \\D \\W \\S and signs'],
    ['a{2,1}', 'a { that does not begin {n}, {n,} or {n,m}; \\{ is the character itself'],
    ['a{9999}', 'more than 1000 repetitions'],
    ['((a{900}){900}){900}', 'a pattern that is too large: fewer repetitions'],
    ['[b-a]', 'a range in [ ] whose end is before its beginning'],
    ['a\\', 'a \\ with nothing after it'],
    ['('.repeat(100), 'groups more than 20 deep'],
  ])('%s is refused: %s', (pattern, fault) => {
    expect(patternFault(pattern)).toBe(fault);
  });

  it('comes to an end on what makes others backtrack for ever', () => {
    const { matches } = compilePattern('^(a+)+(a|a)*(([a-z])+.)+$');
    expect(matches(`${'a'.repeat(256)}\n`)).toBe(false);
  });

  it('says what the regular expressions of JavaScript say', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\.', '\\d', '-');
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        fc.array(tie('part'), { maxLength: 3 }).map((parts) => parts.join('')),
        fc.tuple(tie('pattern'), tie('pattern')).map(([one, other]) => `${one}|${other}`),
      ),
      part: fc.oneof(
        { maxDepth: 3 },
        fc
          .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,}', '{0,2}', '*?'))
          .map(([a, b]) => a + b),
        fc
          .tuple(tie('pattern'), fc.constantFrom('', '?', '{2}'))
          .map(([inside, times]) => `(${inside})${times}`),
      ),
    }));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '.', '1'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const { matches } = compilePattern(source);
        expect(matches(given)).toBe(new RegExp(`^(?:${source})$`).test(given));
      }),
      { numRuns: 1000 },
    );
  });

  it('says what is wrong with any text, and nothing else happens', () => {
    const signs = fc.string({
      unit: fc.constantFrom(...'ab()[]{}*+?|^$\\.,-0129:='.split('')),
      maxLength: 20,
    });
    fc.assert(
      fc.property(signs, (source) => {
        const fault = patternFault(source);
        if (fault === undefined) expect(() => new RegExp(source)).not.toThrow();
        else expect(fault).not.toBe('');
      }),
      { numRuns: 2000 },
    );
  });
});
