import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import { changeReplay, replayState } from '../../local/cost-explorer/replay-control.ts';
import { endedExecution } from '../../local/ended-execution.ts';
import { readLocalCost } from '../../local/local-config.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { CostStore } from '../../shared/cost/cost-store.ts';
import type { Day } from '../../shared/kernel/day.ts';
import { Deployed } from '../support/deployed.ts';

const Result = z.object({
  state: z.string(),
  reason: z.string(),
  requests: z.int(),
  written: z.int(),
  through: z.string(),
});
const CACHE = 'Amazon ElastiCache';

describe('the run for costs', () => {
  const stack = new Deployed();
  const { costExplorer } = inject('localStack');
  const { cost } = readLocalCost();
  const costs = new CostStore(stack.world.documents, stack.outputs.CostsTable, cost.teamAliases);
  const lambda = new LambdaClient(localClientConfig(stack.url));
  let FunctionName: string;
  beforeAll(async () => {
    FunctionName = physicalId(await physicalIds(stack.url), 'CostCollectionCollectCostsFunction');
  });
  afterAll(() => changeReplay(costExplorer, { fault: null }));

  /** Starts the workflow as its schedule does at a time, with the bill as it was then. @returns how it ended */
  async function run(at: string, now = at) {
    await changeReplay(costExplorer, { now: `${now}:00.000Z` });
    return endedExecution(stack.workflows, {
      what: `the run of ${at}`,
      stateMachineArn: stack.outputs.CostRunArn,
      input: { at: `${at}:00Z` }, // as EventBridge Scheduler writes it
      within: 50_000, // what it finds is told before it ends
    });
  }
  const collected = async (at: string, now?: string) => {
    const { status, output } = await run(at, now);
    expect(status).toBe('SUCCEEDED');
    const { Collect, Judge } = JSON.parse(output);
    return { ...Result.parse(Collect), findings: Judge.findings.length };
  };
  // Not by the workflow: the emulator names all errors of functions alike, so it tries again what that cannot mend.
  const collect = (at: string) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ at: `${at}:00Z` }) }));
  const ofDay = async (day: Day, service: string) =>
    (await costs.series('account', day, day)).find(({ key }) => key.service === service)?.days[0]?.micros;
  const audited = async () => {
    const { Items = [] } = await stack.world.documents.send(
      new QueryCommand({
        TableName: stack.outputs.AuditTable,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': 'costs:collection' },
      }),
    );
    return Items.map(({ reason }) => reason);
  };

  test('brings 13 months in at first, in at most 30 requests', async () => {
    const result = await collected('2026-11-19T18:00');
    expect(result).toMatchObject({ state: 'ok', reason: 'first-run', through: '2026-11-18' });
    expect(result.requests).toBeLessThanOrEqual(30);
    const asked = (await replayState(costExplorer)).requests - result.requests; // why its findings are ones
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(4 * result.findings);
    const days = await costs.days('2025-01-01', '2026-11-30');
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2025-10-01', '2026-11-19']);
    expect(days.filter(({ unreconciled }) => unreconciled)).toEqual([]);
    expect(days.find(({ day }) => day === '2026-09-15')?.estimated).toBe(false);
    expect(days.find(({ day }) => day === '2026-11-15')?.estimated).toBe(true);
    const teams = new Set(
      (await costs.series('team', '2025-10-01', '2026-11-18')).map(({ key }) => key.team),
    );
    expect([...teams].sort()).toEqual(['(untagged)', 'payments', 'platform', 'search', 'storefront']);
    const charges = await costs.series('charge', '2026-10-01', '2026-11-18');
    expect(new Set(charges.map(({ charge }) => charge))).toEqual(
      new Set(['tax', 'support', 'marketplace', 'commitment', 'credit']),
    );
  });

  test('asks nothing for a time it has collected for, and writes nothing where nothing changed', async () => {
    const before = await replayState(costExplorer);
    expect(await collected('2026-11-19T18:00')).toMatchObject({ reason: 'collected-already', requests: 0 });
    expect(await replayState(costExplorer)).toMatchObject({ requests: before.requests });
    const again = await collected('2026-11-19T19:00', '2026-11-19T18:00');
    expect(again).toMatchObject({ reason: 'recent', requests: 4, written: 0 });
  });

  test('takes what AWS restates', async () => {
    const before = (await ofDay('2026-11-18', CACHE)) ?? 0;
    expect(await collected('2026-11-20T18:00')).toMatchObject({ through: '2026-11-19', requests: 4 });
    expect(await ofDay('2026-11-18', CACHE)).toBeGreaterThan(before);
  });

  test.each([
    ['AccessDenied', 'denied', '2026-11-20T19:00'],
    ['NotEnabled', 'not-enabled', '2026-11-20T20:00'],
    ['DataUnavailable', 'not-enabled', '2026-11-20T21:00'],
  ] as const)('says so where Cost Explorer answers %s, and touches no costs', async (error, state, at) => {
    const before = await costs.series('account', '2026-11-01', '2026-11-20');
    await changeReplay(costExplorer, { fault: { error } });
    expect((await collect(at)).FunctionError).toBeDefined();
    await changeReplay(costExplorer, { fault: null });
    expect(await costs.collection()).toMatchObject({ state, through: '2026-11-19' });
    expect(await costs.series('account', '2026-11-01', '2026-11-20')).toEqual(before);
    expect(await audited()).toContain(state);
  });

  test('asks again where it is asked to slow down, gives up for now where that goes on, and recovers (43)', async () => {
    await changeReplay(costExplorer, { fault: { error: 'LimitExceeded', times: 2 } });
    expect(await collected('2026-11-20T22:00')).toMatchObject({ state: 'ok' });
    await changeReplay(costExplorer, { fault: { error: 'LimitExceeded' } });
    expect((await collect('2026-11-20T23:00')).FunctionError).toBeDefined();
    expect(await costs.collection()).toMatchObject({ state: 'throttled', through: '2026-11-19' });
    await changeReplay(costExplorer, { fault: null });
    expect(await collected('2026-11-21T06:00')).toMatchObject({ state: 'ok', through: '2026-11-20' });
  });

  describe('when it has brought costs in', () => {
    const Mails = z.object({
      messages: z.record(
        z.string(),
        z.array(z.object({ To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
      ),
    });
    /** The mails about this, by whom they reached. */
    async function mails(about: string) {
      const response = await fetch(`${stack.url}/_ministack/ses/messages`);
      const { messages } = Mails.parse(await response.json());
      return Object.values(messages)
        .flat()
        .filter(({ Subject }) => Subject.includes(about))
        .map(({ To, BodyText }) => ({ to: To.join(), text: BodyText }));
    }
    async function review(at: string) {
      const ids = await physicalIds(stack.url);
      const name = physicalId(ids, 'CostReviewsReviewCostsFunction');
      const answer = await lambda.send(
        new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ at }) }),
      );
      return answer.FunctionError === undefined ? 'done' : Buffer.from(answer.Payload ?? []).toString();
    }

    test('tells of budgets that its costs have reached, each threshold once however often it runs', async () => {
      const first = await mails('Budget everything');
      expect(first.length).toBeGreaterThan(0);
      expect(first.map(({ text }) => text).join()).toMatch(/The whole bill .* November 2026/);
      await run('2026-11-21T07:00');
      expect(await mails('Budget everything')).toHaveLength(first.length);
    });

    test('tells finance and teams what the last month cost, with a link to its page, once', async () => {
      expect(await review('2026-11-03T07:00:00Z')).toBe('done');
      const told = await mails('in October 2026');
      expect(told.map(({ to }) => to).sort()).toEqual([
        'finance@acme.example',
        'payments@acme.example',
        'platform@acme.example',
        'search@acme.example',
        'storefront@acme.example',
      ]);
      const link =
        /https?:\S+\/r\/\S+/.exec(told.find(({ to }) => to.startsWith('finance'))?.text ?? '')?.[0] ?? '';
      const page = await fetch(link);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await page.text()).toMatch(/<h1>acme cost [$][\d,.]+ in October 2026/);
      expect((await fetch(link.replace('/r/2026-10', '/r/2026-09'))).status).toBe(404);
      expect(await review('2026-11-03T07:00:00Z')).toBe('done');
      expect(await mails('in October 2026')).toHaveLength(told.length);
    });
  });
});
