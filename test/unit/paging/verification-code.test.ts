import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSms } from '../../../shared/paging/code-message.ts';
import { Contact, counts, reachedBy } from '../../../shared/paging/contact.ts';
import { septets } from '../../../shared/paging/gsm7.ts';
import { checkCode, issueCode, sixDigits } from '../../../shared/paging/verification-code.ts';
import { at, T0 } from '../../support/paging.ts';

const hash = (code: string, salt: string) => `${salt}(${code})`;
const WAITING = (code: string, changes: object = {}) => ({
  codeSentAt: T0,
  code: { hash: hash(code, 's'), salt: 's', expiresAt: at(900), attempts: 0, ...changes },
});
const NUMBER = '+4915100000001';
const contactWith = (methods: object): Contact =>
  Contact.parse({ v: 1, person: 'alice', updatedAt: T0, ...methods });
const sms = (more: object = {}) => ({ sms: { number: NUMBER, ...more } });
const email = (more: object = {}) => ({ email: { address: 'alice@acme.example', ...more } });

describe('checkCode', () => {
  it.each<[what: string, methods: object, code: string, second: number, expected: string]>([
    ['the code of the only method', sms(WAITING('111111')), '111111', 10, 'verified sms'],
    [
      'the code of the second of two',
      { ...sms(WAITING('111111')), ...email(WAITING('222222')) },
      '222222',
      10,
      'verified email',
    ],
    ['a code up to its last moment', sms(WAITING('111111')), '111111', 899, 'verified sms'],
    ['one at its expiry', sms(WAITING('111111')), '111111', 900, 'expired'],
    ['another code', sms(WAITING('111111')), '111112', 10, 'wrong-code'],
    ['the right one at the fifth try', sms(WAITING('111111', { attempts: 4 })), '111111', 10, 'verified sms'],
    [
      'the right one after five wrong ones',
      sms(WAITING('111111', { attempts: 5 })),
      '111111',
      10,
      'too-many-attempts',
    ],
    ['one where none was sent', sms(), '111111', 10, 'no-code'],
    [
      'one that another method used up',
      { ...sms(WAITING('111111', { attempts: 5 })), ...email(WAITING('222222')) },
      '111111',
      10,
      'wrong-code',
    ],
  ])('%s', (_, methods, code, second, expected) => {
    const verdict = checkCode(contactWith(methods), code, hash, at(second));
    expect(verdict.kind === 'verified' ? `verified ${verdict.method}` : verdict.reason).toBe(expected);
  });

  it('looks at one method only where it is told to', () => {
    const contact = contactWith({ ...sms(WAITING('111111')), ...email(WAITING('222222')) });
    expect(checkCode(contact, '111111', hash, at(1), 'email')).toMatchObject({ reason: 'wrong-code' });
    expect(checkCode(contact, '111111', hash, at(1), 'sms')).toMatchObject({ method: 'sms' });
  });

  it('counts a wrong code against every method that waits for one, and not otherwise', () => {
    const contact = contactWith({ ...sms(WAITING('111111')), ...email(WAITING('222222', { attempts: 2 })) });
    expect(checkCode(contact, '333333', hash, at(1)).contact).toMatchObject({
      updatedAt: at(1),
      sms: { code: { attempts: 1 } },
      email: { code: { attempts: 3 } },
    });
  });

  it('clears the code, the assumption and the opt-out', () => {
    const before = contactWith(sms({ ...WAITING('111111'), verifiedAt: T0, assumed: 'x', optedOutAt: T0 }));
    const { contact } = checkCode(before, '111111', hash, at(5));
    expect(counts(before.sms)).toBe(false);
    expect(Contact.parse(contact)).toEqual({
      ...before,
      updatedAt: at(5),
      sms: { number: NUMBER, codeSentAt: T0, verifiedAt: at(5) },
    });
  });

  it('never verifies by more than five guesses', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 30 }), (guesses) => {
        let contact = contactWith(sms(WAITING('000007')));
        for (const [n, guess] of guesses.entries()) {
          const verdict = checkCode(contact, String(guess).padStart(6, '0'), hash, at(n));
          if (verdict.kind === 'verified') return guesses.slice(0, n).every((one) => one !== 7) && n < 5;
          contact = verdict.contact ?? contact;
        }
        return guesses.slice(0, 5).every((one) => one !== 7);
      }),
    );
  });
});

describe('issueCode', () => {
  const source = { code: '123456', salt: 'salt' };
  it.each<[what: string, methods: object, second: number, expected: object]>([
    ['the first', sms(), 0, { kind: 'issued', code: '123456', expiresAt: at(900) }],
    ['none within a minute of the last', sms(WAITING('1')), 59, { reason: 'too-soon', after: at(60) }],
    ['one after a minute', sms(WAITING('1')), 60, { kind: 'issued', expiresAt: at(960) }],
    ['none for what is verified', sms({ verifiedAt: T0 }), 60, { reason: 'already-verified' }],
    ['one for what has opted out', sms({ verifiedAt: T0, optedOutAt: T0 }), 60, { kind: 'issued' }],
    ['none for what is not there', email(), 60, { reason: 'no-method' }],
  ])('%s', (_, methods, second, expected) => {
    expect(issueCode(contactWith(methods), 'sms', source, hash, at(second))).toMatchObject(expected);
  });

  it('keeps a hash, and five tries from the start', () => {
    const issued = issueCode(contactWith(sms(WAITING('1', { attempts: 5 }))), 'sms', source, hash, at(60));
    expect(issued).toMatchObject({
      contact: { sms: { codeSentAt: at(60), code: { hash: 'salt(123456)', attempts: 0 } } },
    });
  });
});

describe('sixDigits', () => {
  it.each([
    [[0], '000000'],
    [[1_234_567], '234567'],
    [[4_294_967_295, 4_294_000_000, 4_293_999_999], '999999'],
  ])('of %j is %s', (draws, expected) => {
    const rest = [...draws];
    expect(sixDigits(() => rest.shift() ?? 0)).toBe(expected);
  });
});

describe('a code by SMS', () => {
  it('is one message, whatever the organization is called', () => {
    const text = codeSms({ person: 'alice', organization: 'o'.repeat(63), code: '123456' });
    expect(text).toContain('123456');
    expect(septets(text)).toBeLessThanOrEqual(160);
  });
});

describe('reachedBy', () => {
  it.each<[methods: object, expected: string[]]>([
    [{}, []],
    [{ ...sms({ verifiedAt: T0 }), ...email() }, ['sms']],
    [{ ...sms({ verifiedAt: T0, optedOutAt: T0 }), ...email({ verifiedAt: T0 }) }, ['email']],
  ])('%j: %j', (methods, expected) => expect(reachedBy(contactWith(methods))).toEqual(expected));
});
