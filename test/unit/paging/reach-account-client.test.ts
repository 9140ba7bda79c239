import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListKeysCommand } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import {
  GetServiceQuotaCommand,
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
} from '@aws-sdk/client-service-quotas';
import { GetAccountCommand, GetEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListPhoneNumbersOptedOutCommand } from '@aws-sdk/client-sns';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readContacts } from '../../../shared/paging/contact-batch-store.ts';
import { loadReach } from '../../../shared/paging/load-reach.ts';
import { accountSources } from '../../../shared/paging/reach-account-client.ts';
import type { ReachFacts } from '../../../shared/paging/reach-check.ts';
import { ACCOUNT, playAccount } from '../../support/played-account.ts';
import { reachable } from '../../support/reach.ts';

const { sns, ses, kms, lambda, cloudWatch, quotas, states } = ACCOUNT;
const dynamo = mockClient(DynamoDBDocumentClient);
const NOW = '2026-11-21T10:00:00.000Z';
const CONTACT = reachable('alice', 1, ['sms']);

const load = (told?: (done: number, all: number) => void): Promise<ReachFacts> =>
  loadReach(
    {
      ...accountSources('belltower@acme.example', NOW, { region: 'eu-west-1' }),
      contacts: { action: 'dynamodb:BatchGetItem', read: async () => new Map([['alice', CONTACT]]) },
      overrides: { action: 'dynamodb:Query', read: async () => [] },
    },
    told,
  );
const failing = (name: string) => Object.assign(new Error('+4915112345678'), { name });
const metric = (MetricName: string, ...values: number[]) =>
  cloudWatch
    .on(GetMetricStatisticsCommand, { MetricName })
    .resolves({ Datapoints: values.map((Maximum) => ({ Maximum })) });

beforeEach(() => {
  playAccount();
  dynamo.reset();
  sns.on(ListPhoneNumbersOptedOutCommand).resolves({ phoneNumbers: ['+1'] });
  kms.on(ListKeysCommand).resolves({ Keys: [{ KeyId: 'a' }, { KeyId: 'b' }] });
  states.on(ListStateMachinesCommand).resolves({
    stateMachines: ['a', 'b'].map((name) => ({
      name,
      stateMachineArn: name,
      type: 'STANDARD',
      creationDate: new Date(NOW),
    })),
  });
  metric('SMSMonthToDateSpentUSD', 3, 12.5, 7);
  metric('OpenExecutionCount', 5);
  metric('OpenExecutionLimit', 1_000_000);
});

