import '../../support/quiet.ts';
import {
  CostExplorerClient,
  type Expression,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
} from '@aws-sdk/client-cost-explorer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOf, isEstimated } from '../../../local/cost-explorer/as-of.ts';
import { type BillLine, billFromCsv, billToCsv } from '../../../local/cost-explorer/bill.ts';
import { exampleBill } from '../../../local/cost-explorer/bill-parameters.ts';
import { generateBill } from '../../../local/cost-explorer/generate-bill.ts';
import { changeReplay, replayState } from '../../../local/cost-explorer/replay-control.ts';
import { startReplay } from '../../../local/cost-explorer/replay-server.ts';
import { Lifetime } from '../../../local/lifetime.ts';
import { readLocalCost } from '../../../local/local-config.ts';
import { CostExplorer, explorerClient } from '../../../shared/cost/cost-explorer-client.ts';
import type { CostQuestion } from '../../../shared/cost/cost-source.ts';
import { readGroups } from '../../../shared/cost/read-groups.ts';
import { stateOf } from '../../../shared/cost/refusal.ts';

const NOW = '2026-11-21T06:00:00.000Z';
const line = (changes: Partial<BillLine>): BillLine => ({
  date: '2026-11-10',
  account: '111111111111',
  service: 'Amazon S3',
  region: 'eu-west-1',
  usage_type: 'EU-Requests',
  record_type: 'Usage',
  team: 'payments',
  cost: '10',
  usage: '100',
  ...changes,
});
const LINES = [
  line({}),
  line({ service: 'AWS Lambda', cost: '0.0000000282', team: '' }),
  line({ account: '222222222222', region: 'us-east-1', cost: '5.5' }),
  line({ date: '2026-11-11', cost: '11' }),
  line({ date: '2026-11-20', cost: '100' }),
  line({ date: '2026-11-01', service: 'Tax', record_type: 'Tax', team: '', cost: '7' }),
  line({ date: '2026-10-31', cost: '20' }),
  line({ date: '2026-10-01', cost: '20' }),
];

const lifetime = new Lifetime();
let url: string;
let client: CostExplorerClient;
const period = (Start: string, End: string) => ({ TimePeriod: { Start, End } });
const METRICS = { Metrics: ['NetUnblendedCost'] };
const ask = (input: Partial<GetCostAndUsageCommandInput>) =>
  client.send(
    new GetCostAndUsageCommand({
      ...period('2026-11-10', '2026-11-12'),
      ...METRICS,
      Granularity: 'DAILY',
      ...input,
    }),
  );
/** What is asked for, as `day keys amount`. */
const told = async (input: Partial<GetCostAndUsageCommandInput>) => {
  const { ResultsByTime = [] } = await ask(input);
  return ResultsByTime.flatMap(({ TimePeriod, Total, Groups = [] }) => {
    const day = TimePeriod?.Start?.slice(5);
    const whole = Total?.['NetUnblendedCost']?.Amount;
    return [
      ...(whole === undefined ? [] : [`${day} ${whole}`]),
      ...Groups.map(
        ({ Keys = [], Metrics }) => `${day} ${Keys.join(' ')} ${Metrics?.['NetUnblendedCost']?.Amount}`,
      ),
    ];
  });
};

