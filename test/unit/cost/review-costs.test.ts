import { describe, expect, it } from 'vitest';
import type { CostConfig } from '../../../shared/cost/config.ts';
import { makePublishReview } from '../../../shared/cost/publish-review.ts';
import { makeReviewCosts } from '../../../shared/cost/review-costs.ts';
import { ReviewStore } from '../../../shared/cost/review-store.ts';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { makeTellReaders } from '../../../shared/cost/tell-readers.ts';
import type { Email } from '../../../shared/platform/email.ts';
import { aRecord } from '../../support/findings.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { OCTOBER_COUNTS, octoberFindings, reviewConfig, storedMonths } from '../../support/reviewed-month.ts';
import { SILENT } from '../../support/stored-incidents.ts';

/** A world in which October is to be told, and what AWS says of it can be changed. */
function world(config: CostConfig = reviewConfig()) {
  const dynamo = new MemoryDynamo();
  const mails: { address: string; email: Email }[] = [];
  const pages = new Map<string, string>();
  const alerts: unknown[] = [];
  const refusing = new Set<string>();
  const the = { stored: storedMonths(), broken: false, metricCalls: 0 };
  const make = (now: string) =>
    makeReviewCosts({
      costs: { series: async (grain) => [...the.stored[grain]], collection: async () => undefined },
      findings: {
        open: async () => [],
        closed: async () =>
          octoberFindings().map(({ finding }) => ({
            ...aRecord({}, finding),
            state: 'ended',
            closedAt: now,
          })),
      },
      countUnits: async () => {
        the.metricCalls++;
        return OCTOBER_COUNTS;
      },
      ownCost: async () => undefined,
      store: new ReviewStore(dynamo.client, { costs: 'costs', audit: 'audit' }),
      publish: makePublishReview({
        pages: {
          put: async (month, of, page) => {
            if (the.broken) throw new Error('the bucket does not answer');
            pages.set(`${month}/${of}`, page);
          },
        },
        links: { issue: async ({ month, of }) => `token-${month}-${of}` },
        toPng: async () => Uint8Array.of(1),
        pageUrl: 'https://x.example',
        config,
      }),
      tell: makeTellReaders({
        send: async (address, email) => {
          if (refusing.has(address)) return { ok: false, reason: 'MessageRejected', retryable: false };
          mails.push({ address, email });
          return { ok: true, reason: 'accepted' };
        },
        bus: { put: async (events) => void alerts.push(...events) },
        telemetry: SILENT,
      }),
      telemetry: SILENT,
      config,
      now: () => now,
    });
  return {
    the,
    dynamo,
    pages,
    alerts,
    refusing,
    run: (day: string) => make(`${day}T07:00:00.000Z`)({ at: `${day}T07:00:00.000Z` }),
    runAt: (now: string) => make(now)({ at: '2026-11-03T07:00:00.000Z' }),
    taken: () => mails.splice(0).map(({ address, email }) => `${address}: ${email.subject}`),
    mails,
  };
}

/** The same bill, with one service more expensive in October. */
function restated(stored: ReturnType<typeof storedMonths>, factor: number) {
  const raise = (series: readonly CostSeries[]) =>
    series.map((one) =>
      one.key.service === 'Amazon Bedrock'
        ? { ...one, days: one.days.map((day) => ({ ...day, micros: Math.round(day.micros * factor) })) }
        : one,
    );
  return { ...stored, account: raise(stored.account), team: raise(stored.team) };
}

const READERS = ['finance@acme.example', 'payments@acme.example', 'platform@acme.example'];

