import { describe, expect, it } from 'vitest';
import { announcementOf } from '../../../shared/logs/announce.ts';
import { isContested, theySet, UNCONTESTED, weSet } from '../../../shared/logs/contest.ts';
import type { LogGroup } from '../../../shared/logs/log-group.ts';
import { planRetention } from '../../../shared/logs/plan-retention.ts';
import { group, logsConfig } from '../../support/logs.ts';

const NOW = '2026-11-21T00:00:00.000Z';
const config = logsConfig();
const plan = (name: string, other: Partial<LogGroup> = {}, by = config) =>
  planRetention(group(name, other), by, NOW);
const days = (currentDays: number | null) => ({ currentDays });

describe('which rules speak', () => {
  it('44: exact names only: /app is not /app-audit', () => {
    const exact = logsConfig([{ match: { name: '/app' }, days: 7 }]);
    expect(plan('/app', days(7), exact)).toMatchObject({
      action: 'keep',
      rules: ['rule 1 (name /app): 7 days'],
    });
    expect(plan('/app-audit', days(30), exact)).toMatchObject({
      action: 'keep',
      rules: ['default level info: 30 days'],
    });
  });

  it.each<[name: string, tags: Record<string, string>, target: number, rules: string[]]>([
    ['/web', {}, 30, ['default level info: 30 days']],
    ['/web-debug', {}, 7, ['level debug by its name: 7 days']],
    ['/web/error', {}, 90, ['level error by its name: 90 days']],
    ['/web', { level: 'warn' }, 90, ['level warn by its tag: 90 days']],
    ['/web-debug', { Level: 'Error' }, 90, ['level error by its tag: 90 days']],
    ['/web-debug', { level: 'zoo' }, 7, ['level debug by its name: 7 days']],
    ['/debugger', {}, 30, ['default level info: 30 days']],
    ['debug', {}, 30, ['default level info: 30 days']],
    ['/aws/lambda/a-debug', {}, 7, ['rule 1 (name /aws/lambda/*-debug): level debug, 7 days']],
    ['/aws/lambda/a/b-debug', {}, 7, ['rule 1 (name /aws/lambda/*-debug): level debug, 7 days']],
    ['/Audit/a', {}, 30, ['default level info: 30 days']],
  ])('%s with %j: %d days', (name, tags, target, rules) => {
    expect(plan(name, { tags, ...days(1) })).toMatchObject({ targetDays: target, rules });
  });

  it.each([
    ['a debug level by its name', '/audit/app-debug', {}],
    ['a debug level by its tag', '/audit/app', { level: 'debug' }],
  ])('48: %s and an audit floor: 2192, both named', (_what, name, tags) => {
    const { targetDays, rules, action } = plan(name, { tags, ...days(7) });
    expect({ targetDays, action }).toEqual({ targetDays: 2192, action: 'lengthen' });
    expect(rules).toEqual([
      'rule 2 (name /audit/*): floor HIPAA, 2192 days',
      expect.stringMatching(/^level debug by its (name|tag): 7 days$/),
    ]);
  });

  it('48: whatever the order', () => {
    const rules = [
      { match: { name: '/audit/*' }, floor: { why: 'HIPAA', days: 2192 } },
      { match: { name: '*-debug' }, level: 'debug' },
      { match: { name: '*' }, days: 14 },
    ];
    for (const order of [rules, rules.toReversed()])
      expect(plan('/audit/a-debug', days(7), logsConfig(order))).toMatchObject({
        targetDays: 2192,
        rules: { length: 3 },
      });
  });

  it('matches account, env, class and level too', () => {
    const some = logsConfig([
      { match: { account: '111111111111' }, days: 60 },
      { match: { account: 'payments-prod' }, days: 90 },
      { match: { env: 'prod' }, days: 120 },
      { match: { class: 'INFREQUENT_ACCESS' }, days: 150 },
      { match: { level: 'debug' }, days: 180 },
      { match: { name: ['/a', '/b*'], env: 'prod' }, days: 365 },
      { match: { account: '222222222222' }, days: 400 },
    ]);
    const { rules } = plan('/b-debug', { class: 'INFREQUENT_ACCESS' }, some);
    expect(rules.map((rule) => rule.slice(0, 6))).toEqual([
      'rule 1',
      'rule 2',
      'rule 3',
      'rule 4',
      'rule 5',
      'rule 6',
      'level ',
    ]);
    expect(plan('/a', { account: undefined }, some).rules).toEqual(['default level info: 30 days']);
  });

  it.each([{ never: true }, { days: 'never' }])('%j is the most protective of all', (said) => {
    const never = logsConfig([
      { match: { name: '/audit/*' }, floor: { why: 'HIPAA', days: 3653 } },
      { match: { name: '/audit/*' }, ...said },
    ]);
    expect(plan('/audit/a', days(30), never)).toMatchObject({ action: 'lengthen', targetDays: null });
    expect(plan('/audit/a', days(null), never)).toMatchObject({ action: 'keep', targetDays: null });
  });
});

