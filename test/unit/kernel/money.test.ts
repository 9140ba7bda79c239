import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import {
  amountText,
  exactAmount,
  fromMicros,
  microsOf,
  spokenMoney,
  toMicros,
} from '../../../shared/kernel/money.ts';

describe('money', () => {
  it.each<[text: string, amount: string | undefined]>([
    ['12.34', '12.34'],
    ['-0.0000000282', '-0.0000000282'],
    ['1e-10', '0.0000000001'],
    ['2.82E-8', '0.0000000282'],
    ['1.5e3', '1500'],
    ['+007.10', '7.1'],
    ['.5', '0.5'],
    ['0.0000000000005', '0.000000000001'],
    ['', undefined],
    ['.', undefined],
    ['1,5', undefined],
    ['NaN', undefined],
    ['0x10', undefined],
    ['1e9999', undefined],
  ])('reads %j as %j', (text, amount) => {
    const exact = exactAmount(text);
    expect(exact === undefined ? undefined : amountText(exact)).toBe(amount);
  });

  it('loses nothing of many small amounts', () => {
    const one = exactAmount('0.0000001') ?? 0n;
    expect(toMicros(one * 1_000_000n)).toBe(100_000);
  });

  it('rounds a stored amount half away from zero, to the millionth', () => {
    expect([microsOf('0.0000005'), microsOf('-0.0000005'), microsOf('0.00000049')]).toEqual([1, -1, 0]);
  });

  it('refuses what could not be exact any more', () => {
    expect(() => toMicros(exactAmount('9007199255') ?? 0n)).toThrow(AppError);
  });

  it('states every amount so that it reads the same again', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (micros) => {
        expect(microsOf(amountText(fromMicros(micros)))).toBe(micros);
      }),
    );
  });

  it('is said with its currency, in whole units from ten thousand on', () => {
    expect([spokenMoney(1_204_500_000, 'USD'), spokenMoney(-3_000_000, 'USD')]).toEqual([
      '$1,204.50',
      '-$3.00',
    ]);
    expect([spokenMoney(12_345_600_000, 'USD'), spokenMoney(5_000_000, 'EUR')]).toEqual(['$12,346', '€5.00']);
  });
});
