import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { KMSClient, ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import {
  GetServiceQuotaCommand,
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  ListPhoneNumbersOptedOutCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';

/** The services that say whether an account reaches people. */
export const ACCOUNT = {
  sns: mockClient(SNSClient),
  ses: mockClient(SESv2Client),
  kms: mockClient(KMSClient),
  lambda: mockClient(LambdaClient),
  cloudWatch: mockClient(CloudWatchClient),
  quotas: mockClient(ServiceQuotasClient),
  states: mockClient(SFNClient),
  tagging: mockClient(ResourceGroupsTaggingAPIClient),
};

/** An account that reaches everybody: out of the sandboxes, nobody opted out, limits far away, nothing measured. */
export function playAccount(): void {
  const { sns, ses, kms, lambda, cloudWatch, quotas, states, tagging } = ACCOUNT;
  for (const mock of Object.values(ACCOUNT)) mock.reset();
  sns
    .on(GetSMSAttributesCommand)
    .resolves({ attributes: { MonthlySpendLimit: '100', DeliveryStatusIAMRole: 'arn:r' } });
  sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: false });
  sns.on(ListPhoneNumbersOptedOutCommand).resolves({ phoneNumbers: [] });
  ses.on(GetAccountCommand).resolves({
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    SendQuota: { Max24HourSend: 50_000, SentLast24Hours: 40 },
  });
  ses
    .on(GetEmailIdentityCommand)
    .resolves({ VerifiedForSendingStatus: true, DkimAttributes: { Status: 'SUCCESS' } });
  kms.on(ListKeysCommand).resolves({ Keys: [] });
  kms.on(ListAliasesCommand).resolves({ Aliases: [] });
  tagging.on(GetResourcesCommand).resolves({ ResourceTagMappingList: [] });
  lambda.on(GetAccountSettingsCommand).resolves({
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 904 },
  });
  quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 100_000 } });
  quotas
    .on(ListServiceQuotasCommand)
    .resolves({ Quotas: [{ QuotaName: 'Registered state machines', Value: 10_000 }] });
  quotas.on(ListAWSDefaultServiceQuotasCommand).resolves({ Quotas: [] });
  states.on(ListStateMachinesCommand).resolves({ stateMachines: [] });
  cloudWatch.on(GetMetricStatisticsCommand).resolves({ Datapoints: [] });
}
