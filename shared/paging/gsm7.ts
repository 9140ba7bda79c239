const BASIC = new Set(
  '@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENDED = new Set('^{}\\[~]|€');

/** Pairs of what people write and what the alphabet has for it. What Unicode itself decomposes is not listed. */
const LOOKALIKES = new Map<string, string>([
  ...spread('‘’‚‛′`´ʼ', "'"),
  ...spread('“”„‟″«»', '"'),
  ...spread('‐‑‒–—―−⁃', '-'),
  ...spread('·∙⋅', '.'),
  ...spread('•●▪', '*'),
  ...spread('⁄∕÷', '/'),
  ...spread('→➜➔⇒', '->'),
  ...spread('←⇐', '<-'),
  ...spread('µμ', 'u'),
  ...'‹< ›> ×x ≤<= ≥>= ≠!= ≈~ ±+/- °deg ¦| ¢c ©(c) ®(R) łl ŁL đd ĐD ðd ÐD þth ÞTh œoe ŒOE ıi ħh ĦH ŧt ŦT ẞSS'
    .split(' ')
    .map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)]),
  ...Array.from('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', (greek, i): [string, string] => [greek, 'ABEZHIKMNOPTYX'.charAt(i)]),
]);

function spread(characters: string, as: string): [string, string][] {
  return Array.from(characters, (character) => [character, as]);
}

/**
 * Any text in the GSM 03.38 default alphabet and its extension table (3GPP TS 23.038 § 6.2.1), so that an SMS of it
 * holds 160 septets and not 70 characters. Accents, quotes, dashes and signs become the nearest the alphabet has,
 * control characters and line breaks a space, invisible marks nothing, the rest `?`.
 */
export function toGsm7(text: string): string {
  return Array.from(text.normalize('NFC'), fold).join('');
}

/** The length of text that `toGsm7` made, in septets: a character of the extension table is sent as two. */
export function septets(text: string): number {
  let sum = 0;
  for (const character of text) sum += width(character);
  return sum;
}

/** Folded text in at most `limit` septets, an ellipsis at its end where something had to go. */
export function cutToSeptets(text: string, limit: number): string {
  if (septets(text) <= limit) return text;
  if (limit < 1) return '';
  const ellipsis = limit < 8 ? '.' : '...';
  let kept = '';
  let used = ellipsis.length;
  for (const character of text) {
    used += width(character);
    if (used > limit) break;
    kept += character;
  }
  return kept.replace(/[\s.]+$/, '') + ellipsis;
}

function width(character: string): 1 | 2 {
  return EXTENDED.has(character) ? 2 : 1;
}

function fold(character: string): string {
  if (BASIC.has(character) || EXTENDED.has(character)) return character;
  const lookalike = LOOKALIKES.get(character);
  if (lookalike !== undefined) return lookalike;
  if (/[\p{Cc}\p{Z}]/u.test(character)) return ' ';
  if (/[\p{M}\p{Cf}]/u.test(character)) return '';
  const parts = character.normalize('NFKD');
  if (parts !== character) {
    const folded = Array.from(parts, fold).join('');
    return folded.includes('?') ? '?' : folded;
  }
  // The alphabet has Greek capitals only, and Latin ones where the two look alike.
  const upper = character.toUpperCase();
  return upper !== character && /\p{Script=Greek}/u.test(character) ? fold(upper) : '?';
}
