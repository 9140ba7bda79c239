import { describe, expect, it } from 'vitest';
import { SWEEP_CELL_LIMITS } from '../../lib/platform/sweep-definition.ts';
import { shift } from '../../shared/kernel/instant.ts';
import type { Kill } from '../support/invocation.ts';
import { PlayedSweep, type PlayedSweepOptions } from '../support/played-sweep.ts';
import { chance } from '../support/virtual-time.ts';

const START = '2026-11-21T02:00:00.000Z';
const END = shift(START, 12 * 3_600_000);
const WHEN = ['before-effect', 'after-effect'] as const;
const CLOSED = '000000000003';
const PLACES = {
  accounts: Array.from({ length: 6 }, (_, n) => String(n).padStart(12, '0')),
  regions: ['eu-west-1', 'us-east-1', 'ap-southeast-1', 'sa-east-1'],
};

type Disturbed = Partial<PlayedSweepOptions> & { readonly seed: number };

/** 24 cells of up to 300 things, one account of which lets nobody in. */
function swept({ seed, ...options }: Disturbed): PlayedSweep {
  const random = chance(seed);
  return new PlayedSweep({
    start: START,
    ...PLACES,
    chance: random,
    things: ({ account, region }) => {
      if (account === CLOSED) return undefined;
      const all = (Number(account) * PLACES.regions.indexOf(region) * 37) % 300;
      return { all, wrong: Math.floor(all / 10) };
    },
    ...options,
  });
}

/** Everything that is wrong when a sweep has come to its end. */
async function faultsOf(sweep: PlayedSweep): Promise<string[]> {
  const faults: string[] = [];
  const outcomes = await sweep.outcomes();
  for (const { account, region, ...outcome } of outcomes) {
    const cell = sweep.cells.get(`${account}#${region}`);
    if (cell === undefined) throw new Error('there is no such cell');
    const at = `${account} ${region}`;
    if (outcome.state !== (cell.isOpen ? 'done' : 'unknown')) faults.push(`${at} is ${outcome.state}`);
    if (cell.isOpen && outcome.counts['looked'] !== cell.size)
      faults.push(`${at}: ${outcome.counts['looked']} of ${cell.size} counted`);
    const { left, needless } = cell.faults;
    if (left > 0) faults.push(`${at}: ${left} left wrong`);
    if (needless > 0) faults.push(`${at}: ${needless} written without need`);
    if (cell.tooMany > 0) faults.push(`${at}: ${cell.tooMany} calls too many`);
  }
  if (sweep.failed > 0) faults.push(`${sweep.failed} cells given up`);
  if (sweep.longestRound > SWEEP_CELL_LIMITS.timeout * 1000) faults.push('a round was too long');
  return faults;
}

async function toItsEnd(sweep: PlayedSweep): Promise<PlayedSweep> {
  const run = sweep.run();
  await sweep.time.run(END);
  await run;
  return sweep;
}

/** On the in-memory DynamoDB and virtual time of test/support, with the real rounds, progress, pace and definition. */
describe('killing a sweep', () => {
  it('has a sweep worth disturbing', async () => {
    const calm = await toItsEnd(swept({ seed: 1 }));
    expect(await faultsOf(calm)).toEqual([]);
    const open = [...calm.cells.values()].filter(({ isOpen }) => isOpen);
    expect(open).toHaveLength(20);
    expect(open.reduce((sum, { size }) => sum + size, 0)).toBeGreaterThan(1000);
    expect((await calm.outcomes()).filter(({ state }) => state === 'unknown')).toEqual(
      PLACES.regions.map((region) => ({
        account: CLOSED,
        region,
        state: 'unknown',
        reason: 'member-access-denied',
        counts: {},
      })),
    );
  });

  it('at a random call, twice in each of 100 seeded sweeps, loses nothing and writes nothing twice', async () => {
    const { calls } = await toItsEnd(swept({ seed: 1 }));
    const found: string[] = [];
    for (let seed = 1; seed <= 100; seed++) {
      const random = chance(seed * 7919);
      const kills = Array.from(
        { length: 2 },
        (): Kill => ({
          index: Math.floor(random() * calls.places.length),
          when: WHEN[Math.floor(random() * 2)] ?? 'after-effect',
        }),
      );
      const sweep = await toItsEnd(swept({ seed, kills }));
      expect(sweep.calls.killed.length).toBeGreaterThan(0);
      found.push(...(await faultsOf(sweep)).map((fault) => `seed ${seed}: ${fault}`));
    }
    expect(found).toEqual([]);
  });

  it('at every call in one cell, before and after its effect, loses nothing and writes nothing twice', async () => {
    const one = { accounts: ['000000000005'], regions: ['eu-west-1'] };
    const things = () => ({ all: 120, wrong: 12 });
    const { calls } = await toItsEnd(swept({ seed: 1, ...one, things }));
    const found: string[] = [];
    for (const { index, what } of calls.places)
      for (const when of WHEN) {
        const sweep = await toItsEnd(swept({ seed: 1, ...one, things, kills: [{ index, when }] }));
        found.push(...(await faultsOf(sweep)).map((fault) => `${what} ${when}: ${fault}`));
      }
    expect(found).toEqual([]);
  });

  it('as a whole, at random moments, and starting it again goes on where it was', async () => {
    const { lasted } = await toItsEnd(swept({ seed: 1 }));
    const found: string[] = [];
    for (let seed = 1; seed <= 30; seed++) {
      const sweep = swept({ seed });
      void sweep.run();
      await sweep.time.run(shift(START, Math.floor(0.9 * lasted * chance(seed * 31)())));
      sweep.killAll();
      const before = (await sweep.outcomes()).filter(({ state }) => state === 'done').length;
      await toItsEnd(sweep);
      expect(before).toBeLessThan(20);
      found.push(...(await faultsOf(sweep)).map((fault) => `seed ${seed}: ${fault}`));
    }
    expect(found).toEqual([]);
  });

  it('among others who use the same services ends well', async () => {
    const sweep = await toItsEnd(swept({ seed: 5, busy: 30 }));
    expect(await faultsOf(sweep)).toEqual([]);
    expect([...sweep.cells.values()].reduce((sum, { refused }) => sum + refused, 0)).toBeGreaterThan(5);
  });
});
