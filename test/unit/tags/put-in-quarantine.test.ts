import { describe, expect, it } from 'vitest';
import { makeAskRelease } from '../../../shared/tags/ask-release.ts';
import { keptBefore } from '../../../shared/tags/kept-before.ts';
import { compilePolicy } from '../../../shared/tags/policy.ts';
import type { QuarantineRecord } from '../../../shared/tags/quarantine-record.ts';
import { tagFault } from '../../../shared/tags/tag-outcome.ts';
import type { StateBefore } from '../../../shared/tags/ways/table.ts';
import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { RIGHT } from '../../support/tags.ts';

const SECTION = {
  enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
  apply: true,
  rails: { maxPctOfTeam: 100 },
};
const { 'cost-center': _, ...LACKING } = RIGHT;
const INSTANCE = instance('i-1');
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

/** A world in which one resource has had both notices, and its quarantine is due on day 14. */
async function due(arn: string, is: string) {
  const the = new TagWorld(SECTION);
  the.tags.set(arn, LACKING);
  the.running.set(arn, is);
  for (const count of [0, 3]) await the.sweep(day(count));
  return the;
}

const ask = (the: TagWorld, arn: string) =>
  makeAskRelease({ store: the.quarantines, policy: compilePolicy(the.config), now: () => the.now })(
    arn,
    'iam:X',
    'r',
  );

/** Asks for it back, and puts it back. */
async function release(the: TagWorld, arn: string) {
  the.now = day(15, 6);
  await ask(the, arn);
  return the.act({ kind: 'release', arn });
}

describe('a stop whose answer is lost', () => {
  it.each([
    [INSTANCE, 'running', 'TimeoutError'],
    [INSTANCE, 'running', 'InvalidStateFault'],
    [FUNCTION, '7', 'TimeoutError'],
  ])('is done: %s, which was %s, after %s, and a release puts it back', async (arn, was, code) => {
    const the = await due(arn, was);
    the.losing = code;
    expect(await the.sweep(day(14))).toMatchObject({ quarantined: 1 });
    expect(await the.quarantines.read(arn)).toMatchObject({ state: 'done' });
    the.losing = undefined;
    await the.sweep(day(15));
    expect(await release(the, arn)).toEqual({ kind: 'over', outcome: 'put-back' });
    expect(the.running.get(arn)).toBe(was);
  });

  it('was recorded as failed: the next sweep finds it stopped, and keeps what it was before', async () => {
    const the = await due(INSTANCE, 'running');
    the.refusing = 'InternalError';
    await the.sweep(day(14));
    expect(await the.quarantines.read(INSTANCE)).toMatchObject({ state: 'failed', code: 'InternalError' });
    the.running.set(INSTANCE, 'stopping');
    the.refusing = undefined;
    await the.sweep(day(15));
    expect(await the.quarantines.read(INSTANCE)).toMatchObject({
      state: 'done',
      before: { state: 'running' },
    });
    the.running.set(INSTANCE, 'stopped');
    expect(await release(the, INSTANCE)).toEqual({ kind: 'over', outcome: 'put-back' });
  });

  it.each([
    ['stopped', 'put-back'],
    ['running', 'changed'],
  ])('recorded as failed for good and %s: it can be asked for, and ends as %s', async (is, outcome) => {
    const the = await due(INSTANCE, 'running');
    the.refusing = 'InvalidStateFault';
    await the.sweep(day(14));
    expect(await the.quarantines.read(INSTANCE)).toMatchObject({ state: 'failed' });
    the.refusing = undefined;
    the.running.set(INSTANCE, is);
    expect(await release(the, INSTANCE)).toEqual({ kind: 'over', outcome });
    expect(the.running.get(INSTANCE)).toBe('running');
  });
});

describe('a quarantine that was begun', () => {
  const reserved = (count: number): StateBefore => ({ way: 'no-concurrency', reserved: count });

  it.each([
    ['is changed before it is stopped', '50', '50'],
    ['was stopped already', '0', '5'],
  ])('and whose function %s is put back to what it was: is %s, was %s', async (_what, is, was) => {
    const the = await due(FUNCTION, '5');
    the.dynamo.onCommit = () => {
      if (the.dynamo.items('tags').some(({ state }) => state === 'claimed')) throw new Error('killed');
    };
    await expect(the.sweep(day(14))).rejects.toThrow('killed');
    the.dynamo.onCommit = () => {};
    expect(await the.quarantines.read(FUNCTION)).toMatchObject({ state: 'claimed', before: reserved(5) });
    the.running.set(FUNCTION, is);
    await the.sweep(day(15));
    expect(await the.quarantines.read(FUNCTION)).toMatchObject({ state: 'done' });
    expect(await release(the, FUNCTION)).toEqual({ kind: 'over', outcome: 'put-back' });
    expect(the.running.get(FUNCTION)).toBe(was);
  });
});

describe('what is gone back to', () => {
  const reserved = (count: number | null): StateBefore => ({ way: 'no-concurrency', reserved: count });
  const state = (is: string): StateBefore => ({ way: 'stop-instance', state: is });

  it.each<
    [
      what: string,
      known: QuarantineRecord['state'] | undefined,
      StateBefore,
      now: StateBefore,
      expected: StateBefore,
    ]
  >([
    ['nothing is known', undefined, reserved(1), reserved(0), reserved(0)],
    ['begun, and stopped', 'claimed', reserved(null), reserved(0), reserved(null)],
    ['begun, and changed', 'claimed', reserved(5), reserved(50), reserved(50)],
    ['failed, and stopped', 'failed', reserved(5), reserved(0), reserved(5)],
    ['failed, and stopping', 'failed', state('running'), state('stopping'), state('running')],
    ['failed, and not stopped', 'failed', reserved(5), reserved(7), reserved(7)],
    ['stopped for an earlier violation, and never released', 'done', reserved(5), reserved(0), reserved(5)],
    ['started again since', 'done', reserved(5), reserved(7), reserved(7)],
    ['released, and stopped by somebody', 'released', reserved(5), reserved(0), reserved(0)],
    ['of another way', 'failed', state('running'), reserved(0), reserved(0)],
  ])('%s', (_what, known, before, now, expected) => {
    expect(keptBefore(known === undefined ? undefined : { state: known, before }, now)).toEqual(expected);
  });
});

describe('a database that is doing something else', () => {
  it.each(['InvalidDBInstanceStateFault', 'InvalidDBInstanceState', 'InvalidDBClusterStateFault'])(
    '%s may go well later',
    (code) => {
      expect(tagFault(code, 'no', 400)).toBe('failed');
    },
  );
});
