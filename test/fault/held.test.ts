import { describe, expect, it } from 'vitest';
import { PagingConfig } from '../../shared/paging/config.ts';
import { at } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';
import { PLAYED_CONFIG } from '../support/played-config.ts';

function raised(service: string, key: string, more: object = {}) {
  return JSON.stringify({
    'detail-type': 'AlertRaised',
    source: 'acme',
    time: at(0),
    detail: { title: `${key} is down`, service, dedupKey: key, severity: 'SEV2', ...more },
  });
}
const about = (aws: PlayedAws, service: string) => aws.sent.filter(({ page }) => page.startsWith(service));
const states = (aws: PlayedAws) =>
  aws
    .deliveries()
    .map(({ delivery: { person, method, state, reason } }) => `${person} ${method} ${state} ${reason}`);

/** Alice by SMS alone, and nobody else for an hour. */
const SMS_ONLY = PagingConfig.parse({
  ...PLAYED_CONFIG,
  paging: {
    ...PLAYED_CONFIG.paging,
    ladders: [
      {
        id: 'payments',
        rungs: [{ after: '0m', targets: [{ person: 'alice' }] }],
        repeat: { times: 1, every: '2h' },
      },
      ...PLAYED_CONFIG.paging.ladders.slice(1),
    ],
    notify: { high: [{ method: 'sms' }], low: [{ method: 'sms' }] },
  },
});

describe('58: several incidents of one service for one phone', () => {
  async function four(seed: number) {
    const aws = new PlayedAws({ seed, refused: [], config: SMS_ONLY });
    aws.intake.send(raised('payments', 'first'));
    await aws.time.run(at(5));
    for (const key of ['a', 'b', 'c', 'd']) aws.intake.send(raised('payments', key));
    await aws.time.run(at(50));
    return aws;
  }

  it.each([1, 2, 3, 4])(
    'one message at once, and one for the four that came within the minute (seed %i)',
    async (seed) => {
      const aws = await four(seed);
      expect(about(aws, 'payments')).toHaveLength(1);
      expect(states(aws).filter((state) => state === 'alice sms held one-message-a-minute')).toHaveLength(4);
      await aws.time.run(at(180));
      expect(about(aws, 'payments')).toHaveLength(2);
      expect(aws.texts.at(-1)).toMatch(/SEV2 payments: 4 incidents: .* Ack: https:/);
      expect(states(aws).filter((state) => state === 'alice sms sent in-one-message')).toHaveLength(3);
      const leads = aws.deliveries().filter(({ delivery }) => delivery.covers !== undefined);
      expect(leads.map(({ delivery }) => delivery.covers?.length)).toEqual([3]);
    },
  );

  it('one that is acknowledged meanwhile is left out', async () => {
    const aws = await four(5);
    const c = aws.incidents().find(({ dedupKey }) => dedupKey === 'c');
    void aws.change(c?.id ?? '', { action: 'ack' });
    await aws.time.run(at(180));
    expect(aws.texts.at(-1)).toMatch(/3 incidents/);
    expect(states(aws)).toContain('alice sms skipped acknowledged');
  });

  it('a SEV1 does not wait', async () => {
    const aws = new PlayedAws({ seed: 6, refused: [], config: SMS_ONLY });
    aws.intake.send(raised('payments', 'first'));
    await aws.time.run(at(5));
    aws.intake.send(raised('payments', 'worst', { severity: 'SEV1' }));
    await aws.time.run(at(15));
    expect(about(aws, 'payments').length).toBeGreaterThan(1);
  });
});

describe('a storm of 300', () => {
  it('sends a person one message a minute about the service at most', async () => {
    const aws = new PlayedAws({ seed: 3, refused: [], config: SMS_ONLY });
    for (let i = 0; i < 300; i++) aws.intake.send(raised('payments', `k${i}`));
    await aws.time.run(at(300));
    const times = about(aws, 'payments').map(({ at: time }) => Date.parse(time));
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(times.length).toBeLessThanOrEqual(5);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(60_000);
  });
});

/** The night of the tests begins at 04:00 in Berlin. */
const QUIET = PagingConfig.parse({
  ...SMS_ONLY,
  organization: {
    ...SMS_ONLY.organization,
    people: SMS_ONLY.organization.people.map((person) =>
      person.id === 'alice' ? { ...person, quietHours: { from: '22:00', to: '04:30' } } : person,
    ),
  },
});

describe('46: low urgency in the quiet hours of a person', () => {
  const low = { severity: 'SEV3' };

  it('is held, and goes out as one digest when they end, resolved ones as resolved', async () => {
    const aws = new PlayedAws({ seed: 1, refused: [], config: QUIET });
    for (const key of ['disk', 'cert', 'lag']) aws.intake.send(raised('payments', key, low));
    await aws.time.run(at(600));
    expect(about(aws, 'payments')).toEqual([]);
    expect(states(aws)).toEqual(Array(3).fill('alice sms held quiet-hours'));
    aws.intake.send(raised('payments', 'cert', { ...low, state: 'resolved', startsAt: at(700) }));
    await aws.time.run(at(1799));
    expect(about(aws, 'payments')).toEqual([]);
    await aws.time.run(at(1800 + 600));
    expect(about(aws, 'payments')).toHaveLength(1);
    expect(aws.texts.at(-1)).toMatch(/SEV3 Digest: 3 incidents \(1 resolved\) in your quiet hours/);
  });

  it('goes out even if all of it has been resolved by then: nothing held is lost', async () => {
    const aws = new PlayedAws({ seed: 2, refused: [], config: QUIET });
    aws.intake.send(raised('payments', 'disk', low));
    await aws.time.run(at(60));
    aws.intake.send(raised('payments', 'disk', { ...low, state: 'resolved' }));
    await aws.time.run(at(1800 + 600));
    expect(aws.incidents().map(({ state }) => state)).toEqual(['resolved']);
    expect(aws.texts.at(-1)).toMatch(/Digest: 1 incident \(1 resolved\)/);
  });

  it('is one message although every order comes twice', async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const aws = new PlayedAws({ seed, refused: [], config: QUIET, duplicates: 100 });
      for (const key of ['disk', 'cert']) aws.intake.send(raised('payments', key, low));
      await aws.time.run(at(1800 + 600));
      expect(about(aws, 'payments')).toHaveLength(1);
    }
  });

  it('goes out by another method when its own is refused for good', async () => {
    const both = PagingConfig.parse({
      ...QUIET,
      paging: { ...QUIET.paging, notify: { low: [{ method: 'sms' }, { method: 'email' }] } },
    });
    const aws = new PlayedAws({ seed: 4, refused: ['alice'], config: both });
    aws.intake.send(raised('payments', 'disk', low));
    await aws.time.run(at(1800 + 600));
    expect(states(aws)).toContain('alice email sent accepted');
  });

  it('high urgency goes through', async () => {
    const aws = new PlayedAws({ seed: 3, refused: [], config: QUIET });
    aws.intake.send(raised('payments', 'disk'));
    await aws.time.run(at(10));
    expect(about(aws, 'payments')).toHaveLength(1);
  });
});
