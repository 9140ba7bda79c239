import { describe, expect, it } from 'vitest';
import { BudgetStore } from '../../../shared/cost/budget-store.ts';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { makeTellReaders } from '../../../shared/cost/tell-readers.ts';
import { makeWatchBudgets } from '../../../shared/cost/watch-budgets.ts';
import type { AlertRaised } from '../../../shared/paging/events.ts';
import { aSeries, costConfig } from '../../support/costs.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const BUDGETS = [{ id: 'payments', scope: { team: 'payments' }, amountUsd: 1000, forecast: false }];

/** A world in which the team's costs can be set, and mails be looked at. */
function world({ budgets = BUDGETS, ...cost }: { budgets?: object[]; [setting: string]: unknown } = {}) {
  const dynamo = new MemoryDynamo();
  const mails: { address: string; subject: string }[] = [];
  const alerts: AlertRaised[] = [];
  const refusing = new Set<string>();
  let series: CostSeries[] = [];
  let through: string | undefined;
  const make = (now: string) =>
    makeWatchBudgets({
      now: () => now,
      costs: {
        series: async (grain) => (grain === 'charge' ? [] : series),
        collection: async () => ({ through }),
      },
      store: new BudgetStore(dynamo.client, { costs: 'costs', audit: 'audit' }),
      tell: makeTellReaders({
        send: async (address, { subject }) => {
          if (refusing.has(address)) return { ok: false, reason: 'MessageRejected', retryable: false };
          mails.push({ address, subject });
          return { ok: true, reason: 'accepted' };
        },
        bus: {
          put: async (events) => void alerts.push(...events.map(({ detail }) => detail as AlertRaised)),
        },
        telemetry: SILENT,
      }),
      compose: ({ subject, headline }) => ({ subject, text: headline, html: '' }),
      telemetry: SILENT,
      config: costConfig({ budgets, ...cost }),
    });
  return {
    dynamo,
    mails,
    alerts,
    refusing,
    spent: (dollars: number[], from = '2026-11-01') => {
      series = [aSeries({ team: 'payments', service: 'EC2' }, from, dollars)];
    },
    through: (day: string) => {
      through = day;
    },
    run: (at: string) => make(at)({ at }),
    taken: () => mails.splice(0).map(({ address, subject }) => `${address}: ${subject}`),
  };
}

const at = (day: string) => `${day}T06:10:00.000Z`;

