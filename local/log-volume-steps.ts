import { CloudWatchClient, type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { millis } from '../shared/kernel/duration.ts';
import { localClientConfig } from './aws-environment.ts';
import { ExpectationFailed } from './expectation.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { physicalId, physicalIds } from './stack-resources.ts';

const HOUR_MS = millis('1h');
const DAY_HOURS = 24;
/** What the watch looks back on, and a bit more. */
const HOURS = 7 * DAY_HOURS + 6;
/** The hour that has begun and two whole ones before it: the last two, also where the next hour begins meanwhile. */
const LATELY = 3;
const MEGABYTE = 1e6;

/**
 * Has CloudWatch say how many bytes log groups took in, hour by hour in the last week, as it counts them by itself on AWS:
 * `usual` megabytes in each hour, `lately` in the last ones, and with `daily` in the same hours of each day before.
 */
export async function logVolume(groups: StepOf<'logVolume'>, { url }: ScenarioWorld): Promise<string> {
  const client = new CloudWatchClient(localClientConfig(url));
  const now = Date.now();
  for (const { name, usual, lately, daily } of groups) {
    const data = Array.from({ length: HOURS }, (_, ago): MetricDatum => {
      const isMuch = daily ? ago % DAY_HOURS < LATELY : ago < LATELY;
      return {
        MetricName: 'IncomingBytes',
        Dimensions: [{ Name: 'LogGroupName', Value: name }],
        Timestamp: new Date(now - ago * HOUR_MS),
        Unit: 'Bytes',
        Value: (isMuch ? lately : usual) * MEGABYTE,
      };
    });
    await client.send(new PutMetricDataCommand({ Namespace: 'AWS/Logs', MetricData: data }));
  }
  return groups
    .map(
      ({ name, usual, lately, daily }) =>
        `${name}: ${usual} MB an hour, ${daily ? 'each day at this time' : 'in the last hours'} ${lately} MB`,
    )
    .join('\n');
}

/** Has the function run that compares the last hours with the same hours of the last week. */
export async function watchLogVolume(_: StepOf<'watchLogVolume'>, world: ScenarioWorld): Promise<string> {
  const lambda = new LambdaClient(localClientConfig(world.url));
  const FunctionName = physicalId(await physicalIds(world.url), 'LogRetentionVolumeWatchLogVolumeFunction');
  world.changedAt = Date.now();
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
  if (FunctionError !== undefined) throw new ExpectationFailed('the volume of logs could not be looked at');
  return 'the volume of all accounts and regions was looked at';
}
