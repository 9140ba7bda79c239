import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/cost/finding.ts';
import type { ActiveRecord, Due, FindingRecord } from '../../../shared/cost/finding-record.ts';
import { channelsOf } from '../../../shared/cost/route-finding.ts';
import { CLAIM_MS } from '../../../shared/cost/tell-finding.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { COST_CONFIG } from '../../support/cost-config.ts';
import { aFinding, aRecord, mailed, morningAfter } from '../../support/findings.ts';
import { telling } from '../../support/stored-findings.ts';

/** A message that waits to be sent. */
function due(what: Due['what'] = 'opened', reason = 'new'): { due: Due } {
  return { due: { what, reason, since: morningAfter(0), attempts: 0 } };
}

const waiting = (changes: Partial<ActiveRecord> = {}, found: Partial<Finding> = {}) =>
  aRecord({ ...due(), ...changes }, found);
const PAGED = { at: morningAfter(0), what: 'opened', via: 'page', to: 'service:payments' } as const;
const BIG = { impact: 500 * UNIT, actual: 600 * UNIT };
const refuses = (address: string) =>
  address.startsWith('payments')
    ? ({ ok: false, reason: 'MessageRejected', retryable: false } as const)
    : ({ ok: true, reason: 'accepted' } as const);

describe('whom a finding is told to', () => {
  it.each<[string, Partial<Finding>, string[]]>([
    ['the team of its tag, then the owner of its account, then the default', {}, ['payments', 'platform']],
    [
      'the owner that was found, where the series names no team',
      { series: {}, owner: 'search' },
      ['search', 'platform'],
    ],
    [
      'the owner of the account',
      { series: { account: '222222222222' }, owner: undefined },
      ['search', 'platform'],
    ],
    [
      'the default, where nobody owns the account',
      { series: { account: '333333333333' }, owner: undefined },
      ['platform'],
    ],
    ['a tag that is no team counts for nothing', { series: { team: 'nobody' } }, ['platform']],
  ])('%s', (_, found, teams) => {
    const { owner, ...rest } = { ...aFinding(), ...found };
    const finding = owner === undefined ? rest : { ...rest, owner };
    expect(channelsOf(finding, COST_CONFIG).map(({ team }) => team)).toEqual(teams);
  });

  it('a cost category comes before the account', () => {
    const finding = { ...aFinding(), series: { account: '222222222222' }, owner: undefined };
    const { owner: _, ...unowned } = finding;
    expect(channelsOf(unowned, COST_CONFIG, () => 'payments').map(({ team, by }) => [team, by])).toEqual([
      ['payments', 'category'],
      ['search', 'account'],
      ['platform', 'default'],
    ]);
  });
});