describe('watch-budgets', () => {
  it('47: tells 50, 80 and 100 % once each on the way 49.9, 50.0, 81, 79.8, 100', async () => {
    const the = world();
    const told: string[][] = [];
    for (const [place, dollars] of [499, 500, 810, 798, 1000].entries()) {
      the.spent([dollars]);
      await the.run(at(`2026-11-0${place + 2}`));
      await the.run(`2026-11-0${place + 2}T18:10:00.000Z`);
      told.push(the.taken());
    }
    expect(told).toEqual([
      [],
      ['payments@acme.example: Budget payments: 50% used in November 2026 ($500.00 of $1,000.00)'],
      ['payments@acme.example: Budget payments: 81% used in November 2026 ($810.00 of $1,000.00)'],
      [],
      [
        'payments@acme.example: Budget payments: 100% used in November 2026 ($1,000.00 of $1,000.00)',
        'finance@acme.example: Budget payments: 100% used in November 2026 ($1,000.00 of $1,000.00)',
      ],
    ]);
  });

  it('48: tells what is crossed at once in one message, and finance with 100 %', async () => {
    const the = world();
    the.spent([450]);
    await the.run(at('2026-11-02'));
    expect(the.taken()).toEqual([]);
    the.spent([450, 600]);
    expect(await the.run(at('2026-11-03'))).toEqual({ told: 1 });
    expect(the.mails.map(({ address }) => address)).toEqual([
      'payments@acme.example',
      'finance@acme.example',
    ]);
    expect(the.dynamo.items('costs')).toEqual([
      {
        pk: 'BUDGET#payments',
        sk: '2026-11-01',
        v: 1,
        budget: 'payments',
        period: '2026-11-01',
        amount: 1_000_000_000,
        thresholds: [50, 80, 100],
        forecast: false,
        version: 2,
      },
    ]);
    expect(
      the.dynamo
        .items('audit')
        .map(({ action, reason }) => `${String(action)} ${String(reason)}`)
        .sort(),
    ).toEqual(['budget.claim 50%,80%,100%', 'budget.settle 50%,80%,100%']);
  });

  it('46: of two runs at once one tells', async () => {
    const the = world();
    the.spent([600]);
    const runs = await Promise.all([the.run(at('2026-11-03')), the.run(at('2026-11-03'))]);
    expect(runs.map(({ told }) => told).sort()).toEqual([0, 1]);
    expect(the.taken()).toHaveLength(1);
  });

  it('begins again with the next period, and looks at the one before for ten days more', async () => {
    const the = world();
    the.spent(Array<number>(30).fill(17));
    await the.run(at('2026-11-30'));
    expect(the.taken()).toHaveLength(1);
    the.spent([...Array<number>(29).fill(17), 400, 600]);
    await the.run(at('2026-12-02'));
    expect(the.taken()).toEqual([
      expect.stringMatching(/^payments@.* in November 2026 \(\$893.00/),
      expect.stringMatching(/^payments@.*: 60% used in December 2026 /),
    ]);
    await the.run(at('2026-12-15'));
    expect(the.taken()).toEqual([]);
  });

  it('tells what a run left behind that died before its mail, after a while', async () => {
    const the = world();
    the.spent([600]);
    await the.run(at('2026-11-03'));
    const [record] = the.dynamo.items('costs');
    the.dynamo.seed('costs', {
      ...record,
      pk: 'BUDGET#payments',
      notice: { thresholds: [50], forecast: false, claimedAt: at('2026-11-03'), sent: [] },
    });
    the.taken();
    await the.run('2026-11-03T06:11:00.000Z');
    expect(the.taken()).toEqual([]);
    await the.run('2026-11-03T18:10:00.000Z');
    expect(the.taken()).toEqual([
      expect.stringContaining('payments@acme.example: Budget payments: 60% used'),
    ]);
    await the.run('2026-11-04T06:10:00.000Z');
    expect(the.taken()).toEqual([]);
  });

  it('51: goes to the next reader where one refuses, and raises an alert that holds no address', async () => {
    const the = world();
    the.refusing.add('payments@acme.example');
    the.spent([600]);
    await the.run(at('2026-11-03'));
    expect(the.taken()).toEqual([expect.stringContaining('platform@acme.example')]);
    expect(the.alerts).toMatchObject([
      { service: 'belltower', severity: 'SEV3', dedupKey: 'hygiene:cost-unheard:team:payments' },
    ]);
    expect(JSON.stringify([the.alerts, the.dynamo.items('costs'), the.dynamo.items('audit')])).not.toContain(
      '@',
    );
    await the.run(at('2026-11-04'));
    expect(the.taken()).toEqual([]);
  });

  it('keeps on trying where nobody can be told', async () => {
    const the = world({ defaultOwner: undefined, finance: undefined });
    the.refusing.add('payments@acme.example');
    the.spent([600]);
    expect(await the.run(at('2026-11-03'))).toEqual({ told: 0 });
    expect(the.alerts).toHaveLength(1);
    the.refusing.clear();
    expect(await the.run(at('2026-11-04'))).toEqual({ told: 1 });
    expect(the.taken()).toEqual([expect.stringContaining('payments@acme.example: Budget payments: 60%')]);
  });

  it('tells whoever stands in where the owner has no address, and says where there is nobody', async () => {
    const scope = { account: '222222222222' };
    const one = world({ budgets: [{ id: 'sandbox', scope, amountUsd: 0 }], defaultOwner: 'directors' });
    one.spent([1]);
    await one.run(at('2026-11-02'));
    expect(one.taken()).toEqual([]); // another team's costs
    const nobody = world({
      budgets: [{ id: 'all', scope: 'all', amountUsd: 0 }],
      defaultOwner: undefined,
      finance: undefined,
    });
    nobody.spent([1]);
    await nobody.run(at('2026-11-02'));
    expect(nobody.alerts).toMatchObject([
      { title: expect.stringContaining('did not reach anybody: nobody-configured') },
    ]);
  });

  it('tells the owner and finance once that the month is going to end above the budget', async () => {
    const the = world({ budgets: [{ id: 'payments', scope: { team: 'payments' }, amountUsd: 1000 }] });
    the.spent([40, 40, 40, 40, 40]);
    await the.run(at('2026-11-06'));
    expect(the.taken()).toEqual([
      'payments@acme.example: Budget payments: November 2026 is heading for $1,200.00 of $1,000.00',
      'finance@acme.example: Budget payments: November 2026 is heading for $1,200.00 of $1,000.00',
    ]);
    the.spent([40, 40, 40, 40, 40, 40]);
    await the.run(at('2026-11-07'));
    expect(the.taken()).toEqual([]);
  });

  it('takes no day for complete that was read while it went on', async () => {
    const the = world({ budgets: [{ id: 'payments', scope: { team: 'payments' }, amountUsd: 1000 }] });
    the.through('2026-11-05');
    the.spent([30, 30, 30, 30, 30, 1]);
    await the.run(at('2026-11-07'));
    expect(the.taken()).toEqual([]); // 30 days of $30
    the.through('2026-11-06');
    the.spent([60, 60, 60, 60, 60, 1]);
    await the.run(at('2026-11-07'));
    expect(the.taken()).toHaveLength(2);
  });

  it('passes over a budget that no stored costs can be counted for', async () => {
    const the = world({ budgets: [{ id: 'a', scope: { region: 'eu-west-1' }, amountUsd: 0 }] });
    the.spent([5]);
    expect(await the.run(at('2026-11-03'))).toEqual({ told: 0 });
    expect(the.alerts).toEqual([]);
  });
});