describe('loading', () => {
  it('asks every service, and says how far it is', async () => {
    const told = vi.fn();
    expect(await load(told)).toEqual({
      smsSettings: { ok: true, value: { spendLimitUsd: 100, receiptsRole: true } },
      smsSpentUsd: { ok: true, value: 12.5 },
      smsSandbox: { ok: true, value: false },
      optedOut: { ok: true, value: { numbers: ['+1'], complete: true } },
      mailAccount: {
        ok: true,
        value: { production: true, sending: true, sentInADay: { used: 40, limit: 50_000 } },
      },
      mailIdentity: { ok: true, value: { verified: true, dkim: 'SUCCESS' } },
      contacts: { ok: true, value: new Map([['alice', CONTACT]]) },
      overrides: { ok: true, value: [] },
      kmsKeys: { ok: true, value: { used: 2, limit: 100_000 } },
      executions: { ok: true, value: { used: 5, limit: 1_000_000 } },
      stateMachines: { ok: true, value: { used: 2, limit: 10_000 } },
      concurrency: { ok: true, value: { used: 96, limit: 1000 } },
    });
    expect(told.mock.calls).toEqual(Array.from({ length: 12 }, (_, n) => [n + 1, 12]));
  });

  it('asks what was spent since the month began', async () => {
    await load();
    const [spent] = cloudWatch.commandCalls(GetMetricStatisticsCommand, { Namespace: 'AWS/SNS' });
    expect(spent?.args[0].input).toMatchObject({
      StartTime: new Date('2026-11-01T00:00:00Z'),
      EndTime: new Date(NOW),
      Statistics: ['Maximum'],
    });
  });

  it('asks SES about the domain of the sender', async () => {
    await load();
    expect(ses.commandCalls(GetEmailIdentityCommand)[0]?.args[0].input).toEqual({
      EmailIdentity: 'acme.example',
    });
  });

  it.each<[error: string, reason: string]>([
    ['AccessDeniedException', 'denied'],
    ['AuthorizationErrorException', 'denied'],
    ['AccessDenied', 'denied'],
    ['InvalidAction', 'InvalidAction'],
  ])('goes on where a service answers %s, and keeps none of its words', async (error, reason) => {
    sns.rejects(failing(error));
    lambda.on(GetAccountSettingsCommand).rejects(failing(error));
    const facts = await load();
    expect(facts.smsSandbox).toEqual({ ok: false, action: 'sns:GetSMSSandboxAccountStatus', reason });
    expect(facts.concurrency).toMatchObject({ ok: false, reason });
    expect(facts.kmsKeys).toMatchObject({ ok: true });
    expect(JSON.stringify(facts)).not.toContain('+49');
  });

  it('tells an identity that is not there from one that it may not see', async () => {
    ses.on(GetEmailIdentityCommand).rejects(failing('NotFoundException'));
    expect((await load()).mailIdentity).toEqual({ ok: true, value: undefined });
  });

  it('reads numbers that have opted out page by page, up to twenty pages', async () => {
    sns.on(ListPhoneNumbersOptedOutCommand).resolves({ phoneNumbers: ['+1'], nextToken: 'more' });
    const { optedOut } = await load();
    expect(optedOut).toMatchObject({ value: { complete: false } });
    expect(sns.commandCalls(ListPhoneNumbersOptedOutCommand)).toHaveLength(20);
  });

  it.each([
    ['-1 is no limit', { Max24HourSend: -1, SentLast24Hours: 7 }, 'unlimited'],
    ['a part of it says nothing', { Max24HourSend: 200 }, undefined],
    ['nothing', undefined, undefined],
  ])('the sending quota of SES: %s', async (_, SendQuota, sentInADay) => {
    ses.on(GetAccountCommand).resolves({ ProductionAccessEnabled: true, SendQuota });
    expect((await load()).mailAccount).toMatchObject({ ok: true, value: { sentInADay } });
  });

  it('finds the quota of state machines by its name, what is applied before the default', async () => {
    const named = (Value: number) => ({ QuotaName: 'Maximum number of registered state machines', Value });
    const other = { QuotaName: 'Registered activities', Value: 1 };
    quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [other, named(10_000)] });
    quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [other, named(25_000)] });
    expect((await load()).stateMachines).toEqual({ ok: true, value: { used: 2, limit: 25_000 } });
    quotas.on(ListServiceQuotasCommand).resolves({ Quotas: [other] });
    expect((await load()).stateMachines).toEqual({ ok: true, value: { used: 2, limit: 10_000 } });
    quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [other] });
    expect((await load()).stateMachines).toEqual({ ok: true, value: { used: 2, limit: undefined } });
  });

  it('does not know a usage whose numbers are missing', async () => {
    lambda.on(GetAccountSettingsCommand).resolves({});
    quotas.on(GetServiceQuotaCommand).resolves({});
    expect(await load()).toMatchObject({
      concurrency: { ok: false, reason: 'answer-incomplete' },
      kmsKeys: { ok: false, reason: 'answer-incomplete' },
    });
  });
});

describe('readContacts', () => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-1' }));
  it('asks for a hundred at a time', async () => {
    const people = Array.from({ length: 201 }, (_, n) => `p${n}`);
    dynamo
      .on(BatchGetCommand)
      .resolvesOnce({ Responses: { contacts: [CONTACT] } })
      .resolves({ Responses: { contacts: [] } });
    expect([...(await readContacts(client, 'contacts', people)).keys()]).toEqual(['alice']);
    const sizes = dynamo
      .commandCalls(BatchGetCommand)
      .map(({ args: [{ input }] }) => input.RequestItems?.['contacts']?.Keys?.length);
    expect(sizes).toEqual([100, 100, 1]);
  });

  it('is not content with a part', async () => {
    dynamo.on(BatchGetCommand).resolves({ UnprocessedKeys: { contacts: { Keys: [{ pk: 'x' }] } } });
    await expect(readContacts(client, 'contacts', ['alice'])).rejects.toMatchObject({ kind: 'throttled' });
  });
});
