import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../../shared/tags/judge.ts';
import { planTagging } from '../../../shared/tags/plan-tagging.ts';
import type { Resource, Tags } from '../../../shared/tags/resource.ts';
import { reasonText } from '../../../shared/tags/verdict.ts';
import { ACCOUNT, RIGHT, resource, tagPolicy } from '../../support/tags.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const policy = tagPolicy();
const judged = (tags: Resource['tags'], other: Partial<Resource> = {}) =>
  judge(resource(tags, other), policy, NOW);
const { team, owner, env } = RIGHT;
const without = (...keys: (keyof typeof RIGHT)[]): Tags =>
  Object.fromEntries(Object.entries(RIGHT).filter(([key]) => !keys.some((one) => one === key)));

/** Tags of no meaning, to fill a resource up. */
const padding = (count: number): Tags =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`x${place}`, 'x']));

describe('judge', () => {
  it('finds nothing where everything is right', () => {
    expect(judged({ ...RIGHT, Name: 'x', 'aws:autoscaling:groupName': 'x' })).toMatchObject({
      verdict: 'compliant',
      missing: [],
      invalid: [],
      actions: [],
      reasons: [{ code: 'ALL_RIGHT' }],
      severity: undefined,
    });
  });

  it('names what is missing, and fills only what it knows', () => {
    const { verdict, missing, actions, reasons } = judged({}, { creator: 'alice@acme.example' });
    expect(verdict).toBe('violation');
    expect(missing).toEqual(['team', 'service', 'env', 'cost-center', 'owner']);
    expect(actions).toEqual([
      { action: 'set-tag', key: 'owner', value: 'alice@acme.example', from: 'creator', was: null },
    ]);
    expect(reasonText(reasons)).toBe(
      'MISSING: team; MISSING: service; MISSING: env; MISSING: cost-center; MISSING: owner',
    );
  });

  describe('1: other spellings of a key', () => {
    it.each<[what: string, spellings: Tags, keys: string[]]>([
      ['a casing', { Team: team }, ['Team']],
      ['capitals', { TEAM: team }, ['TEAM']],
      ['a space', { 'team ': team }, ['team ']],
      ['a casing and a space', { ' Team': team }, [' Team']],
      ['all three', { Team: team, TEAM: team, 'team ': team }, ['TEAM', 'Team', 'team ']],
    ])('%s: one finding with the rename, and not missing', (_what, spellings, keys) => {
      expect(judged({ ...without('team'), ...spellings })).toMatchObject({
        verdict: 'violation',
        missing: [],
        invalid: [{ key: keys[0], value: team, kind: 'variant', suggestion: 'team' }],
        actions: [{ action: 'rename-tag', keys, to: 'team', value: team, beside: false }],
        reasons: [{ code: 'KEY_VARIANT' }],
      });
    });

    it('beside the right one with the same value: it only goes', () => {
      expect(judged({ ...RIGHT, Team: team }).actions).toEqual([
        { action: 'rename-tag', keys: ['Team'], to: 'team', value: team, beside: true },
      ]);
    });

    it('with a value that has another name: both at once', () => {
      expect(judged({ ...without('env'), Env: 'production' }).actions).toEqual([
        { action: 'rename-tag', keys: ['Env'], to: 'env', value: 'prod', beside: false },
      ]);
    });

    it('with a value that is not allowed: the key is put right, the value is said to be wrong', () => {
      const { reasons, actions } = judged({ ...without('env'), Env: 'zoo' });
      expect(reasonText(reasons)).toBe(
        'KEY_VARIANT: "Env" is to be "env", and its value "zoo" is not allowed',
      );
      expect(actions).toMatchObject([{ to: 'env', value: 'zoo' }]);
    });
  });

  it('2: the same key in two spellings with different values is a conflict, and neither is touched', () => {
    expect(judged({ ...RIGHT, Team: 'search' })).toMatchObject({
      verdict: 'violation',
      missing: [],
      invalid: [{ key: 'Team', value: 'search', kind: 'conflict' }],
      actions: [],
      reasons: [{ code: 'CONFLICT' }],
    });
    expect(judged({ ...without('team'), Team: 'search', TEAM: 'payments' })).toMatchObject({
      missing: [],
      actions: [],
      reasons: [{ code: 'CONFLICT' }],
    });
  });

  describe('3: on IAM, whose keys ignore case', () => {
    const role = { arn: `arn:aws:iam::${ACCOUNT}:role/app`, type: 'iam:role', region: undefined };

    it('another casing is the key itself', () => {
      expect(judged({ ...without('team'), Team: team }, role)).toMatchObject({
        verdict: 'compliant',
        actions: [],
      });
    });

    it('two casings with different values are a conflict there too', () => {
      expect(judged({ ...RIGHT, Team: 'search' }, role)).toMatchObject({
        missing: [],
        actions: [],
        reasons: [{ code: 'CONFLICT' }],
      });
    });

    it('what is written keeps the casing that is there', () => {
      expect(judged({ ...without('env'), Env: 'prd' }, role).actions).toEqual([
        { action: 'set-tag', key: 'Env', value: 'prod', from: 'alias', was: 'prd' },
      ]);
    });

    it('never has a second casing written, whatever its tags', () => {
      const spelling = fc.constantFrom(
        'team',
        'Team',
        'TEAM',
        'env',
        'ENV',
        'Owner',
        'owner ',
        'cost-Center',
      );
      const value = fc.constantFrom('payments', 'prod', 'production', '', 'zoo');
      fc.assert(
        fc.property(fc.dictionary(spelling, value), (tags) => {
          const { actions } = judged(tags, { ...role, creator: 'alice' });
          for (const { set, remove } of planTagging([{ resource: resource(tags, role), actions }], {
            mode: 'tag',
          })) {
            const after = [...Object.keys(tags).filter((key) => !remove.includes(key)), ...Object.keys(set)];
            for (const key of Object.keys(set))
              expect(new Set(after.filter((one) => one.toLowerCase() === key.toLowerCase())).size).toBe(1);
          }
        }),
      );
    });
  });

  it.each(['', ' ', '   ', 'n/a', 'N/A', 'tbd', 'TBD', ' tbd ', 'none', 'Unknown', '-'])(
    '4: %j says nothing: a violation, and not missing',
    (value) => {
      for (const key of ['team', 'service', 'env', 'cost-center', 'owner'])
        expect(judged({ ...RIGHT, [key]: value })).toMatchObject({
          verdict: 'violation',
          missing: [],
          invalid: [{ key, value, kind: 'placeholder' }],
        });
    },
  );

  it('takes what the list allows, whatever it looks like', () => {
    const odd = tagPolicy([{ key: 'env', values: ['none', 'prod'] }]);
    expect(judge(resource({ env: 'none' }), odd, NOW).verdict).toBe('compliant');
  });

  it.each<[value: string, suggestion: string | undefined]>([
    ['Prodution', 'prod'],
    ['PROD', 'prod'],
    ['prdo', 'prod'],
    ['stagin', 'staging'],
    ['develop', 'dev'],
    ['Staging ', 'staging'],
    ['zoo', undefined],
    ['x', undefined],
  ])('5: %j gets a suggestion, and is not fixed', (value, suggestion) => {
    const { invalid, actions } = judged({ ...RIGHT, env: value });
    expect(invalid).toEqual([
      { key: 'env', value, kind: 'not-allowed', ...(suggestion === undefined ? {} : { suggestion }) },
    ]);
    expect(actions).toEqual([]);
  });

  it('5: a suggestion needs no alias', () => {
    const plain = tagPolicy([{ key: 'env', values: ['prod', 'dev'] }]);
    expect(judge(resource({ env: 'Prodution' }), plain, NOW)).toMatchObject({
      invalid: [{ suggestion: 'prod' }],
      actions: [],
    });
  });

  it('5: two values as near are no suggestion', () => {
    const near = tagPolicy([{ key: 'env', values: ['test1', 'test2'] }]);
    expect(judge(resource({ env: 'test3' }), near, NOW).invalid).toEqual([
      { key: 'env', value: 'test3', kind: 'not-allowed' },
    ]);
  });

  it.each(['production', 'Production', 'PRD', ' prd '])('5: %j has a mapping, which fixes it', (value) => {
    expect(judged({ ...RIGHT, env: value })).toMatchObject({
      verdict: 'violation',
      invalid: [{ key: 'env', value, kind: 'alias', suggestion: 'prod' }],
      actions: [{ action: 'set-tag', key: 'env', value: 'prod', from: 'alias', was: value }],
    });
  });

  it('suggests what a pattern would take', () => {
    expect(judged({ ...RIGHT, service: 'My Service', 'cost-center': 'CC-1200' }).invalid).toMatchObject([
      { key: 'service', suggestion: 'my-service' },
      { key: 'cost-center', suggestion: 'cc-1200' },
    ]);
  });

  it('ignores case where it is told to', () => {
    const any = tagPolicy([{ key: 'env', values: ['prod'], case: 'ignore' }]);
    expect(judge(resource({ env: 'PROD' }), any, NOW).verdict).toBe('compliant');
  });

  describe('9, 10: with 50 tags', () => {
    it('a missing one is not added', () => {
      const tags = { ...without('owner'), ...padding(46) };
      const { verdict, actions, reasons, missing } = judged(tags, { creator: 'alice' });
      expect({ verdict, actions, missing }).toEqual({
        verdict: 'violation',
        actions: [],
        missing: ['owner'],
      });
      expect(reasons.map(({ code }) => code)).toEqual(['MISSING', 'TAG_LIMIT']);
    });

    it('a wrong value is overwritten', () => {
      expect(judged({ ...RIGHT, env: 'prd', ...padding(45) }).actions).toMatchObject([
        { key: 'env', value: 'prod', was: 'prd' },
      ]);
    });

    it('a rename has no room either', () => {
      const { actions, reasons } = judged({ ...without('team'), Team: team, ...padding(45) });
      expect(actions).toEqual([]);
      expect(reasons.map(({ code }) => code)).toEqual(['KEY_VARIANT', 'TAG_LIMIT']);
    });

    it('those of AWS do not count', () => {
      const tags = { ...without('owner'), ...padding(45), 'aws:cloudformation:stack-name': 'x' };
      expect(judged(tags, { creator: 'alice' }).actions).toMatchObject([{ key: 'owner' }]);
    });
  });

  it('13: a type without tags is untaggable', () => {
    const group = { arn: `arn:aws:iam::${ACCOUNT}:group/a`, type: 'iam:group' };
    expect(judged({}, group)).toMatchObject({ verdict: 'untaggable', missing: [], actions: [] });
  });

  it('says unknown of tags that could not be read', () => {
    expect(judged(undefined)).toMatchObject({ verdict: 'unknown', missing: [], actions: [] });
  });

  describe('an owner', () => {
    it('that a person wrote is never overwritten', () => {
      for (const written of ['bob', 'Team Payments', 'tbd'])
        expect(judged({ ...RIGHT, owner: written }, { creator: 'alice' }).actions).toEqual([]);
    });

    it('that is empty is filled', () => {
      expect(judged({ ...RIGHT, owner: ' ' }, { creator: 'alice' }).actions).toEqual([
        { action: 'set-tag', key: 'owner', value: 'alice', from: 'creator', was: ' ' },
      ]);
    });

    it.each<[what: string, other: Partial<Resource>, expected: object[]]>([
      [
        'its stack',
        { parents: { stack: { owner }, asg: { owner: 'bob' } } },
        [{ value: 'alice', from: 'stack' }],
      ],
      ['its Auto Scaling group', { parents: { asg: { owner: 'bob' } } }, [{ value: 'bob', from: 'asg' }]],
      ['its account', {}, [{ value: 'payments', from: 'account' }]],
      ['nobody', { account: '999999999999' }, []],
    ])('is, where no person made it, that of %s', (_what, other, expected) => {
      expect(judged(without('owner'), other).actions).toMatchObject(expected);
    });

    it('is a name as AWS takes it', () => {
      const actions = (creator: string) => judged(without('owner'), { creator }).actions;
      expect(actions('Zoë <zoe@acme.example>')).toMatchObject([{ value: 'Zoë zoe@acme.example' }]);
      expect(actions('x'.repeat(300))).toMatchObject([{ value: 'x'.repeat(256) }]);
    });
  });

  describe('inheritance', () => {
    const inherit = tagPolicy(
      [
        { key: 'team', values: 'fromTeams', inherit: ['stack', 'asg', 'instance', 'vpc', 'account'] },
        { key: 'env', values: ['prod', 'dev'], inherit: ['account'] },
        { key: 'cost-center', pattern: 'cc-[0-9]{4}', inherit: ['instance', 'account'] },
      ],
      { accounts: { [ACCOUNT]: { 'cost-center': 'cc-0001' } } },
    );
    const filled = (parents: Resource['parents'], account = ACCOUNT) =>
      judge(resource({}, { parents, account }), inherit, NOW).actions.map((action) =>
        action.action === 'set-tag' ? `${action.key}=${action.value} (${action.from})` : action,
      );

    it('asks in order, and passes over what the rule refuses', () => {
      expect(
        filled({ stack: { team: 'zoo' }, asg: {}, instance: { team: 'search', 'cost-center': 'cc-7' } }),
      ).toEqual(['team=search (instance)', 'env=prod (account)', 'cost-center=cc-0001 (account)']);
    });

    it('ends at the account', () => {
      expect(filled(undefined, '222222222222')).toEqual(['team=search (account)', 'env=dev (account)']);
    });
  });

  it('judges only what a rule is about', () => {
    const some = tagPolicy([
      { key: 'a', appliesTo: { type: 's3:*' } },
      { key: 'b', appliesTo: { env: 'prod' } },
      { key: 'c', appliesTo: { region: ['us-*', 'eu-west-1'], account: ACCOUNT } },
      { key: 'd', appliesTo: { arn: '*:volume/*' } },
    ]);
    expect(judge(resource({}), some, NOW).missing).toEqual(['b', 'c']);
    expect(judge(resource({}, { account: '222222222222' }), some, NOW)).toMatchObject({
      verdict: 'compliant',
      reasons: [{ code: 'NOTHING_REQUIRED' }],
    });
  });

  it('is as grave as the gravest of it', () => {
    const graded = tagPolicy([
      { key: 'a', severity: 'high' },
      { key: 'b', severity: 'low' },
    ]);
    expect(judge(resource({ a: 'x' }), graded, NOW).severity).toBe('low');
    expect(judge(resource({}), graded, NOW).severity).toBe('high');
  });

  describe('37: an exemption', () => {
    const exempt = [{ match: { arn: 'arn:aws:s3:::legacy-*' }, until: '2026-11-30', why: 'migration T-12' }];
    const bucket = resource({}, { arn: 'arn:aws:s3:::legacy-a', type: 's3:bucket', region: undefined });
    const at = (now: string, one = bucket) => judge(one, tagPolicy(undefined, { exempt }), now);
    const codes = (now: string) => at(now).reasons.map(({ code }) => code);

    it('that is valid is no violation, and nothing is written', () => {
      expect(at('2026-11-28T23:59:59.999Z')).toMatchObject({ verdict: 'exempt', actions: [] });
      expect(codes('2026-11-28T23:59:59.999Z')).not.toContain('EXEMPTION_ENDS');
    });

    it('that ends tomorrow says so, and holds through its last day', () => {
      expect(codes('2026-11-29T00:00:00.000Z')).toContain('EXEMPTION_ENDS');
      expect(at('2026-11-30T23:59:59.999Z').verdict).toBe('exempt');
    });

    it('that has ended is none', () => {
      expect(at('2026-12-01T00:00:00.000Z')).toMatchObject({ verdict: 'violation' });
      expect(codes('2026-12-01T00:00:00.000Z')).toContain('EXEMPTION_ENDED');
    });

    it('of others is none of its own', () => {
      expect(at(NOW, resource({})).verdict).toBe('violation');
    });
  });

  it('never throws, and writes no tag it would refuse, whatever the tags', () => {
    const key = fc.oneof(
      fc.constantFrom('team', 'Team', 'env', 'ENV ', 'owner', 'service', '__proto__', 'constructor'),
      fc.string(),
    );
    const value = fc.oneof(fc.constantFrom('prod', 'production', 'payments', '', 'tbd', env), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value)), fc.option(fc.string()), (pairs, creator) => {
        const tags = Object.fromEntries(pairs);
        const verdict = judged(tags, creator === null ? {} : { creator });
        expect(['compliant', 'violation']).toContain(verdict.verdict);
        for (const action of verdict.actions) {
          if (action.action === 'rename-tag') continue;
          const rule = policy.rules.find((one) => one.key === action.key);
          expect(rule?.judgeValue(action.value).kind).toBe('right');
        }
      }),
    );
  });
});
