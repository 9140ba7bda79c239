import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { planWords } from '../bin/log-words.ts';
import { millis } from '../shared/kernel/duration.ts';
import { instant } from '../shared/kernel/instant.ts';
import { LOG_CALL_EVENT } from '../shared/logs/events.ts';
import { historyOf } from '../shared/logs/group-memory.ts';
import { DescribedPage, type LogGroup, logGroupOf } from '../shared/logs/log-group.ts';
import { LogGroupStore } from '../shared/logs/log-group-store.ts';
import { Answered, ShownGroups } from '../shared/logs/logs-api.ts';
import { planRetention } from '../shared/logs/plan-retention.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, localClientConfig } from './aws-environment.ts';
import { outputOf } from './ended-execution.ts';
import { ExpectationFailed, until } from './expectation.ts';
import { readLocalLogs } from './local-config.ts';
import { logVolume, watchLogVolume } from './log-volume-steps.ts';
import type { Step, StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { logSweep } from './sweep-words.ts';

/** A step about log groups. */
export type LogStep = Extract<
  Step,
  | { makeLogGroups: unknown }
  | { tellLogCalls: unknown }
  | { expectRetention: unknown }
  | { planLogs: unknown }
  | { sweepLogs: unknown }
  | { answerShortening: unknown }
  | { expectLogState: unknown }
  | { logVolume: unknown }
  | { watchLogVolume: unknown }
>;

const SWEEP_WITHIN_MS = 180_000;
const LINE = 1000;

/** Does a step about log groups. Resolves with what came of it, in words. @throws ExpectationFailed */
export function runLogStep(step: LogStep, world: ScenarioWorld, signal: AbortSignal): Promise<string> {
  const client = new CloudWatchLogsClient(localClientConfig(world.url));
  if ('makeLogGroups' in step) return makeLogGroups(step.makeLogGroups, client);
  if ('tellLogCalls' in step) return tellLogCalls(step.tellLogCalls, world);
  if ('expectRetention' in step) return expectRetention(step.expectRetention, client, signal);
  if ('planLogs' in step) return planLogs(step.planLogs, client, world);
  if ('sweepLogs' in step) return sweepLogs(step.sweepLogs, world, signal);
  if ('answerShortening' in step) return answerShortening(step.answerShortening, world);
  if ('logVolume' in step) return logVolume(step.logVolume, world);
  if ('watchLogVolume' in step) return watchLogVolume(step.watchLogVolume, world);
  return expectLogState(step.expectLogState, world);
}

async function makeLogGroups(groups: StepOf<'makeLogGroups'>, client: CloudWatchLogsClient): Promise<string> {
  for (const { name: logGroupName, days, bytes } of groups) {
    await client.send(new CreateLogGroupCommand({ logGroupName }));
    if (days !== undefined)
      await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: days }));
    if (bytes === 0) continue;
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'lines' }));
    const logEvents = Array.from({ length: Math.ceil(bytes / LINE) }, () => ({
      timestamp: Date.now(),
      message: 'x'.repeat(LINE),
    }));
    await client.send(new PutLogEventsCommand({ logGroupName, logStreamName: 'lines', logEvents }));
  }
  return `${groups.length} log groups are there`;
}

async function tellLogCalls(
  { call, groups, on, failed }: StepOf<'tellLogCalls'>,
  world: ScenarioWorld,
): Promise<string> {
  const Entries = groups.map((logGroupName) => ({
    ...(on === 'default' ? {} : { EventBusName: world.outputs.BusName }),
    Source: 'acme.cloudtrail', // nobody but AWS may say it is aws.logs
    DetailType: LOG_CALL_EVENT.detailType,
    Detail: JSON.stringify({
      eventSource: LOG_CALL_EVENT.eventSource,
      eventName: call,
      awsRegion: LOCAL_REGION,
      recipientAccountId: LOCAL_ACCOUNT,
      requestParameters: { logGroupName },
      ...(failed ? { errorCode: 'AccessDenied' } : {}),
    }),
  }));
  const { FailedEntryCount = 0 } = await world.bus.send(new PutEventsCommand({ Entries }));
  if (FailedEntryCount > 0) throw new ExpectationFailed(`${FailedEntryCount} events were refused`);
  return `${Entries.length} ${call} on the bus ${on}`;
}

