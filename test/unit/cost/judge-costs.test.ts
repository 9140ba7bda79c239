import { describe, expect, it } from 'vitest';
import type { CollectedDay } from '../../../shared/cost/collection.ts';
import { CostConfig } from '../../../shared/cost/config.ts';
import { makeJudgeCosts } from '../../../shared/cost/judge-costs.ts';
import type { CostSeries } from '../../../shared/cost/series.ts';
import { addDays, type Day } from '../../../shared/kernel/day.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const THROUGH = '2026-11-20';
const AT = '2026-11-21T06:00:00.000Z';
const config = CostConfig.parse({
  organization: { name: 'acme', home: { region: 'eu-west-1' } },
  cost: {},
});
type Found = Parameters<Parameters<typeof makeJudgeCosts>[0]['record']>[0];

/** Sixty days of one service at 100 USD, but for the days given. */
function bill(usd: Readonly<Record<Day, number>>) {
  const days = Array.from({ length: 60 }, (_, place) => addDays(THROUGH, place - 59));
  const series: CostSeries = {
    key: { service: 'Amazon EC2', account: '111111111111' },
    charge: 'usage',
    currency: 'USD',
    days: days.map((day) => ({ day, micros: (usd[day] ?? 100) * UNIT, estimated: day === THROUGH })),
  };
  const known = days.map((day): CollectedDay => {
    const total = (usd[day] ?? 100) * UNIT;
    return { day, currency: 'USD', total, grouped: total, unreconciled: false, estimated: false, asOf: AT };
  });
  return { series, known };
}

async function judged(
  { series, known }: ReturnType<typeof bill>,
  through: Day | undefined = THROUGH,
): Promise<{ found: Found | undefined; findings: readonly string[] }> {
  let found: Found | undefined;
  const judge = makeJudgeCosts({
    costs: {
      collection: async () => ({
        v: 1,
        state: 'ok',
        stateSince: AT,
        lastRunAt: AT,
        requests: { day: THROUGH, count: 4 },
        through,
      }),
      series: async (grain) => (grain === 'account' ? [series] : []),
      days: async () => known,
    },
    findings: { verdicts: async () => [] },
    record: async (run) => {
      found = run;
      return run.findings.map(() => '9D6E1Q2VX6ST8MDN');
    },
    telemetry: SILENT,
    config,
  });
  const { findings } = await judge({ at: AT });
  return { found, findings };
}

describe('judging what was collected', () => {
  it('keeps what the last day shows, and names it to be told', async () => {
    const { found, findings } = await judged(bill({ [THROUGH]: 180 }));
    expect(found?.findings).toMatchObject([
      { kind: 'spike', date: THROUGH, impact: 80 * UNIT, provisional: true, dataAsOf: THROUGH },
    ]);
    expect(found).toMatchObject({ scored: { from: '2026-11-18', to: THROUGH }, at: AT });
    expect(findings).toHaveLength(1);
  });

  it('draws five weeks with what was usual before each day', async () => {
    const { found } = await judged(bill({ [THROUGH]: 180 }));
    const [finding] = found?.findings ?? [];
    const days = finding === undefined ? [] : (found?.chartOf(finding) ?? []);
    expect([days.length, days[0]?.day]).toEqual([35, addDays(THROUGH, -34)]);
    expect(days.at(-1)).toMatchObject({ micros: 180 * UNIT, estimated: true, usual: { mid: 100 * UNIT } });
    expect(days.at(-2)).toMatchObject({ micros: 100 * UNIT, estimated: false });
  });

  it('judges no day whose parts do not add up to the bill', async () => {
    const { series, known } = bill({ [THROUGH]: 40 });
    const partial = known.map((day) => (day.day === THROUGH ? { ...day, total: 100 * UNIT } : day));
    const { found, findings } = await judged({ series, known: partial });
    expect([found?.findings, findings]).toEqual([[], []]);
  });

  it('says nothing before anything was collected', async () => {
    const { series, known } = bill({});
    let asked = false;
    const judge = makeJudgeCosts({
      costs: { collection: async () => undefined, series: async () => [series], days: async () => known },
      findings: { verdicts: async () => [] },
      record: async () => {
        asked = true;
        return [];
      },
      telemetry: SILENT,
      config,
    });
    expect(await judge({ at: AT })).toEqual({ at: AT, findings: [] });
    expect(asked).toBe(false);
  });
});
