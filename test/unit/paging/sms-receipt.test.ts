import { describe, expect, it } from 'vitest';
import { decideReceipt } from '../../../shared/paging/decide-receipt.ts';
import { parseSmsReceipt } from '../../../shared/paging/sms-receipt.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import { anIncident, aPage, at, CHAIN, EVERYBODY, onCall, play, T0 } from '../../support/paging.ts';

/** A line as SNS writes it; the number and the price are of no interest to us. */
function line(status: string, providerResponse: string): string {
  return JSON.stringify({
    notification: { messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf', timestamp: '2026-11-21 03:00:04.558' },
    delivery: {
      phoneCarrier: 'Some Carrier',
      mnc: 270,
      destination: '+15550100001',
      priceInUSD: 0.00645,
      smsType: 'Transactional',
      mcc: 310,
      providerResponse,
      dwellTimeMs: 599,
      dwellTimeMsUntilDeviceAck: 1344,
    },
    status,
  });
}

describe('a line of the delivery log', () => {
  it.each([
    ['SUCCESS', 'Message has been accepted by phone carrier', 'delivered', 'delivered'],
    ['FAILURE', 'Unknown error attempting to reach phone', 'failed', 'carrier-failed'],
    ['FAILURE', 'Phone number is opted out', 'failed', 'opted-out'],
    ['FAILURE', 'Blocked as spam by phone carrier', 'failed', 'blocked-as-spam'],
    ['FAILURE', 'Destination is on a blocked list', 'failed', 'blocked'],
    ['FAILURE', 'Phone is currently unreachable/unavailable', 'failed', 'unreachable'],
    ['FAILURE', 'Invalid phone number', 'failed', 'invalid-number'],
    ['FAILURE', 'This delivery would exceed max price', 'failed', 'over-spend-limit'],
    ['FAILURE', 'something with +15550100001 in it', 'failed', 'carrier-failed'],
  ])('%s, %s: %s, %s', (status, words, outcome, reason) => {
    expect(parseSmsReceipt(line(status, words))).toEqual({
      messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf',
      outcome,
      reason,
    });
  });

  it.each(['', 'null', '[]', '{', '{"status":"SUCCESS"}', line('DELIVERED', ''), '"SUCCESS"'])(
    'that is none is told apart: %s',
    (text) => {
      expect(parseSmsReceipt(text)).toBeUndefined();
    },
  );
});

describe('a receipt', () => {
  const page = aPage({ state: 'sent', tries: 1, settledAt: at(1), reason: 'accepted', reports: true });
  const failed = { messageId: 'm', outcome: 'failed', reason: 'opted-out' } as const;
  const delivered = { messageId: 'm', outcome: 'delivered', reason: 'delivered' } as const;

  it('of a failure closes the page for good and wakes the ladder', () => {
    expect(decideReceipt({ incident: anIncident(), delivery: page }, failed, at(9))).toMatchObject({
      kind: 'record',
      change: {
        before: page,
        after: { state: 'failed', retryable: false, reason: 'opted-out', settledAt: at(9) },
      },
      timeline: { kind: 'page', person: 'alice', method: 'sms', outcome: 'failed', reason: 'opted-out' },
      wake: true,
    });
  });

  it('of a success is recorded and wakes nobody', () => {
    expect(decideReceipt({ incident: anIncident(), delivery: page }, delivered, at(9))).toMatchObject({
      kind: 'record',
      change: { after: { state: 'delivered' } },
      wake: false,
    });
  });

  it.each([
    ['the incident is acknowledged', toAcknowledged(anIncident(), { by: 'x', at: T0, expiresAt: at(99) })],
    ['the ladder began anew', anIncident({ climb: { ...anIncident().climb, run: 2 } })],
  ])('of a failure wakes no ladder when %s', (_, incident) => {
    expect(decideReceipt({ incident, delivery: page }, failed, at(9))).toMatchObject({
      kind: 'record',
      wake: false,
    });
  });

  it.each(['delivered', 'failed', 'claimed'] as const)('is only taken once: the page is %s', (state) => {
    const delivery = { ...page, state };
    expect(decideReceipt({ incident: anIncident(), delivery }, failed, at(9))).toEqual({
      kind: 'ignore',
      reason: 'already-known',
    });
  });
});

describe('a ladder whose text messages report', () => {
  const reporting = () =>
    onCall(
      EVERYBODY,
      [
        { method: 'sms', after: '0m' },
        { method: 'email', after: '5m' },
      ],
      ['sms'],
    );

  it('goes on to the next method after 45 s without a success, not waiting for its time', () => {
    const { pages, wakes } = play({ onCall: reporting, until: at(46) });
    expect(pages).toEqual(['+0m alice sms', '+0.75m alice email']);
    expect(wakes[0]?.plan.wakeAt).toBe(at(45));
  });

  it('waits for its time after a success', () => {
    const { pages } = play({
      onCall: reporting,
      outcome: ({ method }) => (method === 'sms' ? { state: 'delivered' } : {}),
      until: at(301),
    });
    expect(pages).toEqual(['+0m alice sms', '+5m alice email']);
  });

  it('goes to the next rung at once where no method is left', () => {
    const smsOnly = () => onCall(EVERYBODY, [{ method: 'sms', after: '0m' }], ['sms']);
    const { pages } = play({ onCall: smsOnly, until: at(46) });
    expect(pages).toEqual(['+0m alice sms', '+0.75m bob sms']);
  });

  it('is never held by receipts: with all of them successes the rungs come at their times', () => {
    const smsOnly = () => onCall(EVERYBODY, [{ method: 'sms', after: '0m' }], ['sms']);
    const { pages } = play({
      ladders: CHAIN,
      onCall: smsOnly,
      outcome: () => ({ state: 'delivered' }),
      until: at(1800),
    });
    expect(pages).toEqual(['+0m alice sms', '+15m bob sms', '+30m carol sms']);
  });

  it('is not hurried by methods that do not report', () => {
    const { pages } = play({ onCall: () => onCall(EVERYBODY), until: at(899) });
    expect(pages).toEqual(['+0m alice sms']);
  });
});
