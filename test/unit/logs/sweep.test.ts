import { describe, expect, it } from 'vitest';
import { SweptWorld } from '../../support/log-sweep.ts';
import { awsError, type PlayedGroup } from '../../support/played-logs.ts';
import { ACCOUNT } from '../../support/tags.ts';

const OTHER = '999999999999';
const OWNER = 'payments@acme.example';
const OLD = '2024-01-01T00:00:00.000Z';
const LONG: PlayedGroup = { name: '/app', days: 3653, bytes: 100 * 2 ** 30, at: OLD };
const APPLY = { apply: true };
const ANNOUNCED_ONLY = { apply: true, protect: { neverShortenWithout: 'announcement' } };

const many = (count: number, differing: number): PlayedGroup[] =>
  Array.from({ length: count }, (_, n) => ({
    name: `/app/${String(n).padStart(5, '0')}`,
    days: n % (count / differing) === 0 ? 7 : 30,
    bytes: 1000,
    at: OLD,
  }));

describe('65: 10,000 groups of which 100 differ', () => {
  it('are 200 pages; a dry run writes nothing, then 100 are written, then none', async () => {
    const world = new SweptWorld({ [ACCOUNT]: many(10_000, 100) });
    const logs = world.logs.get(ACCOUNT);
    const calls = () => logs?.calls.splice(0) ?? [];
    const of = (all: readonly string[]) => ({
      pages: all.filter((call) => call.startsWith('Describe')).length,
      tags: all.filter((call) => call.startsWith('ListTags')).length,
      writes: all.filter((call) => /^(Put|Delete)/.test(call)).length,
    });
    const planned = await world.sweep();
    const dry = calls();
    expect(of(dry)).toEqual({ pages: 200, tags: 100, writes: 0 });
    const named = world
      .known()
      .map(({ name, plan }) => `PutRetentionPolicy ${String(name)} ${(plan as { to: number }).to}`);

    world.later(1);
    const applied = await world.sweep(APPLY);
    const wet = calls();
    expect(of(wet)).toEqual({ pages: 200, tags: 100, writes: 100 });
    expect(wet.filter((call) => call.startsWith('Put'))).toEqual(named);

    const before = world.known();
    world.later(1);
    await world.sweep(APPLY);
    expect(of(calls())).toEqual({ pages: 200, tags: 0, writes: 0 });
    expect(world.known()).toEqual(before);
    expect(planned.counts).toEqual({ groups: 10_000, ALREADY_RIGHT: 9_900, TOO_SHORT: 100 });
    expect(applied.counts).toEqual({ groups: 10_000, ALREADY_RIGHT: 9_900, written: 100 });
  }, 60_000);

  it('are swept again in a dry run without a write to our own table either', async () => {
    const world = new SweptWorld({ [ACCOUNT]: many(200, 20) });
    await world.sweep();
    const before = world.known();
    world.later(1);
    await world.sweep();
    expect(world.known()).toEqual(before);
    expect(before).toHaveLength(20);
  });
});

