import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToSeptets, septets, toGsm7 } from '../../../shared/paging/gsm7.ts';

const ALPHABET = /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('é', '€', '~', '“', '🔥', '\n', 'ÿ', '\ud83d'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
  maxLength: 400,
});

describe('folding to the GSM alphabet', () => {
  it.each([
    ['API error rate > 5%', 'API error rate > 5%'],
    ['café is in it: é, ü, ñ, Ω, €', 'café is in it: é, ü, ñ, Ω, €'],
    ['cafe\u0301 written with a combining accent', 'café written with a combining accent'],
    ['naïve façade, Žižek, Łódź, smørrebrød, Œuvre', 'naive facade, Zizek, Lodz, smørrebrød, OEuvre'],
    ['“quoted” ‘it’s’ – dash — and…', "\"quoted\" 'it's' - dash - and..."],
    ['latency ≥ 300 µs ± 2', 'latency >= 300 us +/- 2'],
    ['`kubectl` → restart', "'kubectl' -> restart"],
    ['Αθήνα', 'AΘHNA'],
    ['ｆｕｌｌ　ｗｉｄｔｈ ﬁne ½', 'full width fine 1/2'],
    ['two\r\nlines\tand\u0000more', 'two  lines and more'],
    ['⚠️ hot 🔥', '? hot ?'],
    ['a\u200bb\u202ec', 'abc'],
    ['Сбой', '????'],
    ['\ud83d', '?'],
  ])('%s', (text, folded) => {
    expect(toGsm7(text)).toBe(folded);
  });

  it('leaves nothing outside the alphabet, whatever comes in, and folds once for all', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = toGsm7(text);
        expect(folded).toMatch(ALPHABET);
        expect(toGsm7(folded)).toBe(folded);
      }),
    );
  });
});

describe('length in septets', () => {
  it('counts a character of the extension table as two', () => {
    expect(septets('abc')).toBe(3);
    expect(septets('[€]')).toBe(6);
    expect(septets('é@Ω')).toBe(3);
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly ten', 11, 'exactly ten'],
    ['exactly ten!', 11, 'exactly...'],
    ['€€€€€€€€', 10, '€€€...'],
    ['€€€€€€€€', 11, '€€€€...'],
    ['payments', 4, 'pay.'],
    ['payments', 1, '.'],
    ['payments', 0, ''],
  ])('%s in %i', (text, limit, cut) => {
    expect(cutToSeptets(text, limit)).toBe(cut);
  });

  it('never goes over the limit', () => {
    fc.assert(
      fc.property(anyText, fc.nat(200), (text, limit) => {
        expect(septets(cutToSeptets(toGsm7(text), limit))).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
