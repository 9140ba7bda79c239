import { randomUUID } from 'node:crypto';
import { PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import {
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, describe, expect, test } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../../local/aws-environment.ts';
import { Deployed } from '../support/deployed.ts';
import { takeSetAside } from '../support/set-aside.ts';

describe('alerts come in', () => {
  const stack = new Deployed();
  afterAll(() => stack.resolveAll());
  const unique = (what: string) => `${what}-${randomUUID().slice(0, 8)}`;

  /**
   * What EventBridge does with an event of CloudWatch. Nobody but AWS may put one on a bus, and the emulator's alarms
   * raise none, so the rule is asked whether it takes the event, which then goes where the rule sends it.
   */
  async function asEventBridge(event: object): Promise<void> {
    const { Rules = [] } = await stack.bus.send(new ListRulesCommand({ NamePrefix: 'Belltower-Paging' }));
    expect(Rules).toHaveLength(1); // on the default bus
    const [{ EventPattern, Name: Rule } = {}] = Rules;
    const Event = JSON.stringify(event);
    const { Result } = await stack.bus.send(new TestEventPatternCommand({ EventPattern, Event }));
    expect(Result).toBe(true);
    const { Targets } = await stack.bus.send(new ListTargetsByRuleCommand({ Rule }));
    const { IntakeQueueUrl } = stack.outputs;
    expect(Targets?.map(({ Arn }) => Arn?.split(':').at(-1))).toEqual([IntakeQueueUrl.split('/').at(-1)]);
    await stack.queues.send(new SendMessageCommand({ QueueUrl: IntakeQueueUrl, MessageBody: Event }));
  }

  test('by the Belltower bus', async () => {
    const dedupKey = unique('bus');
    const incident = await stack.open({ title: 'queue grows', service: 'x', severity: 'SEV4', dedupKey });
    expect(incident).toMatchObject({
      state: 'triggered',
      source: 'acme.test',
      title: 'queue grows',
      account: LOCAL_ACCOUNT,
    });
    await stack.raise({ title: 'queue grows', service: 'x', severity: 'SEV4', dedupKey, state: 'resolved' });
    const { timeline } = await stack.whenSo(
      incident.id,
      'resolved',
      ({ incident: { state } }) => state === 'resolved',
    );
    expect(timeline.map(({ kind }) => kind)).toEqual(['opened', 'alert', 'resolved']);
  });

  test('from CloudWatch by SNS and by EventBridge: the same alarm is the same incident', async () => {
    const alarm = unique('both-ways');
    await stack.world.cloudWatch.send(
      new PutMetricAlarmCommand({
        AlarmName: alarm,
        AlarmDescription: 'Too many of them. severity=SEV4',
        AlarmActions: [stack.outputs.AlarmTopicArn],
        Namespace: 'Acme',
        MetricName: 'Many',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
    await stack.world.cloudWatch.send(
      new SetAlarmStateCommand({ AlarmName: alarm, StateValue: 'ALARM', StateReason: 'a test' }),
    );
    const dedupKey = `cloudwatch:${LOCAL_ACCOUNT}:${LOCAL_REGION}:${alarm}`;
    const bySns = await stack.incident((one) => one.dedupKey === dedupKey);
    expect(bySns).toMatchObject({ title: 'Too many of them.', severity: 'SEV4', source: 'cloudwatch' });

    await asEventBridge(alarmEvent(alarm, 'ALARM', 1));
    await stack.whenSo(bySns.id, 'the event has joined', ({ timeline }) =>
      timeline.some(({ kind, reason }) => kind === 'alert' && reason === 'fired-again'),
    );
    await asEventBridge(alarmEvent(alarm, 'OK', 2));
    await stack.whenSo(bySns.id, 'resolved', ({ incident: { state } }) => state === 'resolved');
    expect((await stack.incidents()).filter((one) => one.dedupKey === dedupKey)).toHaveLength(1);
  });

  test('as any SNS message: unrouted, so it goes to the catch-all', async () => {
    const subject = unique('The backup did not run');
    await stack.topics.send(
      new PublishCommand({
        TopicArn: stack.outputs.AlarmTopicArn,
        Subject: subject,
        Message: 'see the log\nof the night',
      }),
    );
    const incident = await stack.incident(({ title }) => title === subject);
    expect(incident).toMatchObject({
      unrouted: true,
      service: 'unrouted',
      ladder: 'catch-all',
      severity: 'SEV3',
      source: expect.stringMatching(/^sns:/),
      runbookUrl: 'https://wiki.acme.example/triage',
    });
    const { timeline } = await stack.whenSo(incident.id, 'paging has begun', (details) =>
      details.timeline.some(({ kind }) => kind === 'rung-begun'),
    );
    expect(timeline.map(({ kind }) => kind)).toContain('unrouted');
    await stack.resolveAll();
  });
});

describe('what cannot be read is set aside with its reason, and told', () => {
  const stack = new Deployed();
  afterAll(() => stack.resolveAll());
  const { IntakeQueueUrl, IntakeDlqUrl, DeliveryQueueUrl, DeliveryDlqUrl } = stack.outputs;
  const send = (QueueUrl: string, MessageBody: string) =>
    stack.queues.send(new SendMessageCommand({ QueueUrl, MessageBody }));

  test('garbage on the intake queue', async () => {
    const garbage = `this is no alert ${randomUUID()}`;
    const { MessageId } = await send(IntakeQueueUrl, garbage);
    expect(await takeSetAside(stack.queues, IntakeDlqUrl, garbage)).toEqual({
      reason: 'malformed-alert: the message is not JSON',
      messageId: MessageId,
    });
    const hygiene = await stack.incident(
      ({ dedupKey, state }) => dedupKey === 'hygiene:malformed-alert:unknown' && state !== 'resolved',
    );
    expect(hygiene).toMatchObject({ state: 'triggered', service: 'belltower', source: 'belltower' });
    await stack.resolveAll();
  });

  test('AlertRaised without a title', async () => {
    const detail = { service: 'x', note: randomUUID() };
    await stack.bus.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: stack.outputs.BusName,
            DetailType: 'AlertRaised',
            Source: 'acme.broken',
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const { reason } = await takeSetAside(stack.queues, IntakeDlqUrl, detail.note);
    expect(reason).toMatch(/^malformed-alert: AlertRaised: title: /);
    await stack.incident(({ dedupKey }) => dedupKey === 'hygiene:malformed-alert:acme.broken');
    await stack.resolveAll();
  });

  test('garbage on the delivery queue', async () => {
    const garbage = `this is no order ${randomUUID()}`;
    await send(DeliveryQueueUrl, garbage);
    const { reason } = await takeSetAside(stack.queues, DeliveryDlqUrl, garbage);
    expect(reason).toBe('malformed-order: not a delivery order');
  });
});

/** The event that CloudWatch raises when an alarm changes, so many seconds from now. */
function alarmEvent(alarm: string, value: 'ALARM' | 'OK', secondsLater: number) {
  const at = new Date(Date.now() + secondsLater * 1000).toISOString();
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: LOCAL_ACCOUNT,
    time: at,
    region: LOCAL_REGION,
    resources: [`arn:aws:cloudwatch:${LOCAL_REGION}:${LOCAL_ACCOUNT}:alarm:${alarm}`],
    detail: {
      alarmName: alarm,
      state: { value, reason: 'a test', timestamp: at.replace('Z', '+0000') },
      previousState: { value: value === 'OK' ? 'ALARM' : 'OK', timestamp: at.replace('Z', '+0000') },
      configuration: { description: 'Too many of them. severity=SEV4', metrics: [] },
    },
  };
}
