import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import type { Finding } from '../../shared/cost/finding.ts';
import type { FindingRecord } from '../../shared/cost/finding-record.ts';
import { FindingStore } from '../../shared/cost/finding-store.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { UNIT } from '../../shared/kernel/money.ts';
import { documentsOf } from '../../shared/runtime/aws-clients.ts';
import { Deployed } from '../support/deployed.ts';
import { aRecord } from '../support/findings.ts';
import { httpAnswer } from '../support/http-answer.ts';
import { until } from '../support/until.ts';

describe('telling of cost findings', () => {
  const stack = new Deployed();
  const aws = localClientConfig(stack.url);
  const lambda = new LambdaClient(aws);
  const { CostsTable: costs, AuditTable: audit } = stack.outputs;
  const store = new FindingStore(documentsOf(new DynamoDBClient(aws)), { costs, audit });
  let ids: readonly (readonly [string, string])[];
  beforeAll(async () => {
    await stack.resolveAll();
    ids = [...(await physicalIds(stack.url))];
  });
  afterAll(() => stack.resolveAll());

  async function invoke(name: string, payload: object): Promise<unknown> {
    const pattern = new RegExp(`^CostTelling${name}Function[0-9A-F]{8}$`);
    const FunctionName = ids.find(([id]) => pattern.test(id))?.[1] ?? '';
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }));
    expect(answer.FunctionError).toBeUndefined();
    return JSON.parse(answer.Payload?.transformToString() ?? 'null');
  }

  /** A finding of now that waits to be told, told by the deployed function. */
  async function told(found: Partial<Finding>): Promise<FindingRecord> {
    const at = instant(Date.now());
    const record = aRecord({ due: { what: 'opened', reason: 'new', since: at, attempts: 0 } }, found);
    const occasion = { at, actor: 'system:test', correlationId: 'test' };
    await store.write(undefined, record, { action: 'finding.record', reason: 'new' }, occasion);
    expect(await invoke('TellFinding', { findingId: record.id, at })).toEqual({ told: true, reason: 'new' });
    expect(await invoke('TellFinding', { findingId: record.id, at })).toEqual({
      told: false,
      reason: 'nothing-due',
    });
    return record;
  }
  const press = (link: string, form: Record<string, string>) =>
    httpAnswer(link, { method: 'POST', body: new URLSearchParams(form) });

  test('the owner is mailed once, opens the page, and what they say is kept', async () => {
    const { id } = await told({ series: { service: 'Amazon Kendra', team: 'payments' } });
    const mail = await until('the owner is mailed', async () => {
      await stack.world.mailbox.refresh();
      return stack.world.mailbox.take('payments@acme.example', 'email', ['Amazon Kendra']);
    });
    expect(mail.text).toContain('$60.00 a day more than usual');
    // The caption of the chart: it was drawn inside the function.
    expect(mail.text).toContain('A hollow dot is a day that AWS may still restate.');
    const [link = ''] = /https?:\/\/\S+\/f\/[\w-]+/.exec(mail.text) ?? [];
    const opened = await httpAnswer(link);
    expect({ status: opened.status, type: opened.type }).toEqual({
      status: 200,
      type: 'text/html; charset=utf-8',
    });
    expect(opened.text).toContain('Nobody has said what it is yet.');
    expect((await press(link, { action: 'investigating' })).status).toBe(200);
    expect(await store.read(id)).toMatchObject({ state: 'investigating', answer: { by: 'team:payments' } });
    expect((await httpAnswer(`${link.slice(0, -4)}AAAA`)).status).toBe(404);
    expect((await store.open()).map((record) => record.id)).toContain(id);
  });

  test('from the limit on an engineer is paged, and let go when it was expected', async () => {
    const { id } = await told({
      series: { service: 'Amazon Neptune', team: 'platform' },
      owner: 'platform',
      impact: 700 * UNIT,
    });
    const incident = await stack.incident(({ dedupKey }) => dedupKey === id);
    expect(incident).toMatchObject({ severity: 'SEV3', tier: 'page' });
    const [link = ''] = incident.links.map(({ url }) => url);
    expect((await press(link, { action: 'expected' })).status).toBe(200);
    await stack.whenSo(incident.id, 'it is resolved', (details) => details.incident.state === 'resolved');
    const kept = await store.read(id);
    expect(kept).toMatchObject({ state: 'expected', told: [{ what: 'opened' }, { what: 'closed' }] });
    expect(kept?.due).toBeUndefined();
  });

  test('the channels are checked, as far as the emulator can say', async () => {
    await invoke('CheckChannels', {});
  });
});
