import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { KMSClient, paginateListKeys } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetServiceQuotaCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  SESv2Client,
  type SendQuota,
} from '@aws-sdk/client-sesv2';
import { paginateListStateMachines, SFNClient } from '@aws-sdk/client-sfn';
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  paginateListPhoneNumbersOptedOut,
  SNSClient,
} from '@aws-sdk/client-sns';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { ReachSources } from './load-reach.ts';
import type { Usage } from './reach-check.ts';

/** Pages of a listing that are read at most: 100 numbers or 1,000 keys each. */
const MOST_PAGES = 20;

const DAY_SECONDS = 86_400;
const HOUR_MS = 3_600_000;
/** Quotas are looked for by name where AWS documents no code; the guide calls this one "number of registered state machines". */
const STATE_MACHINES = /\bregistered state machines\b/i;
const KMS_KEYS = { ServiceCode: 'kms', QuotaCode: 'L-C2F1777E' } as const;

/** Everything about the account and region that pages depend on; what our tables hold aside. */
export type AccountSources = Omit<ReachSources, 'contacts' | 'overrides'>;

/**
 * @param sender what pages are mailed from
 * @param place where, for whoever is not told by their environment
 */
export function accountSources(
  sender: string | undefined,
  now: Instant,
  place: { readonly region?: string } = {},
): AccountSources {
  const settings = { ...clientOptions(), ...place };
  const sns = logCalls(new SNSClient(settings));
  const ses = logCalls(new SESv2Client(settings));
  const kms = logCalls(new KMSClient(settings));
  const lambda = logCalls(new LambdaClient(settings));
  const cloudWatch = logCalls(new CloudWatchClient(settings));
  const quotas = logCalls(new ServiceQuotasClient(settings));
  const states = logCalls(new SFNClient(settings));
  return {
    smsSettings: {
      action: 'sns:GetSMSAttributes',
      read: async () => {
        const { attributes = {} } = await sns.send(
          new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit', 'DeliveryStatusIAMRole'] }),
        );
        const { MonthlySpendLimit: limit, DeliveryStatusIAMRole: role = '' } = attributes;
        return { spendLimitUsd: limit === undefined ? undefined : Number(limit), receiptsRole: role !== '' };
      },
    },
    smsSpentUsd: {
      action: 'cloudwatch:GetMetricStatistics',
      read: () => greatest(cloudWatch, 'AWS/SNS', 'SMSMonthToDateSpentUSD', monthOf(now), now, DAY_SECONDS),
    },
    smsSandbox: {
      action: 'sns:GetSMSSandboxAccountStatus',
      read: async () => (await sns.send(new GetSMSSandboxAccountStatusCommand({}))).IsInSandbox === true,
    },
    optedOut: {
      action: 'sns:ListPhoneNumbersOptedOut',
      read: async () => {
        const numbers: string[] = [];
        let pages = 0;
        for await (const page of paginateListPhoneNumbersOptedOut({ client: sns }, {})) {
          numbers.push(...(page.phoneNumbers ?? []));
          if (++pages === MOST_PAGES) return { numbers, complete: page.nextToken === undefined };
        }
        return { numbers, complete: true };
      },
    },
    mailAccount: {
      action: 'ses:GetAccount',
      read: async () => {
        const { ProductionAccessEnabled, SendingEnabled, SendQuota } = await ses.send(
          new GetAccountCommand({}),
        );
        return {
          production: ProductionAccessEnabled === true,
          sending: SendingEnabled !== false,
          sentInADay: sentInADay(SendQuota),
        };
      },
    },
    mailIdentity: { action: 'ses:GetEmailIdentity', read: () => identity(ses, sender) },
    kmsKeys: {
      action: 'kms:ListKeys or servicequotas:GetServiceQuota',
      read: async () => {
        const [used, { Quota }] = await Promise.all([
          countKeys(kms),
          quotas.send(new GetServiceQuotaCommand(KMS_KEYS)),
        ]);
        return { used, limit: said(Quota?.Value) };
      },
    },
    executions: {
      action: 'cloudwatch:GetMetricStatistics',
      read: () => openExecutions(cloudWatch, now),
    },
    stateMachines: {
      action: 'states:ListStateMachines or servicequotas:ListServiceQuotas',
      read: async () => {
        const [used, limit] = await Promise.all([countStateMachines(states), stateMachineQuota(quotas)]);
        return { used, limit };
      },
    },
    concurrency: {
      action: 'lambda:GetAccountSettings',
      read: async () => {
        const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
        const limit = said(AccountLimit?.ConcurrentExecutions);
        return { used: limit - said(AccountLimit?.UnreservedConcurrentExecutions), limit };
      },
    },
  };
}

