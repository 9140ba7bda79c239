import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';

/** An AWS call that a deployed function made: `resource` as the function named it. */
export interface RecordedCall {
  readonly functionName: string;
  readonly action: string;
  readonly resource: string;
  /** The names in the encryption context of a call to KMS. */
  readonly context?: readonly string[] | undefined;
}

/** The line that `logCalls` writes. */
const CallLine = z.object({
  message: z.literal('aws-call'),
  function_name: z.string(),
  permissions: z.array(
    z.object({ action: z.string(), resource: z.string(), context: z.array(z.string()).optional() }),
  ),
});

/** Every different call that the functions of the stack have logged so far. */
export async function recordedCalls(url: string): Promise<RecordedCall[]> {
  const client = new CloudWatchLogsClient(localClientConfig(url));
  const calls = new Map<string, RecordedCall>();
  for (const logGroupName of await logGroups(client)) {
    let nextToken: string | undefined;
    do {
      const page = await client.send(new FilterLogEventsCommand({ logGroupName, nextToken }));
      for (const { message = '' } of page.events ?? []) {
        for (const call of callsIn(message)) calls.set(Object.values(call).join(' '), call);
      }
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  }
  return [...calls.values()];
}

async function logGroups(client: CloudWatchLogsClient): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new DescribeLogGroupsCommand({ nextToken }));
    names.push(...(page.logGroups ?? []).flatMap(({ logGroupName = [] }) => logGroupName));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return names;
}

/** A line that is not of a call, or not JSON at all, holds none; one that says it is must be as it should be. */
function callsIn(line: string): RecordedCall[] {
  if (!line.includes('"aws-call"')) return [];
  const { function_name: functionName, permissions } = CallLine.parse(JSON.parse(line));
  return permissions.map((asked) => ({ functionName, ...asked }));
}
