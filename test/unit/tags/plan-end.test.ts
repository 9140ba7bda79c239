import { describe, expect, it } from 'vitest';
import { type Became, planEnd } from '../../../shared/tags/plan-end.ts';
import type { QuarantinePlan } from '../../../shared/tags/quarantine-record.ts';

import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { ACCOUNT, RIGHT } from '../../support/tags.ts';

const [I1, I2, I3] = ['i-1', 'i-2', 'i-3'].map((id) => instance(id)) as [string, string, string]; // three of three
const PLAN: QuarantinePlan = {
  v: 1,
  version: 2,
  digest: 'a'.repeat(64),
  state: 'approved',
  at: day(14),
  reason: 'APPROVED',
  resources: [I1, I2, I3].map((arn) => ({ arn, way: 'stop-instance' as const })),
  approvedAt: day(15),
};

describe('how an approved plan ends', () => {
  it.each<[Became, Became, Became, at: number, state: string, reason: string]>([
    ['done', 'done', 'done', 15, 'applied', 'APPROVED'],
    ['done', 'over', 'refused', 15, 'applied', 'APPROVED'],
    ['over', 'over', 'over', 30, 'applied', 'APPROVED'],
    ['failed', 'done', 'done', 15, 'approved', 'NOT_YET: failed 1 of 3'],
    ['failed', 'waits', 'unseen', 21, 'approved', 'NOT_YET: failed 1, waits 1, unseen 1 of 3'],
    ['failed', 'failed', 'done', 22, 'lapsed', 'LAPSED: 7 days after its approval failed 2 of 3'],
    ['done', 'unseen', 'unseen', 40, 'lapsed', 'LAPSED: 7 days after its approval unseen 2 of 3'],
  ])('%s, %s and %s on day %i: %s', (a, b, c, at, state, reason) => {
    const became = new Map([
      [I1, a],
      [I2, b],
      [I3, c],
    ]);
    expect(planEnd(PLAN, became, day(at))).toEqual({ state, reason });
  });
});

const { 'cost-center': _, ...LACKING } = RIGHT;
const DATABASE = `arn:aws:rds:eu-west-1:${ACCOUNT}:db:orders`;
const SECTION = {
  enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
  apply: true,
  rails: { maxPerRun: 1, maxPctOfTeam: 100 },
};

describe('an approved plan of which not all could be done', () => {
  /** A world whose plan of two resources was held on day 14 and approved, and is not carried out yet. */
  async function approved(...arns: readonly string[]) {
    const the = new TagWorld(SECTION);
    for (const arn of arns) the.tags.set(arn, LACKING);
    for (const count of [0, 3, 14]) await the.sweep(day(count));
    const plan = (await the.quarantines.heldAfter(day(0)))[0];
    if (plan === undefined) throw new Error('nothing is held');
    const after = { ...plan, version: 2, state: 'approved' as const, approvedAt: the.now };
    await the.quarantines.writePlan(plan, after, { at: the.now, actor: 'iam:X', correlationId: 'r' });
    const state = async () => (await the.quarantines.plan(plan.digest))?.state;
    return { the, digest: plan.digest, state };
  }

  it('stays approved while a stop fails, and is done by the next sweep', async () => {
    const { the, digest, state } = await approved(I1, I2);
    the.refusing = 'InternalError';
    expect(await the.act({ kind: 'plan', digest })).toEqual({ done: 0, failed: 2 });
    expect(await state()).toBe('approved');
    the.refusing = undefined;
    await the.sweep(day(15));
    expect([await state(), the.running.get(I1), the.running.get(I2)]).toEqual([
      'applied',
      'stopped',
      'stopped',
    ]);
  });

  it('stays approved while a sweep cannot look at its account', async () => {
    const { the, state } = await approved(I1, I2);
    the.closed.add(ACCOUNT);
    await the.sweep(day(15));
    expect(await state()).toBe('approved');
    the.closed.clear();
    await the.sweep(day(16));
    expect([await state(), the.running.get(I1)]).toEqual(['applied', 'stopped']);
  });

  it('stays approved while its tags cannot be read', async () => {
    const { the, digest, state } = await approved(I1, I2);
    the.closed.add(ACCOUNT);
    expect(await the.act({ kind: 'plan', digest })).toEqual({ done: 0, failed: 0 });
    expect(await state()).toBe('approved');
  });

  it('stays approved while a database is backed up, and lapses after seven days', async () => {
    const { the, digest, state } = await approved(I1, DATABASE);
    the.database = { DBInstanceStatus: 'backing-up' };
    for (const count of [15, 20]) {
      await the.sweep(day(count));
      expect(await state()).toBe('approved');
    }
    await the.sweep(day(21));
    expect(await the.quarantines.plan(digest)).toMatchObject({
      state: 'lapsed',
      reason: 'LAPSED: 7 days after its approval failed 1 of 2',
    });
  });

  it('that was approved a week ago stops nothing by that approval: it is held again', async () => {
    const { the, digest, state } = await approved(I1, I2);
    await the.sweep(day(22));
    expect([await state(), the.running.size]).toEqual(['held', 0]);
    expect(the.audited('quarantine-plan.lapsed')).toHaveLength(1);
    expect((await the.quarantines.plan(digest))?.approvedAt).toBeUndefined();
  });
});
