import { beforeAll, describe, expect, it } from 'vitest';
import type { Kill } from '../support/invocation.ts';
import type { PlayedAws } from '../support/played-aws.ts';
import { chance } from '../support/virtual-time.ts';
import { playNight } from './scenario.ts';
import { judge, type Verdict } from './verdict.ts';

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);
const WHEN = ['before-effect', 'after-effect'] as const;
const MINUTE = 60_000;

let calm: PlayedAws;
beforeAll(async () => {
  calm = await playNight({ seed: 0 });
});

/** Everything that a disturbed night did wrong, and where it was disturbed. */
async function wrongs(
  kills: readonly Kill[],
  options: { seed: number; duplicates?: number; batch?: number },
  wrong: (verdict: Verdict) => readonly string[],
): Promise<string[]> {
  const aws = await playNight({ ...options, kills });
  const where = aws.calls.killed.map(({ what, index }) => `${what} (${index})`).join(', ');
  return wrong(judge(aws, calm)).map((fault) => `seed ${options.seed}, killed at ${where}: ${fault}`);
}

const bounds = (most: { latest: number; sends: number; duplicates?: number }) => (verdict: Verdict) => [
  ...verdict.lost.map((page) => `lost ${page}`),
  ...verdict.unwanted.map((page) => `unwanted ${page}`),
  ...verdict.leftovers,
  ...(verdict.latest > most.latest ? [`a page came ${verdict.latest / MINUTE} minutes late`] : []),
  ...(verdict.mostSends > most.sends ? [`a page was sent ${verdict.mostSends} times`] : []),
  ...(verdict.duplicates > (most.duplicates ?? Number.POSITIVE_INFINITY)
    ? [`${verdict.duplicates} duplicates`]
    : []),
];

/** On the in-memory DynamoDB and virtual time of test/support, with our own handlers, stores and clients. */
describe('killing the pager (85)', () => {
  it('has a night worth disturbing', () => {
    expect(new Set(calm.sent.map(({ page }) => page)).size).toBe(calm.sent.length);
    expect(calm.sent.length).toBeGreaterThanOrEqual(12);
    const commands = new Set(calm.calls.places.map(({ what }) => what.replace(/ \d+ /, ' ')));
    for (const function_ of ['intake', 'act', 'deliver', 'sweep', 'change']) {
      expect([...commands].filter((command) => command.startsWith(function_))).not.toEqual([]);
    }
    expect(judge(calm, calm)).toMatchObject({ lost: [], unwanted: [], duplicates: 0, leftovers: [] });
  });

  it('at a random await in each of 200 seeded nights sends every page, at most one of them twice', async () => {
    const found: string[] = [];
    for (const seed of SEEDS) {
      const random = chance(seed * 7919);
      const kill = {
        index: Math.floor(random() * calm.calls.places.length),
        when: WHEN[Math.floor(random() * 2)] ?? 'after-effect',
      };
      found.push(
        ...(await wrongs(
          [kill],
          { seed, batch: 1 },
          bounds({ latest: 3 * MINUTE, sends: 2, duplicates: 1 }),
        )),
      );
    }
    expect(found).toEqual([]);
  });

  it('at every await of one night, before and after its effect, sends every page, at most one of them twice', async () => {
    const night = await playNight({ seed: 0, batch: 1 });
    const idle = night.calls.places.filter(({ what }) => what === 'sweep 1 QueryCommand').slice(1);
    const places = night.calls.places.filter((place) => !idle.includes(place));
    const found: string[] = [];
    for (const { index } of places) {
      for (const when of WHEN)
        found.push(
          ...(await wrongs(
            [{ index, when }],
            { seed: 0, batch: 1 },
            bounds({ latest: 3 * MINUTE, sends: 2, duplicates: 1 }),
          )),
        );
    }
    expect(found).toEqual([]);
  });

  it('while it handles several people at once sends every page, none more than twice', async () => {
    const found: string[] = [];
    for (const seed of SEEDS) {
      const random = chance(seed * 104_729);
      const kill = {
        index: Math.floor(random() * calm.calls.places.length),
        when: WHEN[Math.floor(random() * 2)] ?? 'after-effect',
      };
      found.push(
        ...(await wrongs(
          [kill],
          { seed, batch: 5, duplicates: 20 },
          bounds({ latest: 3 * MINUTE, sends: 2 }),
        )),
      );
    }
    expect(found).toEqual([]);
  });

  it('twice in a night loses nothing', async () => {
    const found: string[] = [];
    for (const seed of SEEDS) {
      const random = chance(seed * 15_485_863);
      const first = Math.floor(random() * calm.calls.places.length);
      const kills = [first, first + 1 + Math.floor(random() * 20)].map((index) => ({
        index,
        when: WHEN[Math.floor(random() * 2)] ?? ('after-effect' as const),
      }));
      found.push(
        ...(await wrongs(
          kills,
          { seed, batch: 5, duplicates: 10 },
          bounds({ latest: 6 * MINUTE, sends: 3 }),
        )),
      );
    }
    expect(found).toEqual([]);
  });

  it('never sends twice only because the queue delivers twice', async () => {
    for (const seed of SEEDS.slice(0, 40)) {
      expect(judge(await playNight({ seed, duplicates: 60 }), calm)).toMatchObject({
        lost: [],
        unwanted: [],
        duplicates: 0,
        leftovers: [],
      });
    }
  });
});