describe('a sweep', () => {
  it('40: goes on where an account does not let us in, and names it', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [{ name: '/a', days: 1, at: OLD }], [OTHER]: [LONG] });
    world.closed.add(OTHER);
    const outcome = await world.sweep(APPLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /a 30']);
    expect(outcome).toMatchObject({
      cells: 2,
      unknown: [`${OTHER} eu-west-1 member-access-denied`],
      unknownCount: 1,
    });
    expect(world.counted.get('LogCellsUnknown')).toBe(1);
  });

  it('40: also where it is CloudWatch Logs that refuses', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [{ name: '/a', days: 1, at: OLD }], [OTHER]: [LONG] });
    const logs = world.logs.get(OTHER);
    if (logs !== undefined) logs.fault = () => awsError('AccessDeniedException');
    expect(await world.sweep(APPLY)).toMatchObject({ unknown: [`${OTHER} eu-west-1 AccessDeniedException`] });
  });

  it('goes on where one group is gone, or is refused, or cannot be read', async () => {
    const names = ['/a', '/b', '/c', '/d'];
    const world = new SweptWorld({ [ACCOUNT]: names.map((name) => ({ name, days: 1, at: OLD })) });
    const logs = world.logs.get(ACCOUNT);
    if (logs !== undefined)
      logs.fault = (call) => {
        if (call === 'ListTagsForResource /a') return awsError('ResourceNotFoundException');
        if (call.startsWith('PutRetentionPolicy /b')) return awsError('ResourceNotFoundException');
        if (call.startsWith('PutRetentionPolicy /c')) return awsError('InvalidParameterException');
        return undefined;
      };
    const { counts } = await world.sweep(APPLY);
    expect(counts).toMatchObject({ groups: 4, gone: 2, failed: 1, written: 1 });
    expect(logs?.daysOf('/d')).toBe(30);
  });

  it('42: is throttled on the second of three pages: nothing is lost and nothing done twice', async () => {
    const world = new SweptWorld({ [ACCOUNT]: many(150, 30) });
    const logs = world.logs.get(ACCOUNT);
    let refusals = 2;
    if (logs !== undefined)
      logs.fault = (call) =>
        call === 'DescribeLogGroups  50' && refusals-- > 0 ? awsError('ThrottlingException') : undefined;
    expect(await world.sweep(APPLY)).toMatchObject({ unknownCount: 1 });
    await world.sweep(APPLY);
    const { counts, unknownCount } = await world.sweep(APPLY); // the workflow tries again, the same sweep
    expect(counts).toEqual({ groups: 150, ALREADY_RIGHT: 120, written: 30 });
    expect(unknownCount).toBe(0);
    expect(new Set(logs?.writes).size).toBe(30);
    expect(logs?.writes).toHaveLength(30);
  });

  it('54: writes what an event had to leave', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [{ name: '/a', days: 1, at: OLD }] });
    const logs = world.logs.get(ACCOUNT);
    if (logs !== undefined)
      logs.fault = (call) => (call.startsWith('Put') ? awsError('OperationAbortedException') : undefined);
    expect((await world.sweep(APPLY)).counts).toMatchObject({ left: 1 });
    if (logs !== undefined) logs.fault = () => undefined;
    world.later(1);
    expect((await world.sweep(APPLY)).counts).toMatchObject({ written: 1 });
  });

  it('50, 46: leaves what is not ours, and audit that never expires, without a call', async () => {
    const world = new SweptWorld({
      [ACCOUNT]: [
        { name: 'aws-controltower-x', bytes: 1 },
        { name: '/d', class: 'DELIVERY', bytes: 1 },
        { name: '/audit/a', bytes: 1 },
      ],
    });
    const { counts } = await world.sweep(APPLY);
    expect(counts).toEqual({ groups: 3, SERVICE_OWNED: 1, DELIVERY_CLASS: 1, FLOOR_KEEPS_NEVER: 1 });
    expect(world.logs.get(ACCOUNT)?.calls).toEqual(['DescribeLogGroups']);
    expect(world.known()).toEqual([]);
  });

  it('52: a group without bytes is set, and saves nothing', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [{ name: '/a', at: OLD }] });
    const { usdPerMonth } = await world.sweep(APPLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /a 30']);
    expect(usdPerMonth).toEqual({ saved: 0, planned: 0, plannedAtOnce: 0, plannedExtra: 0 });
  });

  it('adds up what storage costs less, steady and at once apart', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG, { ...LONG, name: '/web' }] });
    const { usdPerMonth, counts } = await world.sweep();
    expect(counts).toEqual({ groups: 2, ANNOUNCE: 2 });
    expect(usdPerMonth.planned).toBeGreaterThan(usdPerMonth.saved);
    expect(usdPerMonth.plannedAtOnce).toBeGreaterThan(0);
    expect(usdPerMonth).toMatchObject({ saved: 0, plannedExtra: 0 });
  });
});

describe('a sweep that is killed', () => {
  const GROUPS: PlayedGroup[] = [
    { name: '/a', days: 7, at: OLD },
    { name: '/b', days: 7, at: OLD },
    { ...LONG, name: '/c' },
  ];

  /** Sweeps, and dies at the n-th effect; @returns whether it did */
  async function killedAt(n: number, world: SweptWorld): Promise<boolean> {
    let effects = 0;
    const die = () => {
      if (++effects === n) throw awsError('Killed');
    };
    const logs = world.logs.get(ACCOUNT);
    world.dynamo.onCommit = die;
    if (logs !== undefined) logs.onWritten = die;
    await world.sweep(ANNOUNCED_ONLY).catch(() => undefined);
    world.dynamo.onCommit = () => {};
    if (logs !== undefined) logs.onWritten = () => {};
    return effects >= n;
  }

  it('is taken up again: nothing is lost, and nothing written twice', async () => {
    let kills = 0;
    for (let n = 1; ; n++) {
      const world = new SweptWorld({ [ACCOUNT]: GROUPS });
      if (!(await killedAt(n, world))) break;
      kills++;
      for (let day = 0; day < 10; day++) {
        await world.sweep(ANNOUNCED_ONLY);
        world.later(1);
      }
      expect(world.writes().toSorted(), `killed at effect ${n}`).toEqual([
        'PutRetentionPolicy /a 30',
        'PutRetentionPolicy /b 30',
        'PutRetentionPolicy /c 30',
      ]);
      expect(world.mails.length).toBeLessThanOrEqual(2);
      expect(world.known().filter((record) => 'reversals' in record || 'setting' in record)).toEqual([]);
    }
    expect(kills).toBeGreaterThan(8);
  });
});

