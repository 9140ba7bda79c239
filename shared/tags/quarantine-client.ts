import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import {
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { PlannedQuarantine, StateBefore } from './quarantine-record.ts';
import type { TagFault } from './tag-outcome.ts';
import { type AccountAccess, thrownFault } from './tagging-api-client.ts';

/** The clients of an account and region, which may be those of a member account. */
export interface QuarantineClients {
  ec2(account: string | undefined, region: string | undefined): EC2Client;
  lambda(account: string | undefined, region: string | undefined): LambdaClient;
}

/** What reading or stopping came to. */
export type QuarantineFault = { readonly fault: TagFault; readonly code: string };

/** Stops resources, each so that it can be started again. Nothing here throws. */
export interface Quarantine {
  /** What it is now. */
  look(planned: PlannedQuarantine): Promise<StateBefore | QuarantineFault>;
  /** Stops it; the same again changes nothing. */
  stop(planned: PlannedQuarantine): Promise<QuarantineFault | undefined>;
}

/** Stops instances (ec2:StopInstances) and takes functions their concurrency (lambda:PutFunctionConcurrency, 0). */
export function quarantine(clients: QuarantineClients): Quarantine {
  return {
    look: (planned) => caught(() => look(clients, planned)),
    stop: (planned) => caught(() => stop(clients, planned)),
  };
}

/** Whether it is stopped already, so that there is nothing to do and nothing to go back to. */
export function isStopped(before: StateBefore): boolean {
  if (before.way === 'no-concurrency') return before.reserved === 0;
  return before.state !== 'running' && before.state !== 'pending';
}

async function look(
  clients: QuarantineClients,
  { arn, account, region, way }: PlannedQuarantine,
): Promise<StateBefore | QuarantineFault> {
  if (way === 'no-concurrency') {
    const { ReservedConcurrentExecutions: reserved } = await clients
      .lambda(account, region)
      .send(new GetFunctionConcurrencyCommand({ FunctionName: arn }));
    return { way, reserved: reserved ?? null };
  }
  const { Reservations = [] } = await clients
    .ec2(account, region)
    .send(new DescribeInstancesCommand({ InstanceIds: [instanceId(arn)] }));
  const state = Reservations[0]?.Instances?.[0]?.State?.Name;
  return state === undefined ? { fault: 'gone', code: 'NoSuchInstance' } : { way, state };
}

async function stop(
  clients: QuarantineClients,
  { arn, account, region, way }: PlannedQuarantine,
): Promise<undefined> {
  if (way === 'no-concurrency')
    await clients
      .lambda(account, region)
      .send(new PutFunctionConcurrencyCommand({ FunctionName: arn, ReservedConcurrentExecutions: 0 }));
  else await clients.ec2(account, region).send(new StopInstancesCommand({ InstanceIds: [instanceId(arn)] }));
}

function instanceId(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

async function caught<T>(ask: () => Promise<T>): Promise<T | QuarantineFault> {
  try {
    return await ask();
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    return { fault: kind, code };
  }
}

/** Clients for each account and region, made when they are first asked for. */
export function quarantineClients(access: AccountAccess, home: string): QuarantineClients {
  const ec2 = new Map<string, EC2Client>();
  const lambda = new Map<string, LambdaClient>();
  const options = (account: string | undefined, region = home) => {
    const credentials = account === undefined ? undefined : access(account);
    return { ...clientOptions(), region, ...(credentials === undefined ? {} : { credentials }) };
  };
  return {
    ec2: (account, region) =>
      kept(ec2, `${account} ${region}`, () => logCalls(new EC2Client(options(account, region)))),
    lambda: (account, region) =>
      kept(lambda, `${account} ${region}`, () => logCalls(new LambdaClient(options(account, region)))),
  };
}

function kept<C>(clients: Map<string, C>, key: string, make: () => C): C {
  const client = clients.get(key) ?? make();
  clients.set(key, client);
  return client;
}
