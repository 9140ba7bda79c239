import { CloudWatchClient, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, paginateListTables } from '@aws-sdk/client-dynamodb';
import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  paginateListStateMachines,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';

export interface TracesOptions {
  readonly url: string;
  readonly documents: DynamoDBDocumentClient;
  readonly workflows: SFNClient;
  /** Tables and queues of the systems themselves: what is in them is theirs. */
  readonly systems: RegExp;
  /** Executions that began before are of no interest, in milliseconds since the epoch. */
  readonly since: number;
}

/** Everything that the deployed stack keeps, says or sends, as text, by where it was found. */
export async function traces(options: TracesOptions): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const keep = (where: string, what: unknown) => {
    // Numbers that are too large for one come as bigint.
    const text = JSON.stringify(what, (_, value) => (typeof value === 'bigint' ? String(value) : value));
    found.set(where, (found.get(where) ?? '') + text);
  };
  const { url, documents, systems } = options;
  const aws = localClientConfig(url);
  for await (const { TableNames = [] } of paginateListTables({ client: new DynamoDBClient(aws) }, {}))
    for (const TableName of TableNames.filter((name) => !systems.test(name)))
      for await (const { Items } of paginateScan({ client: documents }, { TableName }))
        keep(`table ${TableName}`, Items);
  const logs = new CloudWatchLogsClient(aws);
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, {}))
    for (const { logGroupName } of logGroups)
      for await (const { events } of paginateFilterLogEvents({ client: logs }, { logGroupName }))
        keep(`log ${logGroupName}`, events);
  for await (const { Metrics } of paginateListMetrics({ client: new CloudWatchClient(aws) }, {}))
    keep('metrics', Metrics);
  await keepHistories(options, keep);
  const queues = await shown(url, 'sqs/messages', Messages);
  for (const byQueue of Object.values(queues.messages).flatMap((regions) => Object.values(regions)))
    for (const [queue, messages] of Object.entries(byQueue))
      if (!systems.test(queue)) keep(`queue ${queue}`, messages);
  keep('text messages', await shown(url, 'sns/sms-messages', z.unknown()));
  keep('mails', await shown(url, 'ses/messages', z.unknown()));
  return found;
}

async function keepHistories(
  { workflows: client, since }: TracesOptions,
  keep: (where: string, what: unknown) => void,
): Promise<void> {
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    for (const { stateMachineArn, name } of stateMachines)
      for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn }))
        for (const { executionArn, startDate } of executions) {
          if ((startDate?.getTime() ?? 0) < since) continue;
          const history = paginateGetExecutionHistory(
            { client },
            { executionArn, includeExecutionData: true },
          );
          for await (const { events } of history) keep(`workflow ${name}`, events);
        }
}

const Messages = z.object({
  messages: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
});

/** What the emulator shows of what it has caught. */
async function shown<T>(url: string, what: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse(await (await fetch(`${url}/_ministack/${what}`)).json());
}