beforeAll(async () => {
  const accountNames = new Map([['111111111111', 'payments-prod']]);
  const bill = { lines: LINES, restatements: [], accountNames, at: NOW, page: 1000, tag: 'team' };
  url = await startReplay(bill, lifetime);
  process.env['AWS_ENDPOINT_URL_COST_EXPLORER'] = url;
  client = new CostExplorerClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(() => lifetime.end());

describe('the stand-in of Cost Explorer', () => {
  it('sums days, with ten decimals and a flag on what may change', async () => {
    const { ResultsByTime } = await ask({});
    expect(ResultsByTime).toEqual([
      {
        TimePeriod: { Start: '2026-11-10', End: '2026-11-11' },
        Total: { NetUnblendedCost: { Amount: '15.5000000282', Unit: 'USD' } },
        Groups: [],
        Estimated: true,
      },
      {
        TimePeriod: { Start: '2026-11-11', End: '2026-11-12' },
        Total: { NetUnblendedCost: { Amount: '11.0000000000', Unit: 'USD' } },
        Groups: [],
        Estimated: true,
      },
    ]);
  });

  it('sums months, the first and the last as far as they are asked for', async () => {
    expect(await told({ ...period('2026-10-15', '2026-11-11'), Granularity: 'MONTHLY' })).toEqual([
      '10-15 20.0000000000',
      '11-01 22.5000000282',
    ]);
  });

  it.each([
    [
      ['SERVICE'],
      ['11-10 AWS Lambda 0.0000000282', '11-10 Amazon S3 15.5000000000', '11-11 Amazon S3 11.0000000000'],
    ],
    [
      ['REGION', 'LINKED_ACCOUNT'],
      [
        '11-10 eu-west-1 111111111111 10.0000000282',
        '11-10 us-east-1 222222222222 5.5000000000',
        '11-11 eu-west-1 111111111111 11.0000000000',
      ],
    ],
    [
      ['RECORD_TYPE', 'USAGE_TYPE'],
      ['11-10 Usage EU-Requests 15.5000000282', '11-11 Usage EU-Requests 11.0000000000'],
    ],
  ])('groups by %j', async (keys, expected) => {
    expect(await told({ GroupBy: keys.map((Key) => ({ Type: 'DIMENSION', Key })) })).toEqual(expected);
  });

  it('groups by a tag, where nothing has an empty value, and says what groups and accounts are', async () => {
    const GroupBy = [
      { Type: 'TAG', Key: 'team' },
      { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
    ] as const;
    expect(await told({ GroupBy: [...GroupBy] })).toEqual([
      '11-10 team$ 111111111111 0.0000000282',
      '11-10 team$payments 111111111111 10.0000000000',
      '11-10 team$payments 222222222222 5.5000000000',
      '11-11 team$payments 111111111111 11.0000000000',
    ]);
    expect(await ask({ GroupBy: [...GroupBy] })).toMatchObject({
      GroupDefinitions: GroupBy,
      DimensionValueAttributes: [
        { Value: '111111111111', Attributes: { description: 'payments-prod' } },
        { Value: '222222222222', Attributes: { description: '222222222222' } },
      ],
    });
    expect(await told({ GroupBy: [{ Type: 'TAG', Key: 'owner' }] })).toEqual([
      '11-10 owner$ 15.5000000282',
      '11-11 owner$ 11.0000000000',
    ]);
  });

  const service = (...Values: string[]): Expression => ({ Dimensions: { Key: 'SERVICE', Values } });
  const team = (...Values: string[]): Expression => ({ Tags: { Key: 'team', Values } });
  it.each<[Expression, string[]]>([
    [service('AWS Lambda'), ['11-10 0.0000000282', '11-11 0']],
    [service('AWS Lambda', 'Amazon S3'), ['11-10 15.5000000282', '11-11 11.0000000000']],
    [{ Not: service('Amazon S3') }, ['11-10 0.0000000282', '11-11 0']],
    [team('payments'), ['11-10 15.5000000000', '11-11 11.0000000000']],
    [{ Tags: { Key: 'team', MatchOptions: ['ABSENT'] } }, ['11-10 0.0000000282', '11-11 0']],
    [
      {
        And: [
          team('payments'),
          { Dimensions: { Key: 'REGION', Values: ['us-east-1'], MatchOptions: ['EQUALS'] } },
        ],
      },
      ['11-10 5.5000000000', '11-11 0'],
    ],
    [{ Or: [service('AWS Lambda'), { Not: team('payments') }] }, ['11-10 0.0000000282', '11-11 0']],
  ])('filters: %j', async (Filter, expected) => {
    expect(await told({ Filter })).toEqual(expected);
  });

  it('says how much was used', async () => {
    const { ResultsByTime } = await ask({ Metrics: ['UnblendedCost', 'UsageQuantity'] });
    expect(ResultsByTime?.[0]?.Total).toEqual({
      UnblendedCost: { Amount: '15.5000000282', Unit: 'USD' },
      UsageQuantity: { Amount: '300.0000000000', Unit: 'N/A' },
    });
  });

  it('gives pages, also within a day, whose groups add up to all of them', async () => {
    await changeReplay(url, { page: 1 });
    const GroupBy = [{ Type: 'DIMENSION', Key: 'SERVICE' }] as const;
    const pages = [];
    let NextPageToken: string | undefined;
    do {
      const page = await ask({ GroupBy: [...GroupBy], NextPageToken });
      pages.push(
        page.ResultsByTime?.map(({ TimePeriod, Groups = [] }) => `${TimePeriod?.Start} ${Groups.length}`),
      );
      ({ NextPageToken } = page);
    } while (NextPageToken !== undefined);
    expect(pages).toEqual([['2026-11-10 1'], ['2026-11-10 1'], ['2026-11-11 1']]);
    const first = await ask({ GroupBy: [...GroupBy] });
    await expect(ask({ NextPageToken: first.NextPageToken })).rejects.toMatchObject({
      name: 'RequestChangedException',
    });
    await expect(ask({ NextPageToken: 'x' })).rejects.toMatchObject({ name: 'InvalidNextTokenException' });
    await changeReplay(url, { page: 1000 });
  });

  it.each<[string, Partial<GetCostAndUsageCommandInput>]>([
    ['before end', period('2026-11-10', '2026-11-10')],
    ['future', period('2026-11-22', '2026-11-23')],
    ['next month', period('2026-11-10', '2026-12-02')],
    ['too old', period('2025-09-30', '2026-11-10')],
    ['TimePeriod', { TimePeriod: undefined }],
    ['Metrics', { Metrics: [] }],
    ['metric Costs', { Metrics: ['Costs'] }],
    ['Granularity', { Granularity: 'HOURLY' }],
    ['GroupBy', { GroupBy: ['SERVICE', 'REGION', 'USAGE_TYPE'].map((Key) => ({ Type: 'DIMENSION', Key })) }],
    ['dimension CITY', { GroupBy: [{ Type: 'DIMENSION', Key: 'CITY' }] }],
    ['exactly one', { Filter: {} }],
    ['exactly one', { Filter: { ...service('a'), ...team('b') } }],
    ['at least 2', { Filter: { And: [service('a')] } }],
    ['at least one value', { Filter: service() }],
    ['CONTAINS', { Filter: { Dimensions: { Key: 'SERVICE', Values: ['S3'], MatchOptions: ['CONTAINS'] } } }],
  ])('refuses what is not valid: %s', async (says, input) => {
    await expect(ask(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(says),
    });
  });

  it('knows no other operation, and no other change', async () => {
    const call = (path: string, body: string, target = 'AWSInsightsIndexService.GetTags') =>
      fetch(url + path, { method: 'POST', body, headers: { 'x-amz-target': target } });
    expect(await (await call('/', '{}')).json()).toMatchObject({ __type: 'UnknownOperationException' });
    expect((await call('/_replay', '{"clock":1}')).status).toBe(400);
    expect((await call('/_replay', 'x')).status).toBe(400);
    expect((await call('/', 'x', 'AWSInsightsIndexService.GetCostAndUsage')).status).toBe(400);
  });

  it('restates the last days as its clock moves, until they are final', async () => {
    const newest = async (now: string) => {
      await changeReplay(url, { now });
      return Number((await told(period('2026-11-20', '2026-11-21')))[0]?.split(' ')[1]);
    };
    const seen = [];
    for (const now of [
      '2026-11-20T00:00',
      '2026-11-20T18:00',
      '2026-11-21T06:00',
      '2026-11-22T06:00',
      '2026-11-24T06:00',
    ])
      seen.push(await newest(`${now}:00.000Z`));
    expect(seen[0]).toBe(0);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
    expect(seen.at(-2)).toBeLessThan(100);
    expect(seen.at(-1)).toBe(100);
    await changeReplay(url, { now: NOW });
  });

  it('refuses when it is told to, so often, and counts only what AWS would charge for', async () => {
    const before = await replayState(url);
    await changeReplay(url, { fault: { error: 'LimitExceeded', times: 2 } });
    for (const _ of [1, 2]) await expect(ask({})).rejects.toMatchObject({ name: 'LimitExceededException' });
    await ask({});
    await changeReplay(url, { fault: { error: 'AccessDenied' } });
    for (const _ of [1, 2, 3]) await expect(ask({})).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await changeReplay(url, { fault: null });
    await ask({});
    const after = await replayState(url);
    expect([after.requests - before.requests, after.refused - before.refused]).toEqual([2, 5]);
  });
});

describe('our client, asked through the SDK', () => {
  const explorer = new CostExplorer(explorerClient(), { metric: 'NetUnblendedCost', teamTag: 'team' });
  const window = { from: '2026-11-10', to: '2026-11-11' };

  it('reads every page, and takes the name of the tag off its values', async () => {
    await changeReplay(url, { page: 1 });
    let requests = 0;
    const answer = await explorer.read({ window, groupBy: ['team', 'service'] }, () => void requests++);
    await changeReplay(url, { page: 1000 });
    expect([requests, answer.fullPage]).toEqual([3, 1]);
    expect(
      readGroups('team', answer).map(({ key, days }) => [key.team, days.map(({ amount }) => amount)]),
    ).toEqual([
      ['(untagged)', ['0.0000000282']],
      ['payments', ['15.5', '11']],
    ]);
  });

  it('knows what accounts are called', async () => {
    const { accountNames } = await explorer.read({ window, groupBy: ['account'] }, () => {});
    expect(accountNames?.get('111111111111')).toBe('payments-prod');
  });

  it('asks without the record types that it is told', async () => {
    const whole = { window: { from: '2026-11-01', to: '2026-11-01' }, groupBy: [] };
    const read = async (withoutRecordTypes: string[]) =>
      (await explorer.read({ ...whole, withoutRecordTypes }, () => {})).days.map(
        ({ rows }) => rows[0]?.amount,
      );
    expect(await read([])).toEqual(['7.0000000000']);
    expect(await read(['Tax'])).toEqual(['0']);
  });

  it('asks for a part of the bill, and for how much was used', async () => {
    const asked = { window, groupBy: ['usageType'], withUsage: true } as const;
    const read = async (only: NonNullable<CostQuestion['only']>) =>
      (await explorer.read({ ...asked, only }, () => {})).days.flatMap(({ rows }) => rows);
    expect(
      await read({ service: ['Amazon S3'], team: ['payments', 'pay'], account: ['222222222222'] }),
    ).toEqual([{ keys: ['EU-Requests'], amount: '5.5000000000', currency: 'USD', usage: '100.0000000000' }]);
    expect((await read({ team: [''] })).map(({ amount }) => amount)).toEqual(['0.0000000282']);
    expect((await read({ team: ['', 'payments'] })).map(({ amount }) => amount)).toEqual([
      '15.5000000282',
      '11.0000000000',
    ]);
  });

  it('waits and asks again where it is asked to slow down (43)', async () => {
    await changeReplay(url, { fault: { error: 'LimitExceeded', times: 2 } });
    let requests = 0;
    const answer = await explorer.read({ window, groupBy: [] }, () => void requests++);
    expect(answer.days).toHaveLength(2);
    expect(requests).toBe(1);
  });

  it.each([
    ['AccessDenied', 'denied'],
    ['NotEnabled', 'not-enabled'],
    ['DataUnavailable', 'not-enabled'],
  ] as const)('understands %s as %s', async (error, state) => {
    await changeReplay(url, { fault: { error, times: 1 } });
    const refusal = await explorer.read({ window, groupBy: [] }, () => {}).catch((thrown: unknown) => thrown);
    expect(stateOf(refusal)).toBe(state);
    expect(refusal).toMatchObject({ retryable: false });
  });
});

describe('the example bill', () => {
  const { parameters, incidents } = exampleBill();
  const { accounts } = readLocalCost().organization;
  const bill = generateBill(parameters, incidents, new Map(accounts.map(({ name, id }) => [name, id])));
  const of = (match: { service: string; account: string; usageType?: string | undefined }) =>
    bill.filter(
      (one) =>
        one.service === match.service &&
        accounts.find(({ id }) => id === one.account)?.name === match.account &&
        one.usage_type === (match.usageType ?? one.usage_type),
    );

  it('is always the same, and survives as CSV', () => {
    const again = generateBill(parameters, incidents, new Map(accounts.map(({ name, id }) => [name, id])));
    expect(again).toEqual(bill);
    expect(billFromCsv(billToCsv(bill))).toEqual(bill);
  });

  it('has 15 months, four teams and an old tag, all classes of charges and six kinds of incidents', () => {
    const months = new Set(bill.map(({ date }) => date.slice(0, 7)));
    expect(months.size).toBeGreaterThanOrEqual(15);
    expect([...new Set(bill.map(({ team }) => team))].sort()).toEqual([
      '',
      'pay',
      'payments',
      'platform',
      'search',
      'storefront',
    ]);
    expect(new Set(bill.map(({ record_type }) => record_type))).toEqual(
      new Set([
        'Usage',
        'SavingsPlanCoveredUsage',
        'SavingsPlanNegation',
        'SavingsPlanRecurringFee',
        'SavingsPlanUpfrontFee',
        'RIFee',
        'Fee',
        'Tax',
        'Support',
        'Credit',
        'Refund',
      ]),
    );
    expect(new Set(incidents.map(({ kind }) => kind)).size).toBe(6);
  });

  it.each(incidents.map((one) => [one.id, one] as const))(
    'shows %s from its first day on',
    (_, { kind, match, from }) => {
      const lines = of(match);
      const cost = (date: string) =>
        lines.filter((one) => one.date === date).reduce((sum, one) => sum + Number(one.cost), 0);
      const before = lines.filter(({ date }) => date < from).slice(-14);
      const usual = before.reduce((sum, one) => sum + Number(one.cost), 0) / Math.max(1, before.length);
      if (kind === 'new') expect([before.length, cost(from) > 200]).toEqual([0, true]);
      else if (kind === 'drop') expect(cost(from)).toBeLessThan(usual / 2);
      else if (kind === 'spike' || kind === 'step') expect(cost(from)).toBeGreaterThan(usual * 2);
      else expect(cost('2026-11-19')).toBeGreaterThan(usual * 1.5);
    },
  );

  it('is settled on the 8th of the next month, and October was another until the 6th of November', () => {
    expect([
      isEstimated('2026-10-31', '2026-11-07T23:59:59.999Z'),
      isEstimated('2026-10-31', '2026-11-08T00:00:00.000Z'),
    ]).toEqual([true, false]);
    const [october] = of({ service: 'Amazon Relational Database Service', account: 'payments-prod' }).filter(
      ({ date }) => date === '2026-10-10',
    );
    if (october === undefined) throw new Error('no line');
    const restated = parameters.restated.map((one) => ({ ...one, account: '000000000000' }));
    const [was, is] = ['2026-11-05T18:00:00.000Z', '2026-11-06T06:00:00.000Z'].map(
      (at) => asOf(october, at, restated)?.cost ?? 0n,
    );
    expect(Number(was) / Number(is)).toBeCloseTo(0.9, 6);
  });
});