describe('review-costs', () => {
  it('tells finance and every team with an address on the 3rd, once', async () => {
    const it = world();
    await it.run('2026-11-02');
    expect(it.taken()).toEqual([]);
    await it.run('2026-11-03');
    expect(it.taken()).toEqual([
      'finance@acme.example: Costs of acme in October 2026: $20,883 (+11%)',
      'payments@acme.example: Costs of Payments in October 2026: $9,498.01 (+19%)',
      'platform@acme.example: Costs of Platform in October 2026: $5,924.04 (+1.7%)',
    ]);
    expect([...it.pages.keys()]).toEqual(['2026-10/all', '2026-10/team-payments', '2026-10/team-platform']);
    for (const day of ['2026-11-03', '2026-11-04', '2026-11-30']) await it.run(day);
    expect(it.taken()).toEqual([]);
    expect(it.the.metricCalls).toBe(1);
    const kept = JSON.stringify([it.dynamo.items('costs'), it.dynamo.items('audit')]);
    expect(kept).not.toContain('@');
  });

  it('23: tells it again with what has changed, when AWS changes the month by more than a percent', async () => {
    const it = world();
    await it.run('2026-11-03');
    it.taken();
    it.the.stored = restated(it.the.stored, 1.4);
    await it.run('2026-11-06');
    const mail = it.mails[0]?.email;
    expect(it.taken()).toEqual([
      expect.stringMatching(/^finance@acme.example: Corrected: Costs of acme in October 2026: \$21,/),
      expect.stringMatching(/^platform@acme.example: Corrected: /), // of payments nothing has changed
    ]);
    expect(mail?.text).toContain('AWS changed the bill of October 2026 from $20,883 to $21,209 (+1.5%)');
    expect(mail?.text).toMatch(
      /What AWS has corrected\n.*\n {2}Amazon Bedrock +\$813\.54 +\$1,138\.96 +\+\$325\.42/,
    );
    expect(it.pages.get('2026-10/all')).toContain('What AWS has corrected');
    await it.run('2026-11-07');
    expect(it.taken()).toEqual([]);
    it.the.stored = restated(storedMonths(), 1.5); // 0.4% more than the correction said
    await it.run('2026-11-08');
    expect(it.taken()).toEqual([expect.stringContaining('platform@acme.example: Corrected')]);
  });

  it('looks no more once the month is settled', async () => {
    const it = world();
    await it.run('2026-11-03');
    await it.run('2026-11-10');
    it.the.stored = restated(it.the.stored, 3);
    await it.run('2026-11-12');
    expect(it.taken()).toHaveLength(3);
    expect(it.dynamo.items('costs').map(({ settled }) => settled)).toEqual([true, true, true]);
  });

  it('46: of two runs at once one tells', async () => {
    const it = world();
    await Promise.all([it.run('2026-11-03'), it.run('2026-11-03')]);
    expect(it.taken().map((mail) => mail.split(':')[0])).toEqual(READERS);
  });

  it('is taken up by a later run where one broke off, and nobody is told twice', async () => {
    const it = world();
    it.the.broken = true;
    await expect(it.run('2026-11-03')).rejects.toThrow('does not answer');
    expect(it.taken()).toEqual([]);
    it.the.broken = false;
    await it.runAt('2026-11-03T07:01:00.000Z');
    expect(it.taken()).toEqual([]); // somebody may still be at it
    await it.runAt('2026-11-03T07:03:00.000Z');
    expect(it.taken().map((mail) => mail.split(':')[0])).toEqual(READERS);
    await it.run('2026-11-04');
    expect(it.taken()).toEqual([]);
  });

  it('51: goes to whoever stands in for finance, and to nobody else for a team; both raise an alert', async () => {
    const it = world();
    it.refusing.add('finance@acme.example').add('payments@acme.example');
    await it.run('2026-11-03');
    expect(it.taken().map((mail) => mail.split(':')[0])).toEqual([
      'platform@acme.example',
      'platform@acme.example',
    ]);
    expect(it.alerts).toHaveLength(2);
    it.refusing.clear();
    await it.run('2026-11-04');
    expect(it.taken().map((mail) => mail.split(':')[0])).toEqual(['payments@acme.example']);
  });

  it('tells no team of a month in which it had no costs', async () => {
    const it = world();
    it.the.stored = {
      ...it.the.stored,
      team: it.the.stored.team.filter(({ key }) => key.team !== 'platform'),
    };
    await it.run('2026-11-03');
    expect(it.taken().map((mail) => mail.split(':')[0])).toEqual(READERS.slice(0, 2));
  });

  it('waits for days that are missing, and then names them', async () => {
    const it = world();
    const without = (series: readonly CostSeries[]) =>
      series.map((one) => ({ ...one, days: one.days.filter(({ day }) => day !== '2026-10-30') }));
    const { account, team, charge } = storedMonths();
    it.the.stored = { account: without(account), team: without(team), charge: without(charge) };
    await it.run('2026-11-05');
    expect(it.taken()).toEqual([]);
    await it.run('2026-11-06');
    expect(it.mails[0]?.email.text).toContain('The bill says nothing of 1 day of October 2026');
  });

  it('says that nothing is known of the month before, where Belltower is new', async () => {
    const it = world();
    const young = (series: readonly CostSeries[]) =>
      series.map((one) => ({ ...one, days: one.days.filter(({ day }) => day >= '2026-10-01') }));
    const { account, team, charge } = storedMonths();
    it.the.stored = { account: young(account), team: young(team), charge: young(charge) };
    await it.run('2026-11-03');
    expect(it.taken()[0]).toBe('finance@acme.example: Costs of acme in October 2026: $20,883');
  });
});
