import * as z from 'zod';
import { AppError } from './errors.ts';

/**
 * Money as it is worked with: a whole number of millionths of the currency's unit, so that sums and differences are
 * exact. Up to nine billion units.
 */
export const Micros = z.int();
export type Micros = z.infer<typeof Micros>;

/** Money as it is stored and sent, as exact as AWS states it: `12.34`, `-0.0000000282`. */
export const AmountText = z.string().regex(/^-?\d+(\.\d+)?$/, 'an amount such as 12.34');
export type AmountText = z.infer<typeof AmountText>;

/** The code of a currency by ISO 4217. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'a currency such as USD');
export type Currency = z.infer<typeof Currency>;

/** One unit of a currency. */
export const UNIT: Micros = 1_000_000;

const PLACES = 12;
const PER_UNIT = 10n ** BigInt(PLACES);
const PER_MICRO = PER_UNIT / BigInt(UNIT);
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The amount that a text states, in trillionths of the unit: many small ones are added up before anything is rounded.
 * Exponents are understood; what is smaller than a trillionth is rounded half away from zero. Undefined where the text
 * is no number.
 */
export function exactAmount(text: string): bigint | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text.trim()) ?? [];
  if (sign === undefined || (whole === '' && fraction === '')) return undefined;
  const digits = BigInt(whole + fraction);
  const shift = PLACES - fraction.length + Number(exponent);
  const size = shift >= 0 ? digits * 10n ** BigInt(shift) : rounded(digits, 10n ** BigInt(-shift));
  return sign === '-' ? -size : size;
}

/** Trillionths as millionths, rounded half away from zero. @throws AppError `amount-too-large` beyond nine billion units. */
export function toMicros(exact: bigint): Micros {
  const micros = Number(exact < 0n ? -rounded(-exact, PER_MICRO) : rounded(exact, PER_MICRO));
  if (!Number.isSafeInteger(micros))
    throw new AppError('an amount is beyond nine billion', { code: 'amount-too-large', kind: 'invalid' });
  return micros;
}

/** Millionths as trillionths. */
export function fromMicros(micros: Micros): bigint {
  return BigInt(micros) * PER_MICRO;
}

/** Trillionths as text, without zeros at the end. */
export function amountText(exact: bigint): AmountText {
  const size = exact < 0n ? -exact : exact;
  const fraction = (size % PER_UNIT).toString().padStart(PLACES, '0').replace(/0+$/, '');
  return `${exact < 0n ? '-' : ''}${size / PER_UNIT}${fraction === '' ? '' : `.${fraction}`}`;
}

/** The millionths a stored amount states. */
export function microsOf(amount: AmountText): Micros {
  return toMicros(exactAmount(amount) ?? 0n);
}

/** Millionths as a number of units, for JSON and charts; never added up again. */
export function units(micros: Micros): number {
  return micros / UNIT;
}

/** Money as people read it: `$1,204.50`, `-$3.00`; `€` and others by their currency. Whole units from 10,000 on. */
export function spokenMoney(micros: Micros, currency: Currency): string {
  const digits = Math.abs(micros) >= 10_000 * UNIT ? 0 : 2;
  return new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(units(micros));
}

function rounded(digits: bigint, by: bigint): bigint {
  return (digits + by / 2n) / by;
}