describe('what is done', () => {
  it('55: nothing where it is right already', () => {
    expect(plan('/web', days(30))).toMatchObject({ action: 'keep', targetDays: 30, code: 'ALREADY_RIGHT' });
  });

  it('lengthens at once', () => {
    expect(plan('/web', days(7))).toMatchObject({ action: 'lengthen', targetDays: 30, currentDays: 7 });
  });

  it('45: a group at 3653 days for which a rule says 30 is announced, and the old value is kept', () => {
    const announced = plan('/web', days(3653));
    expect(announced).toMatchObject({ action: 'shorten-announce', currentDays: 3653, targetDays: 30 });
    expect(announcementOf(announced, NOW)).toEqual({
      at: NOW,
      from: 3653,
      to: 30,
      approved: false,
      vetoed: false,
    });
    expect(announcementOf(plan('/web', days(7)), NOW)).toBeUndefined();
  });

  it('45: also where nothing is stored: somebody has set it', () => {
    expect(plan('/web', { ...days(3653), storedBytes: 0 }).action).toBe('shorten-announce');
  });

  it('announces a limit on a group that never expires and has logs', () => {
    expect(plan('/web')).toMatchObject({ action: 'shorten-announce', currentDays: null, targetDays: 30 });
  });

  describe('after an announcement', () => {
    const told = { at: '2026-11-14T00:00:00.000Z', from: 365, to: 30, approved: true, vetoed: false };
    const followed = (announced: object, other: Partial<LogGroup> = {}, by = config) =>
      plan('/web', { ...days(365), history: { announced: { ...told, ...announced } }, ...other }, by);

    it.each<[what: string, announced: object, other: Partial<LogGroup>, expected: object]>([
      ['old enough and approved: set', {}, {}, { action: 'set', targetDays: 30, code: 'ANNOUNCED_LONG_AGO' }],
      [
        'too young: waits',
        { at: '2026-11-14T00:00:00.001Z' },
        {},
        { action: 'keep', targetDays: 365, code: 'WAITING' },
      ],
      ['not approved: waits', { approved: false }, {}, { action: 'keep', code: 'NOT_APPROVED' }],
      ['vetoed: kept', { vetoed: true }, {}, { action: 'keep', code: 'VETOED' }],
      ['of less than is wanted now: set', { to: 14 }, {}, { action: 'set', targetDays: 30 }],
      [
        'of more than is wanted now: told again',
        { to: 60 },
        {},
        { action: 'shorten-announce', targetDays: 30 },
      ],
      ['from other days: told again', { from: 400 }, {}, { action: 'shorten-announce' }],
      [
        'with a tag that says no: kept',
        {},
        { tags: { 'Keep-Logs': 'yes' } },
        { action: 'keep', code: 'VETOED' },
      ],
      ['with a tag that says false: set', {}, { tags: { 'keep-logs': 'false' } }, { action: 'set' }],
    ])('%s', (_what, announced, other, expected) => {
      expect(followed(announced, other)).toMatchObject(expected);
    });

    it('needs no approval where the rule asks for an announcement only', () => {
      const by = logsConfig([], { protect: { neverShortenWithout: 'announcement' } });
      expect(followed({ approved: false }, {}, by)).toMatchObject({ action: 'set' });
    });
  });

  it('46: an audit group with a floor that never expires is left as it is', () => {
    expect(plan('/audit/a')).toMatchObject({
      action: 'keep',
      currentDays: null,
      targetDays: null,
      code: 'FLOOR_KEEPS_NEVER',
    });
    expect(plan('/audit/a', { storedBytes: 0 }).action).toBe('keep');
    const not = logsConfig(undefined, { protect: { keepNeverExpireOnFloor: false } });
    expect(plan('/audit/a', {}, not)).toMatchObject({ action: 'shorten-announce', targetDays: 2192 });
  });

  it.each<[what: string, name: string, other: Partial<LogGroup>, code: string]>([
    ['the DELIVERY class', '/exports', { class: 'DELIVERY', currentDays: 2 }, 'DELIVERY_CLASS'],
    ['aws-controltower-x', 'aws-controltower-x', {}, 'SERVICE_OWNED'],
    ['aws-controltower/CloudTrailLogs', 'aws-controltower/CloudTrailLogs', days(7), 'SERVICE_OWNED'],
    [
      '/aws/lambda/aws-controltower-NotificationForwarder',
      '/aws/lambda/aws-controltower-NotificationForwarder',
      {},
      'SERVICE_OWNED',
    ],
  ])('50: %s is skipped, with the reason', (_what, name, other, code) => {
    const { action, code: said, reason, targetDays, currentDays } = plan(name, other);
    expect({ action, said, same: targetDays === currentDays }).toEqual({
      action: 'skip',
      said: code,
      same: true,
    });
    expect(reason).toMatch(new RegExp(`^${code}: .{10,}`));
  });

  it('52: a group in which nothing is stored is set at once, and saves nothing', () => {
    expect(plan('/web', { storedBytes: 0 })).toMatchObject({
      action: 'set',
      targetDays: 30,
      savings: { monthly: 0, atOnce: 0, extra: 0 },
    });
    expect(plan('/web', { storedBytes: 0, createdAt: undefined }).savings).toEqual({
      monthly: 0,
      atOnce: 0,
      extra: 0,
    });
  });

  describe('56: when its own template sets it seconds later', () => {
    const own = (count: number, name = '/web', contested = false) =>
      plan(name, { ...days(count), history: { ownDays: count, contested } });

    it('keeps what is at or above the floor', () => {
      expect(own(14)).toMatchObject({ action: 'keep', code: 'OWN_VALUE' });
      expect(own(365)).toMatchObject({ action: 'keep', code: 'OWN_VALUE' });
      expect(own(2557, '/audit/a')).toMatchObject({ action: 'keep', code: 'OWN_VALUE' });
    });

    it('lengthens what is below the floor', () => {
      expect(own(365, '/audit/a')).toMatchObject({ action: 'lengthen', targetDays: 2192 });
    });

    it('is no longer its own when somebody changes it', () => {
      expect(plan('/web', { ...days(7), history: { ownDays: 14 } }).action).toBe('lengthen');
    });

    it('is contested after two reversals, and nothing is set any more', () => {
      const once = theySet(weSet(UNCONTESTED, 30), 14);
      expect(isContested(once)).toBe(false);
      expect(isContested(theySet(once, 14))).toBe(false);
      expect(isContested(theySet(weSet(once, 30), 30))).toBe(false);
      const twice = theySet(weSet(once, 30), 14);
      expect(isContested(twice)).toBe(true);
      expect(own(14, '/audit/a', isContested(twice))).toMatchObject({ action: 'keep', code: 'CONTESTED' });
    });

    it('is no reversal before anything was set', () => {
      expect(theySet(UNCONTESTED, 14)).toEqual(UNCONTESTED);
    });
  });

  it('62: our own groups have retention like any other', () => {
    expect(plan('/aws/lambda/Belltower-Intake', { storedBytes: 0 })).toMatchObject({ action: 'set' });
  });
});

describe("62: Belltower's own groups", () => {
  const tags = { application: 'belltower' };

  it('keep what its stack has set, receipts with numbers for three days', () => {
    expect(plan('sns/eu-west-1/1/DirectPublishToPhoneNumber', { tags, ...days(3) })).toMatchObject({
      action: 'keep',
      code: 'BELLTOWER',
    });
    expect(plan('/aws/lambda/Belltower-a', { tags, ...days(30) })).toMatchObject({ action: 'keep' });
  });

  it('have a retention, as any other that never expires gets one', () => {
    expect(plan('/aws/lambda/Belltower-a', { tags, storedBytes: 0 })).toMatchObject({
      action: 'set',
      targetDays: 30,
    });
  });

  it('do not go below a floor', () => {
    expect(plan('/audit/belltower', { tags, ...days(30) })).toMatchObject({ action: 'lengthen' });
  });
});
