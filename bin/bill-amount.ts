import { exactAmount } from '../shared/kernel/money.ts';

/** Trillionths in a millionth. */
export const PARTS = 1_000_000;

/** The last amount that was read: whole millionths, and trillionths below one, both with the amount's sign. */
export const amount = { micros: 0, parts: 0 };

const ZERO = 48;
const MOST_WHOLE_DIGITS = 9;

/**
 * Reads an amount into `amount`, exactly to a trillionth; false where the text is none. Rows are many, so the usual form
 * is read without big numbers.
 */
export function readAmount(text: string): boolean {
  let at = 0;
  const isNegative = text.charCodeAt(0) === 45;
  if (isNegative) at = 1;
  const from = at;
  let whole = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
  }
  const digits = at - from;
  let micros = 0;
  let parts = 0;
  if (at < text.length && text.charCodeAt(at) === 46) {
    const dot = at++;
    for (; at < text.length && at - dot <= 12; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      if (at - dot <= 6) micros = micros * 10 + digit;
      else parts = parts * 10 + digit;
    }
    const read = at - dot - 1;
    if (read === 0) return readExactly(text);
    micros *= 10 ** Math.max(0, 6 - read);
    parts *= 10 ** Math.max(0, 12 - Math.max(6, read));
  }
  if (at < text.length || digits === 0 || digits > MOST_WHOLE_DIGITS) return readExactly(text);
  const sign = isNegative ? -1 : 1;
  amount.micros = sign * (whole * 1_000_000 + micros);
  amount.parts = sign * parts;
  return true;
}

function readExactly(text: string): boolean {
  const exact = exactAmount(text);
  if (exact === undefined) return false;
  amount.micros = Number(exact / BigInt(PARTS));
  amount.parts = Number(exact % BigInt(PARTS));
  return Number.isSafeInteger(amount.micros);
}
