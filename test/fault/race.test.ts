import { describe, expect, it } from 'vitest';
import { elapsed } from '../../shared/kernel/instant.ts';
import { PagingConfig } from '../../shared/paging/config.ts';
import { at } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';
import { PLAYED_CONFIG } from '../support/played-config.ts';
import { chance } from '../support/virtual-time.ts';
import { alarm, playNight } from './scenario.ts';
import { judge } from './verdict.ts';

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

/** Both directors on the first rung, told by SMS and then, ten minutes later, by mail. */
const TOGETHER = PagingConfig.parse({
  ...PLAYED_CONFIG,
  paging: {
    ...PLAYED_CONFIG.paging,
    ladders: [
      {
        id: 'payments',
        rungs: [{ after: '0m', targets: [{ team: 'directors' }] }],
        repeat: { times: 1, every: '30m' },
      },
      ...PLAYED_CONFIG.paging.ladders.slice(1),
    ],
    notify: {
      high: [
        { method: 'sms', after: '0m' },
        { method: 'email', after: '10m' },
      ],
    },
  },
});

describe('things that happen at once', () => {
  it('two refused pages in the same moment: both people get their next method within 5 seconds', async () => {
    for (const seed of SEEDS) {
      const aws = new PlayedAws({ seed, batch: 1 + (seed % 5), config: TOGETHER, refused: ['dora', 'dan'] });
      aws.intake.send(alarm('ALARM', 0));
      await aws.time.run(at(15));
      const mails = aws.sent.map(({ page, at: time }) => `${page} ${elapsed(at(0), time) < 7_000}`).sort();
      expect(mails).toEqual([
        'payments 000001.000000.000000.dan.1 true',
        'payments 000001.000000.000000.dora.1 true',
      ]);
    }
  });

  it('a conflict with another transaction, now and then: nothing is lost, late or sent twice', async () => {
    const calm = await playNight({ seed: 0 });
    for (const seed of SEEDS) {
      const random = chance(seed * 31);
      const verdict = judge(await playNight({ seed, conflicts: () => random() < 0.1 }), calm);
      expect(verdict).toMatchObject({ lost: [], unwanted: [], duplicates: 0, leftovers: [] });
      expect(verdict.latest).toBeLessThan(5_000);
    }
  });

  it('conflicts that outlast the client: nothing is lost or unwanted', async () => {
    const calm = await playNight({ seed: 0 });
    for (const seed of SEEDS) {
      const random = chance(seed * 37);
      const verdict = judge(await playNight({ seed, conflicts: () => random() < 0.6 }), calm);
      expect(verdict).toMatchObject({ lost: [], unwanted: [], leftovers: [] });
    }
  });

  it('the same message of the intake queue twice: one incident, each page once (P7)', async () => {
    const calm = await playNight({ seed: 0 });
    for (const seed of SEEDS) {
      const verdict = judge(await playNight({ seed, duplicates: 100 }), calm);
      expect(verdict).toMatchObject({ lost: [], unwanted: [], duplicates: 0, leftovers: [] });
    }
    const aws = new PlayedAws({ seed: 1, duplicates: 100 });
    aws.intake.send(alarm('ALARM', 0));
    await aws.time.run(at(200));
    expect(aws.incidents()).toHaveLength(1);
    expect(aws.intake.messages.map(({ deliveries }) => deliveries)).toEqual([2]);
  });

  it('two workers claim one send: one sends (49)', async () => {
    for (const seed of SEEDS) {
      const aws = new PlayedAws({ seed });
      aws.intake.send(alarm('ALARM', 0));
      // Every order is on the queue twice from the start, so two workers take it side by side.
      const send = aws.delivery.send.bind(aws.delivery);
      aws.delivery.send = (body) => [send(body), send(body)].join();
      await aws.time.run(at(60));
      expect(aws.sent.map(({ page }) => page)).toEqual(['payments 000001.000000.000000.alice.0']);
      expect(aws.claims).toHaveLength(1);
      expect(
        aws.calls.places.filter(({ what }) => what === 'deliver 1 BatchGetCommand').length +
          aws.calls.places.filter(({ what }) => what === 'deliver 2 BatchGetCommand').length,
      ).toBeGreaterThanOrEqual(2);
    }
  });

  it('an ack at any moment while pages are on their way: none is claimed after it was confirmed (78)', async () => {
    let late = 0;
    for (let ms = 0; ms < 2_000; ms += 10) {
      const aws = new PlayedAws({ seed: 1 + (ms % 70), config: TOGETHER, refused: [] });
      aws.intake.send(alarm('ALARM', 0));
      const confirmed: string[] = [];
      await aws.time.run(at(0.4));
      const incident = aws.incidents()[0];
      if (incident === undefined) throw new Error('no incident');
      aws.time.after(
        ms,
        () => void aws.change(incident.id, { action: 'ack' }).then(() => confirmed.push(aws.time.now())),
      );
      await aws.time.run(at(400));
      const [at0 = ''] = confirmed;
      expect(at0).not.toBe('');
      expect(aws.claims.filter(({ at: claimed }) => claimed >= at0)).toEqual([]);
      const state = aws.deliveries().map(({ delivery }) => delivery.state);
      expect(state.filter((s) => s === 'planned' || s === 'claimed')).toEqual([]);
      late += state.filter((s) => s === 'skipped').length;
      expect(aws.incidents()).toMatchObject([{ state: 'acknowledged' }]);
    }
    expect(late).toBeGreaterThan(0); // some acks did come between the plan and the claim
  });
});
