import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { isUsage } from '../../../shared/cost/charge-class.ts';
import { CostExplorer } from '../../../shared/cost/cost-explorer-client.ts';
import {
  type CauseAnswer,
  type CauseQuestion,
  type CauseRow,
  type CostQuestions,
  costQuestions,
} from '../../../shared/cost/cost-questions.ts';
import { makeExplainFinding } from '../../../shared/cost/explain-finding.ts';
import type { Finding } from '../../../shared/cost/finding.ts';
import { planExplanation } from '../../../shared/cost/plan-explanation.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { UNIT } from '../../../shared/kernel/money.ts';
import { aFinding, DAY, daysFrom } from '../../support/findings.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const WEEK_BEFORE = '2026-11-11';
const S3 = aFinding({ series: { service: 'Amazon Simple Storage Service' } });

/** Cost Explorer with these rows by what it is asked for; everything else is empty. */
function explorer(rows: Partial<Record<CauseQuestion['by'], readonly CauseRow[]>>, complete = true) {
  const asked: CauseQuestion[] = [];
  const questions: CostQuestions = {
    ask: async (question): Promise<CauseAnswer> => {
      asked.push(question);
      return { rows: rows[question.by] ?? [], complete };
    },
  };
  return {
    asked,
    explain: (finding: Finding) => makeExplainFinding({ questions, telemetry: SILENT })('F', finding),
  };
}

/** A group that cost so much the week before and costs so much now. */
function rows(
  group: string,
  before: number,
  after: number,
  quantities?: readonly [number, number],
): CauseRow[] {
  const row = (day: string, cost: number, quantity: number | undefined) => ({
    day,
    group,
    micros: cost * UNIT,
    quantity,
  });
  return [row(WEEK_BEFORE, before, quantities?.[0]), row(DAY, after, quantities?.[1])];
}