describe('telling a finding', () => {
  it('mails it to its owner, explained and with its chart, once', async () => {
    const record = waiting();
    const { tell, mails, record: stored, explained, audited, alerts } = telling({}, record);
    expect(await tell(record.id)).toEqual({ told: true, reason: 'new' });
    expect(await tell(record.id)).toEqual({ told: false, reason: 'nothing-due' });
    expect(mails.map(({ to }) => to)).toEqual(['payments@acme.example']);
    expect(mails[0]?.email).toMatchObject({ thread: record.id, pictures: [{ id: 'daily-spend' }] });
    expect(mails[0]?.email.text).toContain(`https://belltower.example/f/${record.id}-0`);
    expect([explained, alerts]).toEqual([[record.id], []]);
    const { told, due: left } = await stored(record.id);
    expect([told, left]).toEqual([[mailed('opened')], undefined]);
    expect(audited().sort()).toEqual([
      'system:tell-finding finding.claim new',
      'system:tell-finding finding.tell new',
    ]);
  });

  it('46: two who are started at once tell it once', async () => {
    const record = waiting();
    const { tell, mails } = telling({}, record);
    const both = await Promise.all([tell(record.id), tell(record.id)]);
    expect(both.filter(({ told }) => told)).toHaveLength(1);
    expect(mails).toHaveLength(1);
  });

  it('takes over from one who died at it', async () => {
    const record = waiting({ due: { ...due().due, claimedUntil: morningAfter(0) } });
    const { tell, mails, later } = telling(
      {},
      { ...record, due: { ...due().due, claimedUntil: '2026-11-19T06:04:00.000Z' } },
    );
    expect(await tell(record.id)).toEqual({ told: false, reason: 'nothing-due' });
    later(CLAIM_MS);
    expect(await tell(record.id)).toEqual({ told: true, reason: 'new' });
    expect(mails).toHaveLength(1);
  });

  it('at or above the limit it pages an engineer instead, and gravely from four times the limit', async () => {
    for (const [impact, severity] of [
      [500, 'SEV3'],
      [2000, 'SEV2'],
    ] as const) {
      const record = waiting({}, { impact: impact * UNIT });
      const { tell, mails, alerts, record: stored } = telling({}, record);
      await tell(record.id);
      expect(mails).toEqual([]);
      expect(alerts).toMatchObject([
        {
          severity,
          tier: 'page',
          state: 'firing',
          service: 'payments',
          dedupKey: record.id,
          links: [{ url: `https://belltower.example/f/${record.id}-0` }],
        },
      ]);
      expect((await stored(record.id)).told).toEqual([PAGED]);
    }
  });

  it('just below the limit, or where there is no pager, it is mailed', async () => {
    const below = waiting({}, { impact: 499 * UNIT });
    const first = telling({}, below);
    await first.tell(below.id);
    const big = waiting({}, BIG);
    const second = telling({ pager: false }, big);
    await second.tell(big.id);
    expect([first.mails.length, first.alerts, second.mails.length, second.alerts]).toEqual([1, [], 1, []]);
  });

  it('51: a channel that refuses goes to the next, and raises an alert at once', async () => {
    const record = waiting();
    const { tell, mails, alerts, record: stored } = telling({ outcome: refuses }, record);
    expect(await tell(record.id)).toEqual({ told: true, reason: 'new' });
    expect(mails.map(({ to }) => to)).toEqual(['payments@acme.example', 'platform@acme.example']);
    expect(alerts).toMatchObject([
      {
        service: 'belltower',
        state: 'firing',
        dedupKey: 'cost:channel-refused:payments',
        labels: { reason: 'MessageRejected' },
      },
    ]);
    expect((await stored(record.id)).told).toMatchObject([{ to: 'team:platform' }]);
  });

  it('51: a team without an address is passed over, and that is told too', async () => {
    const record = waiting({}, { series: { account: '222222222222' }, owner: 'search' });
    const { tell, mails, alerts } = telling({}, record);
    await tell(record.id);
    expect(mails.map(({ to }) => to)).toEqual(['platform@acme.example']);
    expect(alerts.map(({ dedupKey }) => dedupKey)).toEqual(['cost:channel-missing:search']);
  });

  it('51: when nobody takes it, it says so, stays due, and is told by the next try', async () => {
    const record = waiting();
    let down = true;
    const outcome = () =>
      down
        ? ({ ok: false, reason: 'TooManyRequestsException', retryable: true } as const)
        : ({ ok: true, reason: 'accepted' } as const);
    const {
      tell,
      alerts,
      counted,
      record: stored,
      mails,
      explained,
    } = telling(
      {
        outcome,
        explanation: {
          state: 'found',
          days: ['2026-11-18'],
          before: ['2026-11-11'],
          causes: [],
          partial: false,
        },
      },
      record,
    );
    await expect(tell(record.id)).rejects.toMatchObject({ code: 'finding-untold', retryable: true });
    expect(alerts.at(-1)).toMatchObject({ dedupKey: `cost:nobody-told:${record.id}` });
    expect(counted).toEqual(['FindingsUntold']);
    expect((await stored(record.id)).due).toEqual({ ...due().due, attempts: 1 });
    down = false;
    expect(await tell(record.id)).toEqual({ told: true, reason: 'new' });
    expect(mails).toHaveLength(3);
    expect(explained).toHaveLength(1); // what was asked once is not paid for again
  });

  it('a refusal for good does not make the function try again and again', async () => {
    const record = waiting();
    const { tell, counted } = telling(
      { outcome: () => ({ ok: false, reason: 'MessageRejected', retryable: false }) },
      record,
    );
    expect(await tell(record.id)).toEqual({ told: false, reason: 'nobody-told' });
    expect(counted).toEqual(['FindingsUntold']);
  });

  it('an alert about the way that cannot be raised does not hold the message up', async () => {
    const record = waiting();
    const bus = () => {
      throw new Error('down');
    };
    const { tell } = telling({ outcome: refuses, bus }, record);
    expect(await tell(record.id)).toEqual({ told: true, reason: 'new' });
  });

  it('21: says that it was taken back in the same thread, and has the pager let go', async () => {
    const told = [PAGED, mailed('opened')];
    const { due: closing } = due('closed', 'restated-to-usual');
    const record = {
      ...aRecord({ told }, BIG),
      state: 'restated',
      closedAt: morningAfter(1),
      due: closing,
    } as const;
    const { tell, mails, alerts, explained, record: stored } = telling({}, record);
    await tell(record.id);
    expect(alerts).toMatchObject([{ state: 'resolved', dedupKey: record.id, service: 'payments' }]);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.email).toMatchObject({ thread: record.id, subject: expect.stringMatching(/^Re: /) });
    expect(mails[0]?.email.text).toContain('AWS has restated these days');
    expect(explained).toEqual([]);
    expect((await stored(record.id)).told.slice(2).map(({ what, via }) => [what, via])).toEqual([
      ['closed', 'page'],
      ['closed', 'mail'],
    ]);
  });

  it('one that simply ended is closed with the pager, and mailed to nobody', async () => {
    const record = {
      ...aRecord({ told: [PAGED] }, BIG),
      state: 'ended',
      closedAt: morningAfter(4),
      ...due('closed', 'over'),
    } as const;
    const { tell, mails, alerts } = telling({}, record);
    await tell(record.id);
    expect([mails.length, alerts.map(({ state }) => state)]).toEqual([0, ['resolved']]);
  });

  it('keeps what somebody answered while it was being told', async () => {
    const record = waiting();
    const world = telling({ outcome: () => ({ ok: true, reason: 'accepted' }) }, record);
    const { store } = world;
    const answering = {
      read: store.read.bind(store),
      write: async (...args: Parameters<typeof store.write>) => {
        await store.write(...args);
        if (args[2].action !== 'finding.claim') return;
        const { due: _, ...rest } = args[1];
        const answered = {
          ...rest,
          state: 'expected',
          version: args[1].version + 1,
          closedAt: morningAfter(0),
          answer: { at: morningAfter(0), by: 'team:payments' },
        } as FindingRecord; // the fields of that state
        await store.write(args[1], answered, { action: 'finding.answer', reason: 'expected' }, args[3]);
      },
    };
    const { makeTellFinding } = await import('../../../shared/cost/tell-finding.ts');
    const tell = makeTellFinding({
      store: answering,
      explain: async () => undefined,
      send: async () => ({ told: [mailed('opened')] }),
      telemetry: { info: () => {}, warn: () => {}, count: () => {}, milliseconds: () => {} },
      now: world.now,
    });
    await tell(record.id, 'run');
    expect(await world.record(record.id)).toMatchObject({ state: 'expected', told: [mailed('opened')] });
  });

  it('refuses a finding that does not exist', async () => {
    await expect(telling().tell('0000000000000000')).rejects.toMatchObject({ code: 'finding-not-found' });
  });

  it('no log and no audit entry holds an address', async () => {
    const record = waiting();
    const { tell, dynamo } = telling({ outcome: refuses }, record);
    await tell(record.id);
    expect(JSON.stringify([dynamo.items('costs'), dynamo.items('audit')])).not.toContain('@');
  });
});
