import { describe, expect, it } from 'vitest';
import { PagingConfig } from '../../../shared/paging/config.ts';
import type { ReachFacts } from '../../../shared/paging/reach-check.ts';
import { judgeReach, REACH_CHECKS } from '../../../shared/paging/reach-checks.ts';
import { T0 } from '../../support/paging.ts';
import {
  contactsOf,
  denied,
  known,
  numberOf,
  REACH_CONFIG,
  REACH_PEOPLE,
  reachable,
  SOUND,
} from '../../support/reach.ts';

const NOW = '2026-03-02T08:00:00.000Z';
const BOTH = ['sms', 'email'] as const;
const everybodyBut = (...persons: readonly string[]) =>
  REACH_PEOPLE.filter((person) => !persons.includes(person)).map((person, place) =>
    reachable(person, place, BOTH),
  );

/** The verdict of one check, where these facts differ from a sound account. */
function verdict(check: string, facts: Partial<ReachFacts>, config: PagingConfig = REACH_CONFIG) {
  const found = judgeReach({ ...SOUND, ...facts }, config, NOW).find((one) => one.check === check);
  if (found === undefined) throw new Error(`there is no check ${check}`);
  return found;
}

const mailOf = (differs: Partial<MailAccount>) =>
  known<MailAccount>({ production: true, sending: true, sentInADay: 'unlimited', ...differs });
type MailAccount = Extract<ReachFacts['mailAccount'], { ok: true }>['value'];

it('an account where nothing is wrong passes every check, without advice', () => {
  const findings = judgeReach(SOUND, REACH_CONFIG, NOW);
  expect(findings).toHaveLength(REACH_CHECKS.length);
  for (const finding of findings) {
    expect(finding).toMatchObject({ state: 'ok' });
    expect(finding.advice).toBeUndefined();
  }
});

