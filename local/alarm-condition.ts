import { CloudWatchClient, DescribeAlarmsCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { localClientConfig } from './aws-environment.ts';
import { LocalFault } from './local-fault.ts';
import { physicalId } from './stack-resources.ts';

/** The metric of an alarm as it was lately, and whether a value of it is one that the alarm goes off at. */
export interface AlarmReading {
  readonly alarm: string;
  readonly tellsOperations: boolean;
  /** In order of time. */
  readonly values: readonly number[];
  readonly breaches: (value: number) => boolean;
}

const COMPARE: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** A line in the embedded metric format, from which CloudWatch makes metrics and the emulator does not. */
const MetricLine = z.looseObject({
  _aws: z.object({ CloudWatchMetrics: z.array(z.object({ Namespace: z.string() })) }),
});

/**
 * The emulator evaluates no alarm by itself, and makes no metric of what functions log. So the condition that the deployed
 * alarm states is held against what its metric is made of: the sweeper's log, or the depth of a queue.
 */
export class AlarmConditions {
  readonly #cloudWatch: CloudWatchClient;
  readonly #logs: CloudWatchLogsClient;
  readonly #queues: SQSClient;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #operations: string;

  constructor(url: string, ids: ReadonlyMap<string, string>, operationsTopic: string) {
    const aws = localClientConfig(url);
    this.#cloudWatch = new CloudWatchClient(aws);
    this.#logs = new CloudWatchLogsClient(aws);
    this.#queues = new SQSClient(aws);
    this.#ids = ids;
    this.#operations = operationsTopic;
  }

  /** @param logicalId of the alarm, without its hash. @param since milliseconds since the epoch. */
  async read(logicalId: string, since: number): Promise<AlarmReading> {
    const name = physicalId(this.#ids, logicalId);
    const { MetricAlarms: [alarm] = [] } = await this.#cloudWatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [name] }),
    );
    const compare = COMPARE[alarm?.ComparisonOperator ?? ''];
    const threshold = alarm?.Threshold;
    if (alarm === undefined || compare === undefined || threshold === undefined)
      throw new LocalFault(`the alarm ${name} is none that can be read here`);
    return {
      alarm: logicalId,
      tellsOperations: alarm.AlarmActions?.includes(this.#operations) === true,
      values: await this.#values(alarm, since),
      breaches: (value) => compare(value, threshold),
    };
  }

  #values(alarm: MetricAlarm, since: number): Promise<readonly number[]> {
    const { Namespace, MetricName = '', Dimensions: [dimension] = [] } = alarm;
    if (Namespace === 'AWS/SQS') return this.#depth(dimension?.Value ?? '');
    if (Namespace === 'Belltower') return this.#logged(MetricName, since);
    throw new LocalFault(`metrics of ${Namespace} cannot be read here`);
  }

  async #depth(queue: string): Promise<readonly number[]> {
    const { QueueUrl } = await this.#queues.send(new GetQueueUrlCommand({ QueueName: queue }));
    const { Attributes } = await this.#queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
    );
    return [Number(Attributes?.ApproximateNumberOfMessages)];
  }

  async #logged(metric: string, since: number): Promise<readonly number[]> {
    const logGroupName = physicalId(this.#ids, 'PagingSweeperSweepLaddersLogs');
    const lines: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await this.#logs.send(
        new FilterLogEventsCommand({ logGroupName, startTime: since, nextToken }),
      );
      lines.push(...(page.events ?? []).flatMap(({ message = [] }) => message));
      ({ nextToken } = page);
    } while (nextToken !== undefined);
    return lines.flatMap((line) => metricIn(line, metric));
  }
}

function metricIn(line: string, metric: string): number[] {
  if (!line.includes('"_aws"') || !line.includes(metric)) return [];
  const parsed = MetricLine.parse(JSON.parse(line));
  return z.array(z.number()).parse([parsed[metric]].flat().filter((value) => value !== undefined));
}
