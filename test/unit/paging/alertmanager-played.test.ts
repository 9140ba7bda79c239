import { describe, expect, it } from 'vitest';
import { CASE_81 } from '../../support/alertmanager.ts';
import { at } from '../../support/paging.ts';
import { PlayedAws } from '../../support/played-aws.ts';

describe('a group of Alertmanager on the played AWS', () => {
  it.each([1, 2, 3, 4, 5])(
    '81: one incident; open, open, resolved; its page goes out once, whatever the queue delivers twice (seed %d)',
    async (seed) => {
      const aws = new PlayedAws({ seed, duplicates: 50 });
      for (const [receivedAt, message] of CASE_81)
        aws.time.after(Date.parse(receivedAt) - Date.parse(at(0)), () => aws.intake.send(message));
      const seen: string[][] = [];
      for (const seconds of [120, 420, 720]) {
        await aws.time.run(at(seconds));
        seen.push(aws.incidents().map(({ service, state }) => `${service} ${state}`));
      }
      expect(seen).toEqual([['payments triggered'], ['payments triggered'], ['payments resolved']]);
      expect(aws.sent.map(({ page }) => page)).toEqual([
        'payments 000001.000000.000000.alice.0',
        'payments 000001.000000.000000.alice.1',
      ]);
      expect(aws.intake.deadLetters).toEqual([]);
      expect(aws.due()).toEqual([]);
    },
  );
});