describe('each check', () => {
  it.each<[check: string, what: string, facts: Partial<ReachFacts>, state: string, seen: string]>([
    ['sms-spend', 'below 80 %', { smsSpentUsd: known(79.99) }, 'ok', '79.99 of 100.00 USD'],
    ['sms-spend', 'at 80 %', { smsSpentUsd: known(80) }, 'warn', '80.00 of 100.00 USD'],
    ['sms-spend', 'at the limit', { smsSpentUsd: known(100) }, 'fail', 'SNS refuses texts'],
    ['sms-spend', 'no text yet', { smsSpentUsd: known(undefined) }, 'ok', '0.00 of 100.00'],
    [
      'sms-spend',
      'a limit that nobody raised',
      { smsSettings: known({ spendLimitUsd: undefined, receiptsRole: true }), smsSpentUsd: known(undefined) },
      'warn',
      'a handful of texts',
    ],
    ['sms-sandbox', 'in the sandbox', { smsSandbox: known(true) }, 'fail', 'in the SMS sandbox'],
    [
      'sms-receipts',
      'on without a role',
      { smsSettings: known({ spendLimitUsd: 100, receiptsRole: false }) },
      'fail',
      'silent after 45 s',
    ],
    ['mail-account', 'in the sandbox', { mailAccount: mailOf({ production: false }) }, 'fail', 'SES sandbox'],
    ['mail-account', 'stopped', { mailAccount: mailOf({ sending: false }) }, 'fail', 'has stopped'],
    [
      'mail-sender',
      'no such identity',
      { mailIdentity: known(undefined) },
      'fail',
      'does not know the domain',
    ],
    [
      'mail-sender',
      'not verified',
      { mailIdentity: known({ verified: false, dkim: 'PENDING' }) },
      'fail',
      'not verified (DKIM: PENDING)',
    ],
    [
      'mail-sender',
      'without DKIM',
      { mailIdentity: known({ verified: true, dkim: 'FAILED' }) },
      'fail',
      'DKIM is FAILED',
    ],
    [
      'mail-quota',
      'at 80 %',
      { mailAccount: mailOf({ sentInADay: { used: 160, limit: 200 } }) },
      'warn',
      '160 of 200 e-mails',
    ],
    ['mail-quota', 'below', { mailAccount: mailOf({ sentInADay: { used: 159, limit: 200 } }) }, 'ok', '159'],
    [
      'mail-quota',
      'used up',
      { mailAccount: mailOf({ sentInADay: { used: 200, limit: 200 } }) },
      'fail',
      '200 of 200 e-mails',
    ],
    ['mail-quota', 'no limit', { mailAccount: mailOf({}) }, 'ok', 'no limit'],
    ['mail-quota', 'not said', { mailAccount: mailOf({ sentInADay: undefined }) }, 'unknown', 'does not say'],
    ['state-machines', 'at 80 %', { stateMachines: known({ used: 80, limit: 100 }) }, 'warn', '80 of 100'],
    ['state-machines', 'at the limit', { stateMachines: known({ used: 9, limit: 9 }) }, 'fail', '9 of 9'],
    [
      'state-machines',
      'a quota of another name',
      { stateMachines: known({ used: 9, limit: undefined }) },
      'unknown',
      '9 state machines; Service Quotas names no limit',
    ],
    ['kms-keys', 'at 80 %', { kmsKeys: known({ used: 80, limit: 100 }) }, 'warn', '80 of 100 keys'],
    ['kms-keys', 'below', { kmsKeys: known({ used: 79, limit: 100 }) }, 'ok', '79 of 100 keys'],
    [
      'open-executions',
      'at the limit',
      { executions: known({ used: 100, limit: 100 }) },
      'fail',
      '100 of 100 executions',
    ],
    ['open-executions', 'not counted', { executions: known(undefined) }, 'ok', 'none in the last hour'],
    [
      'lambda-concurrency',
      'nearly all reserved',
      { concurrency: known({ used: 810, limit: 1000 }) },
      'warn',
      '810 of 1000',
    ],
    [
      'on-call',
      'somebody of the rotation without a contact, from their first turn on',
      { contacts: contactsOf(...everybodyBut('bob')) },
      'fail',
      'bob (from 2026-03-02T',
    ],
    [
      'on-call',
      'somebody who is not on call',
      { contacts: contactsOf(...everybodyBut('dora')) },
      'ok',
      'all 5',
    ],
    [
      'named-people',
      'a person by name',
      { contacts: contactsOf(...everybodyBut('carol')) },
      'fail',
      'nobody by a verified method: carol',
    ],
    [
      'named-people',
      'one of a team',
      { contacts: contactsOf(...everybodyBut('dora')) },
      'warn',
      'of teams, without a verified method: dora',
    ],
    [
      'named-people',
      'all of a team',
      { contacts: contactsOf(...everybodyBut('dora', 'carol')) },
      'fail',
      'carol, team directors',
    ],
    [
      'opted-out',
      'a number AWS knows of',
      { optedOut: known({ numbers: [numberOf(1), '+15550100000'], complete: true }) },
      'warn',
      'bob',
    ],
    [
      'opted-out',
      'somebody with no other method',
      {
        optedOut: known({ numbers: [numberOf(9)], complete: true }),
        contacts: contactsOf(...everybodyBut('alice'), reachable('alice', 9, ['sms'])),
      },
      'fail',
      'alice; with no other method: alice',
    ],
    [
      'opted-out',
      'what a page has shown, where AWS does not tell',
      {
        optedOut: denied('sns:ListPhoneNumbersOptedOut'),
        contacts: contactsOf({
          ...reachable('dora', 9, BOTH),
          sms: { number: numberOf(9), verifiedAt: T0, optedOutAt: T0 },
        }),
      },
      'warn',
      'dora',
    ],
    [
      'opted-out',
      'more than were asked for',
      { optedOut: known({ numbers: ['+15550100000'], complete: false }) },
      'unknown',
      'the first 1 numbers',
    ],
  ])('%s, %s', (check, _, facts, state, seen) => {
    const found = verdict(check, facts);
    expect(found.state).toBe(state);
    expect(found.seen).toContain(seen);
    if (state === 'warn' || state === 'fail') expect(found.advice).toMatch(/.{20,}/);
  });

  it.each<[check: string, fact: keyof ReachFacts]>([
    ['on-call', 'contacts'],
    ['named-people', 'contacts'],
    ['opted-out', 'contacts'],
    ['opted-out', 'optedOut'],
    ['sms-sandbox', 'smsSandbox'],
    ['sms-spend', 'smsSettings'],
    ['sms-spend', 'smsSpentUsd'],
    ['sms-receipts', 'smsSettings'],
    ['mail-account', 'mailAccount'],
    ['mail-quota', 'mailAccount'],
    ['mail-sender', 'mailIdentity'],
    ['state-machines', 'stateMachines'],
    ['on-call', 'overrides'],
    ['schedule-holes', 'overrides'],
    ['back-to-back', 'overrides'],
    ['lambda-concurrency', 'concurrency'],
    ['open-executions', 'executions'],
    ['kms-keys', 'kmsKeys'],
  ])('%s does not know without %s, and the others go on', (check, fact) => {
    const facts = { ...SOUND, [fact]: denied('x:Read') };
    expect(verdict(check, facts)).toMatchObject({ state: 'unknown', seen: 'x:Read is not allowed' });
    expect(judgeReach(facts, REACH_CONFIG, NOW).filter(({ state }) => state === 'ok').length).toBeGreaterThan(
      6,
    );
  });

  it('names nobody by number or address', () => {
    const optedOut = known({ numbers: [0, 1, 2, 3].map(numberOf), complete: true });
    const text = JSON.stringify(judgeReach({ ...SOUND, optedOut }, REACH_CONFIG, NOW));
    expect(text).not.toMatch(/\+49|@private/);
  });
});

describe('without a sender and receipts', () => {
  const config = PagingConfig.parse({
    organization: { ...REACH_CONFIG.organization, sender: undefined },
    paging: { ...REACH_CONFIG.paging, smsReceipts: false },
  });
  it.each([
    ['mail-account', 'warn'],
    ['mail-sender', 'ok'],
    ['mail-quota', 'ok'],
    ['sms-receipts', 'ok'],
  ])('%s is %s, whatever AWS says', (check, state) => {
    const facts = {
      mailAccount: denied('a'),
      mailIdentity: denied('b'),
      smsSettings: known({ spendLimitUsd: 100, receiptsRole: false }),
    };
    expect(verdict(check, facts, config).state).toBe(state);
  });
});

it('a method that is verified and that the rules do not use is no way to page somebody', () => {
  const config = PagingConfig.parse({
    ...REACH_CONFIG,
    paging: { ...REACH_CONFIG.paging, notify: { high: [{ method: 'sms', after: '0m' }] } },
  });
  const contacts = contactsOf(...everybodyBut('alice'), reachable('alice', 7, ['email']));
  expect(verdict('on-call', { contacts }).state).toBe('ok');
  expect(verdict('on-call', { contacts }, config)).toMatchObject({ state: 'fail' });
});