describe('45: an announced shortening', () => {
  it('is told its owner once, waits, is approved, and only then written', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG, { ...LONG, name: '/web', days: 365 }] });
    const first = await world.sweep(APPLY);
    expect(first).toMatchObject({ told: 2, untold: 0 });
    expect(world.mails).toMatchObject([
      {
        address: OWNER,
        subject: '2 log groups to keep less: what is older is deleted, not before 2026-11-28',
        text: expect.stringMatching(/payments-prod {2}eu-west-1 {2}\/web +365 days +30 days +\$/),
      },
    ]);
    world.later(1);
    expect(await world.sweep(APPLY)).toMatchObject({ told: 0 });
    expect(await world.answer(ACCOUNT, '/app', 'approve')).toMatchObject({ groups: [{ ok: true }] });
    world.later(5);
    await world.sweep(APPLY);
    expect(world.writes()).toEqual([]);
    world.later(1);
    const last = await world.sweep(APPLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /app 30']);
    expect(last.counts).toMatchObject({ written: 1, NOT_APPROVED: 1 });
    expect(last.usdPerMonth.saved).toBeGreaterThan(0);
    expect(world.known()[0]).toMatchObject({ name: '/app', was: { days: 3653 }, set: 30 });
    expect(world.mails).toHaveLength(1);
  });

  it('is written without an approval where only the announcement is asked for', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(ANNOUNCED_ONLY);
    world.later(8);
    await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /app 30']);
  });

  it('is vetoed by the API, and left', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(ANNOUNCED_ONLY);
    await world.answer(ACCOUNT, '/app', 'veto');
    world.later(30);
    const { counts } = await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual([]);
    expect(counts).toEqual({ groups: 1, VETOED: 1 });
    expect((await world.store.list('vetoed', { limit: 10 })).groups).toHaveLength(1);
  });

  it('is vetoed by a tag, and left', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(ANNOUNCED_ONLY);
    world.logs.get(ACCOUNT)?.create({ ...LONG, tags: { 'keep-logs': 'yes' } });
    world.later(30);
    await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual([]);
  });

  it('does not begin to wait before somebody could be told', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    world.refusing.add(OWNER);
    expect(await world.sweep(ANNOUNCED_ONLY)).toMatchObject({ told: 0, untold: 1 });
    expect(world.alerts).toMatchObject([{ dedupKey: 'hygiene:logs-unheard:team:payments' }]);
    world.later(30);
    await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual([]);
    world.refusing.clear();
    world.later(1);
    await world.sweep(ANNOUNCED_ONLY);
    expect(world.mails).toHaveLength(1);
    world.later(7);
    await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /app 30']);
  });

  it('39: a dry run announces nothing', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    expect(await world.sweep()).toMatchObject({ applied: false, told: 0 });
    world.later(30);
    await world.sweep();
    expect([world.mails, world.alerts, world.writes()]).toEqual([[], [], []]);
    expect(world.known()).toMatchObject([{ plan: { action: 'shorten-announce', to: 30 } }]);
    expect(world.known()[0]).not.toHaveProperty('announced');
  });

  it('counts only while the group keeps what it kept then', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(ANNOUNCED_ONLY);
    world.logs.get(ACCOUNT)?.change('/app', 365);
    world.later(8);
    const { counts } = await world.sweep(ANNOUNCED_ONLY);
    expect(world.writes()).toEqual([]);
    expect(counts).toEqual({ groups: 1, ANNOUNCE: 1 });
    expect(world.mails).toHaveLength(2);
  });

  it('is not answered where there is none', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [{ name: '/a', days: 1, at: OLD }] });
    expect(await world.answer(ACCOUNT, '/nowhere', 'veto')).toMatchObject({
      groups: [{ ok: false, code: 'unknown-group' }],
    });
    await world.sweep();
    expect(await world.answer(ACCOUNT, '/a', 'approve')).toMatchObject({
      groups: [{ code: 'not-announced' }],
    });
  });

  it('may be answered again: the last word holds, and the audit trail has both', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(APPLY);
    for (const answer of ['veto', 'veto', 'approve'] as const) await world.answer(ACCOUNT, '/app', answer);
    expect(world.known()).toMatchObject([{ announced: { approved: true, vetoed: false, by: 'iam:AIDA1' } }]);
    const actions = world.dynamo.items('audit').map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['log-group.veto', 'log-group.approve']));
    expect(actions.filter((action) => action === 'log-group.veto')).toHaveLength(1);
  });

  it('may be approved after a veto that a sweep has seen', async () => {
    const world = new SweptWorld({ [ACCOUNT]: [LONG] });
    await world.sweep(APPLY);
    await world.answer(ACCOUNT, '/app', 'veto');
    world.later(8);
    await world.sweep(APPLY);
    await world.answer(ACCOUNT, '/app', 'approve');
    expect((await world.store.list('approved', { limit: 10 })).groups).toHaveLength(1);
    world.later(1);
    await world.sweep(APPLY);
    expect(world.writes()).toEqual(['PutRetentionPolicy /app 30']);
  });
});