async function expectRetention(
  { are, within }: StepOf<'expectRetention'>,
  client: CloudWatchLogsClient,
  signal: AbortSignal,
): Promise<string> {
  let now: readonly string[] = [];
  const wanted = Object.entries(are).map(([name, days]) => `${name} ${days}`);
  await until(Date.now() + millis(within), signal, async () => {
    const groups = new Map((await allGroups(client)).map((group) => [group.name, group]));
    now = Object.keys(are).map((name) => `${name} ${groups.get(name)?.currentDays ?? 'never'}`);
    return now.join() === wanted.join();
  });
  if (now.join() !== wanted.join())
    throw new ExpectationFailed(`days kept should be ${wanted.join(', ')}, but are ${now.join(', ')}`);
  return `days kept by now:\n${now.map((one) => `  ${one}`).join('\n')}`;
}

async function planLogs(
  { writes }: StepOf<'planLogs'>,
  client: CloudWatchLogsClient,
  world: ScenarioWorld,
): Promise<string> {
  const config = readLocalLogs();
  const { LogGroupsTable: groups, AuditTable: audit } = world.outputs;
  const store = new LogGroupStore(world.documents, { groups, audit });
  const known = await store.readCell({ account: LOCAL_ACCOUNT, region: LOCAL_REGION });
  const at = instant(Date.now());
  const plans = await Promise.all(
    (await allGroups(client)).map(async (group) => {
      const tags = { ...group.tags, ...(await tagsOf(group, client)) };
      const history = historyOf(known.get(group.name) ?? {});
      return planRetention({ ...group, tags, history }, config, at);
    }),
  );
  const toWrite = plans.filter(({ action }) => action === 'set' || action === 'lengthen');
  const names = toWrite.map(({ name }) => name).sort();
  if (names.join() !== writes.toSorted().join())
    throw new ExpectationFailed(`to be written are ${names.join(', ') || 'none'}, not ${writes.join(', ')}`);
  const open = plans.filter(({ code }) => code !== 'ALREADY_RIGHT');
  return `a dry run over ${plans.length} log groups, nothing is written: ${plans.length - open.length} keep just the days they should, ${open.length} do not, or are left for a reason:\n${planWords(open, config)}`;
}

async function tagsOf({ name }: LogGroup, client: CloudWatchLogsClient): Promise<LogGroup['tags']> {
  const resourceArn = `arn:aws:logs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:log-group:${name}`;
  const { tags = {} } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  return tags;
}

async function allGroups(client: CloudWatchLogsClient): Promise<LogGroup[]> {
  const groups: LogGroup[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new DescribeLogGroupsCommand({ nextToken }));
    groups.push(...DescribedPage.parse(page).logGroups.map(logGroupOf));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return groups;
}

async function sweepLogs(
  { written, told }: StepOf<'sweepLogs'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const workflows = new SFNClient(localClientConfig(world.url));
  const order = {
    what: 'the sweep',
    stateMachineArn: world.outputs.LogSweepArn,
    input: { at: instant(Date.now()) },
    within: SWEEP_WITHIN_MS,
  };
  const came = logSweep(await outputOf(workflows, order, signal));
  if (came.written !== written || came.told !== told) throw new ExpectationFailed(came.words);
  return came.words;
}

async function answerShortening(
  { group, answer }: StepOf<'answerShortening'>,
  world: ScenarioWorld,
): Promise<string> {
  const groups = [{ account: LOCAL_ACCOUNT, region: LOCAL_REGION, name: group }];
  const { groups: answered } = await world.api.post(`/v1/logs/groups/${answer}`, { groups }, Answered);
  const [one] = answered;
  if (one?.ok !== true) throw new ExpectationFailed(`${group}: ${one?.code ?? 'no answer'}`);
  return `${group}: ${one.code}`;
}

async function expectLogState(
  { state, groups }: StepOf<'expectLogState'>,
  world: ScenarioWorld,
): Promise<string> {
  const answer = await world.api.get(`/v1/logs/groups?state=${state}`, ShownGroups);
  const names = answer.groups.map(({ name }) => name).sort();
  const said = answer.groups.map(({ name, plan }) => `  ${name}: ${plan?.reason ?? state}`).join('\n');
  if (names.join() !== groups.toSorted().join())
    throw new ExpectationFailed(`${state} are ${names.join(', ') || 'none'}:\n${said}`);
  return `the API says what is ${state}:\n${said || 'none'}`;
}
