import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/tags/judge.ts';
import {
  type JudgedResource,
  mayQuarantine,
  planTagging,
  type TagBatch,
} from '../../../shared/tags/plan-tagging.ts';
import type { Tags } from '../../../shared/tags/resource.ts';
import { scoreTeams } from '../../../shared/tags/scores.ts';
import type { Verdict } from '../../../shared/tags/verdict.ts';
import { ACCOUNT, RIGHT, resource, tagPolicy } from '../../support/tags.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const policy = tagPolicy();

/** A resource of its own, judged by its tags. */
function judged(place: number, tags: Tags, now: Tags = tags): JudgedResource {
  const one = resource(tags, {
    arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-${String(place).padStart(3, '0')}`,
    creator: 'alice',
  });
  return { resource: { ...one, tags: now }, actions: judge(one, policy, NOW).actions };
}

/** Tags after the batches were written. */
function applied(tags: Tags, arn: string, batches: readonly TagBatch[]): Tags {
  const after = new Map(Object.entries(tags));
  for (const { arns, set, remove } of batches) {
    if (!arns.includes(arn)) continue;
    for (const [key, value] of Object.entries(set)) after.set(key, value);
    for (const key of remove) after.delete(key);
  }
  return Object.fromEntries(after);
}

const fixable = { ...RIGHT, env: 'production' };

describe('planTagging', () => {
  it('writes the same tags to 20 resources at a time', () => {
    const batches = planTagging(
      Array.from({ length: 41 }, (_, place) => judged(place, fixable)),
      { mode: 'tag' },
    );
    expect(batches.map(({ arns }) => arns.length)).toEqual([20, 20, 1]);
    expect(new Set(batches.flatMap(({ arns }) => arns)).size).toBe(41);
    for (const { set, remove, account, region } of batches)
      expect({ set, remove, account, region }).toEqual({
        set: { env: 'prod' },
        remove: [],
        account: ACCOUNT,
        region: 'eu-west-1',
      });
  });

  it('keeps accounts, regions and tags apart', () => {
    const [one, other] = [judged(1, fixable), judged(2, fixable)];
    const moved = { ...other, resource: { ...other.resource, region: 'us-east-1' } };
    expect(
      planTagging([one, moved, judged(3, { ...RIGHT, env: '' }), judged(4, { ...RIGHT, owner: '' })], {
        mode: 'tag',
      }),
    ).toHaveLength(3);
  });

  it('is the same whatever the order', () => {
    const list = [judged(2, fixable), judged(1, fixable), judged(3, fixable)];
    expect(planTagging(list.toReversed(), { mode: 'tag' })).toEqual(planTagging(list, { mode: 'tag' }));
  });

  it('writes nothing in mode report', () => {
    expect(planTagging([judged(1, fixable)], { mode: 'report' })).toEqual([]);
  });

  it('55: writes nothing that is already right', () => {
    expect(planTagging([judged(1, RIGHT), judged(2, fixable, RIGHT)], { mode: 'tag' })).toEqual([]);
  });

  it('20: never writes over what somebody has changed since', () => {
    const without = { ...RIGHT, owner: '' };
    expect(planTagging([judged(1, fixable, { ...fixable, env: 'staging' })], { mode: 'tag' })).toEqual([]);
    expect(planTagging([judged(1, without, { ...without, owner: 'bob' })], { mode: 'tag' })).toEqual([]);
    const renamed = judged(1, { ...fixable, Team: 'payments' }, { ...RIGHT, team: 'search' });
    expect(planTagging([renamed], { mode: 'tag' })).toEqual([]);
  });

  it('20: writes nothing to what is gone, or cannot be read any more', () => {
    const { resource: one, actions } = judged(1, fixable);
    expect(actions).toHaveLength(1);
    expect(planTagging([{ resource: { ...one, tags: undefined }, actions }], { mode: 'tag' })).toEqual([]);
  });

  it('20: the same resource twice is written once', () => {
    expect(planTagging([judged(1, fixable), judged(1, fixable)], { mode: 'tag' })).toMatchObject([
      { arns: [expect.stringMatching(/i-001$/)] },
    ]);
  });

  it('renames: the right key first, then the others go', () => {
    const { team, ...rest } = RIGHT;
    expect(planTagging([judged(1, { ...rest, Team: team, TEAM: team })], { mode: 'tag' })).toMatchObject([
      { set: { team }, remove: ['TEAM', 'Team'] },
    ]);
    expect(planTagging([judged(1, { ...RIGHT, Team: team })], { mode: 'tag' })).toMatchObject([
      { set: {}, remove: ['Team'] },
    ]);
  });

  it('applied and judged again writes nothing more, and makes nothing worse', () => {
    const key = fc.constantFrom('team', 'Team', 'env', 'ENV', 'owner', 'Owner ', 'service', 'cost-center');
    const value = fc.constantFrom('payments', 'prod', 'production', '', ' ', 'tbd', 'zoo', 'cc-1234');
    fc.assert(
      fc.property(fc.dictionary(key, value), (tags) => {
        const before = judged(1, tags);
        const batches = planTagging([before], { mode: 'tag' });
        const after = applied(tags, before.resource.arn, batches);
        expect(planTagging([judged(1, after)], { mode: 'tag' })).toEqual([]);
        const wrong = (of: Tags) => {
          const { missing, invalid } = judge(resource(of), policy, NOW);
          return missing.length + invalid.length;
        };
        expect(wrong(after)).toBeLessThanOrEqual(wrong(tags));
      }),
    );
  });
});

describe('scores', () => {
  const score = (list: readonly (readonly [Tags | undefined, Verdict['verdict'], account?: string])[]) =>
    scoreTeams(
      list.map(([tags, verdict, account]) => ({
        resource: resource(tags, { account: account ?? ACCOUNT }),
        verdict,
      })),
      policy,
    );

  it('are compliant of judged; untaggable and exempt are left out, unknown is shown', () => {
    expect(
      score([
        [{ team: 'search' }, 'compliant'],
        [{ team: 'search' }, 'compliant'],
        [{ team: 'search' }, 'violation'],
        [{ team: 'search' }, 'unknown'],
        [{ team: 'search' }, 'untaggable'],
        [{ team: 'search' }, 'exempt'],
      ]),
    ).toEqual([
      { team: 'search', compliant: 2, violations: 1, unknown: 1, untaggable: 1, exempt: 1, score: 66.6 },
    ]);
  });

  it('are a team’s by the tag, in any case, or by the account', () => {
    expect(
      score([
        [{ Team: 'search' }, 'violation'],
        [{}, 'violation'],
        [undefined, 'unknown', '999999999999'],
        [{ team: 'zoo' }, 'compliant'],
      ]).map(({ team, score: percent }) => [team, percent]),
    ).toEqual([
      ['search', 0],
      ['payments', 50],
      [undefined, undefined],
    ]);
  });
});

describe('62: our own', () => {
  it('is never put in quarantine', () => {
    expect(mayQuarantine({ tags: { 'aws:cloudformation:stack-name': 'Belltower' } })).toBe(false);
    expect(mayQuarantine({ tags: { application: 'belltower' } })).toBe(true);
  });
});