async function countKeys(client: KMSClient): Promise<number> {
  let [count, pages] = [0, 0];
  for await (const { Keys = [] } of paginateListKeys({ client, pageSize: 1_000 }, {})) {
    count += Keys.length;
    if (++pages === MOST_PAGES) break;
  }
  return count;
}

async function countStateMachines(client: SFNClient): Promise<number> {
  let [count, pages] = [0, 0];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client, pageSize: 1_000 }, {})) {
    count += stateMachines.length;
    if (++pages === MOST_PAGES) break;
  }
  return count;
}

/** What is applied to the account, or else AWS's default; undefined where no quota of Step Functions bears the name. */
async function stateMachineQuota(client: ServiceQuotasClient): Promise<number | undefined> {
  const [applied, standard] = await Promise.all(
    [paginateListServiceQuotas, paginateListAWSDefaultServiceQuotas].map(async (list) => {
      for await (const { Quotas = [] } of list({ client, pageSize: 100 }, { ServiceCode: 'states' })) {
        const found = Quotas.find(({ QuotaName }) => STATE_MACHINES.test(QuotaName ?? ''));
        if (found !== undefined) return found.Value;
      }
      return undefined;
    }),
  );
  return applied ?? standard;
}

/** -1 means that SES sets no limit. */
function sentInADay({ Max24HourSend: limit, SentLast24Hours: used }: SendQuota = {}) {
  if (limit === undefined || used === undefined) return undefined;
  return limit === -1 ? 'unlimited' : { used, limit };
}

/** @throws AppError where AWS left out what it was asked for */
function said(value: number | undefined): number {
  if (value !== undefined) return value;
  throw new AppError('the answer lacks a number', { code: 'answer-incomplete', kind: 'unavailable' });
}

async function identity(ses: SESv2Client, sender: string | undefined) {
  if (sender === undefined) return undefined;
  try {
    const { VerifiedForSendingStatus, DkimAttributes } = await ses.send(
      new GetEmailIdentityCommand({ EmailIdentity: sender.slice(sender.indexOf('@') + 1) }),
    );
    return { verified: VerifiedForSendingStatus === true, dkim: DkimAttributes?.Status ?? 'NOT_STARTED' };
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') return undefined;
    throw error;
  }
}

async function openExecutions(client: CloudWatchClient, now: Instant): Promise<Usage | undefined> {
  const from = epochMs(now) - HOUR_MS;
  const [used, limit] = await Promise.all(
    ['OpenExecutionCount', 'OpenExecutionLimit'].map((name) =>
      greatest(client, 'AWS/States', name, from, now, HOUR_MS / 1000),
    ),
  );
  return used === undefined || limit === undefined ? undefined : { used, limit };
}

/** The greatest value of a metric of the account in a span of time; undefined where it has none. */
async function greatest(
  client: CloudWatchClient,
  Namespace: string,
  MetricName: string,
  fromMs: number,
  to: Instant,
  Period: number,
): Promise<number | undefined> {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      StartTime: new Date(fromMs),
      EndTime: new Date(epochMs(to)),
      Period,
      Statistics: ['Maximum'],
    }),
  );
  const values = Datapoints.flatMap(({ Maximum }) => (Maximum === undefined ? [] : [Maximum]));
  return values.length === 0 ? undefined : Math.max(...values);
}

/** When the month began, in UTC, as SNS counts it. */
function monthOf(now: Instant): number {
  return Date.parse(`${now.slice(0, 7)}-01T00:00:00Z`);
}