describe('why a finding is one', () => {
  it('asks at most four questions, whatever the series names', async () => {
    for (const series of [{}, { service: 'a' }, { team: 't' }, { service: 'a', account: 'b', team: 'c' }]) {
      const { asked, explain } = explorer({});
      await explain(aFinding({ series }));
      expect(asked.length).toBeLessThanOrEqual(4);
      for (const { by } of asked) expect(Object.keys(series)).not.toContain(by);
    }
  });

  it('compares the days with the same weekdays before it began', () => {
    expect(planExplanation(aFinding())).toMatchObject({ days: [DAY], before: [WEEK_BEFORE] });
    const long = planExplanation(aFinding({ days: daysFrom(10) }));
    expect(long?.days).toEqual(daysFrom(7, '2026-11-21'));
    expect(long?.before).toEqual(daysFrom(7, '2026-11-07'));
    expect(long?.before.every((day) => day < DAY)).toBe(true);
  });

  it('names the largest parts of the change by account, region, usage type and tag', async () => {
    const { explain } = explorer({
      usageType: [...rows('EUW1-TimedStorage', 90, 92), ...rows('DataTransfer-Out-Bytes', 10, 68)],
      account: [...rows('111111111111', 60, 118), ...rows('222222222222', 40, 42)],
      region: rows('eu-west-1', 100, 160),
      team: [...rows('payments', 60, 115), ...rows('', 40, 45)],
    });
    expect(await explain(S3)).toMatchObject({
      state: 'found',
      partial: false,
      causes: [
        { kind: 'usageType', name: 'DataTransfer-Out-Bytes', change: 58 * UNIT, share: 58 / 60 },
        { kind: 'account', name: '111111111111', change: 58 * UNIT },
        { kind: 'team', name: 'payments', change: 55 * UNIT },
      ],
    });
  });

  it.each([
    ['twice the usage at the same price', [10, 20], { usage: 60, price: 0 }],
    ['the same usage at twice the price', [10, 10], { usage: 0, price: 60 }],
    ['more of both', [10, 15], { usage: 30, price: 30 }],
    ['usage that is new', [0, 10], { usage: 60, price: 0 }],
  ] as const)('tells usage from price: %s', async (_, quantities, { usage, price }) => {
    const { explain } = explorer({ usageType: rows('BoxUsage', 60, 120, quantities) });
    expect(await explain(S3)).toMatchObject({ split: { usage: usage * UNIT, price: price * UNIT } });
  });

  it('is by the day for a finding of several', async () => {
    const finding = aFinding({ series: { service: 'a' }, days: daysFrom(2) });
    const usage = [
      ...rows('x', 10, 40),
      ...rows('x', 10, 60).map((row) => ({ ...row, day: row.day === DAY ? '2026-11-19' : '2026-11-12' })),
    ];
    const { explain } = explorer({ usageType: usage });
    expect(await explain(finding)).toMatchObject({ causes: [{ name: 'x', change: 40 * UNIT, share: 1 }] });
  });

  it('says so when an answer was not whole, and when there was none', async () => {
    expect(await explorer({}, false).explain(S3)).toMatchObject({
      state: 'found',
      partial: true,
      causes: [],
    });
    const questions = {
      ask: () => Promise.reject(new AppError('no', { code: 'AccessDeniedException', kind: 'forbidden' })),
    };
    const explain = makeExplainFinding({ questions, telemetry: SILENT });
    expect(await explain('F', S3)).toEqual({ state: 'failed', reason: 'AccessDeniedException' });
  });

  it('does not take a charge by the calendar apart', async () => {
    const { asked, explain } = explorer({});
    expect(await explain(aFinding({ kind: 'fee-change' }))).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('names what was changed there, where somebody can say', async () => {
    const questions = { ask: async () => ({ rows: [], complete: true }) };
    const changes = { find: async () => ['RunInstances'] };
    expect(await makeExplainFinding({ questions, changes, telemetry: SILENT })('F', S3)).toMatchObject({
      changes: ['RunInstances'],
    });
  });
});

describe('the questions as Cost Explorer takes them', () => {
  const ce = mockClient(CostExplorerClient);
  beforeEach(() => ce.reset());
  const config = { metric: 'NetUnblendedCost', teamTag: 'team', teamAliases: { pay: 'payments' } } as const;
  const source = new CostExplorer(new CostExplorerClient({ region: 'eu-west-1' }), config);
  const ask = (question: Partial<CauseQuestion>) =>
    costQuestions(source, config).ask({
      series: { service: 'Amazon S3', account: '111111111111', team: 'payments' },
      by: 'usageType',
      from: WEEK_BEFORE,
      to: DAY,
      quantity: true,
      ...question,
    });

  it('is one request, over the series alone and without charges by the calendar', async () => {
    ce.on(GetCostAndUsageCommand).resolves({
      NextPageToken: 'more',
      ResultsByTime: [
        {
          TimePeriod: { Start: DAY, End: '2026-11-19' },
          Groups: [
            {
              Keys: ['BoxUsage'],
              Metrics: {
                NetUnblendedCost: { Amount: '12.5', Unit: 'USD' },
                UsageQuantity: { Amount: '24', Unit: 'Hrs' },
              },
            },
          ],
        },
      ],
    });
    expect(await ask({})).toEqual({
      rows: [{ day: DAY, group: 'BoxUsage', micros: 12.5 * UNIT, quantity: 24 }],
      complete: false,
    });
    expect(ce.calls()).toHaveLength(1);
    expect(ce.commandCalls(GetCostAndUsageCommand)[0]?.args[0].input).toMatchObject({
      TimePeriod: { Start: WEEK_BEFORE, End: '2026-11-19' },
      Metrics: ['NetUnblendedCost', 'UsageQuantity'],
      GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
      Filter: {
        And: [
          { Not: { Dimensions: { Key: 'RECORD_TYPE', Values: expect.arrayContaining(['Tax', 'Credit']) } } },
          { Dimensions: { Key: 'SERVICE', Values: ['Amazon S3'] } },
          { Dimensions: { Key: 'LINKED_ACCOUNT', Values: ['111111111111'] } },
          { Tags: { Key: 'team', Values: ['payments', 'pay'] } },
        ],
      },
    });
  });

  it('knows a team by its old name, and costs without the tag', async () => {
    ce.on(GetCostAndUsageCommand).resolves({
      ResultsByTime: [
        {
          TimePeriod: { Start: DAY, End: DAY },
          Groups: [
            { Keys: ['team$pay'], Metrics: {} },
            { Keys: ['team$'], Metrics: {} },
          ],
        },
      ],
    });
    const { rows: found } = await ask({ by: 'team', quantity: false, series: { team: '(untagged)' } });
    expect(found.map(({ group }) => group)).toEqual(['payments', '']);
    expect(ce.commandCalls(GetCostAndUsageCommand)[0]?.args[0].input.Filter).toMatchObject({
      And: [expect.anything(), { Tags: { Key: 'team', MatchOptions: ['ABSENT'] } }],
    });
  });

  it('leaves out nothing that is usage', async () => {
    ce.on(GetCostAndUsageCommand).resolves({});
    await ask({ series: {} });
    const { Filter } = ce.commandCalls(GetCostAndUsageCommand)[0]?.args[0].input ?? {};
    expect((Filter?.Not?.Dimensions?.Values ?? ['nothing']).filter(isUsage)).toEqual([]);
  });

  it('passes a refusal on with its name', async () => {
    ce.on(GetCostAndUsageCommand).rejects(Object.assign(new Error('x'), { name: 'LimitExceededException' }));
    await expect(ask({})).rejects.toMatchObject({ code: 'LimitExceededException', kind: 'throttled' });
  });
});
