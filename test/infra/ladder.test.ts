import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { TASK_ERROR } from '../../shared/kernel/errors.ts';
import { type Properties, resources, synthesize } from './synthesized.ts';

describe('the ladder workflow', () => {
  let template: Template;
  let definition: Properties;
  beforeAll(() => {
    ({ template } = synthesize());
    const [[, machine] = ['', {}]] = resources(template, 'AWS::StepFunctions::StateMachine');
    definition = JSON.parse(machine['DefinitionString']);
  });

  test('acts, dispatches, and waits until it is asked to act again', () => {
    const { States } = definition;
    const path = ['Begin'];
    for (let next = States.Begin.Next; next !== undefined && !path.includes(next); ) {
      path.push(next);
      next = States[next].Next ?? States[next].Default;
    }
    expect(path).toEqual(['Begin', 'Act', 'Dispatch', 'Anything left?', 'Wait']);
    expect(States.Wait).toEqual({ Type: 'Wait', Timestamp: '{% $states.input.wakeAt %}', Next: 'Act' });
  });

  test('tells the function which incident, clock, run and pass, every time, and nothing else', () => {
    expect(definition['States'].Act.Arguments.Payload).toEqual({
      incidentId: '{% $incidentId %}',
      clock: '{% $clock %}',
      run: '{% $run %}',
      pass: '{% $pass %}',
    });
  });

  test('sends every item of dispatch as one message', () => {
    const { Dispatch } = definition['States'];
    expect(Dispatch).toMatchObject({ Type: 'Map', Items: '{% $states.input.dispatch %}' });
    expect(Dispatch.ItemProcessor.States.Send.Arguments).toEqual({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation puts the URL in
      QueueUrl: '${DeliveryQueueUrl}',
      MessageBody: '{% $string($states.input) %}',
    });
  });

  test('ends when there is nothing left, and before its history is full', () => {
    expect(definition['States']['Anything left?'].Choices).toEqual([
      { Condition: '{% $states.input.done %}', Next: 'Done' },
      { Condition: '{% $events > 20000 %}', Next: 'Leave to the sweeper' },
    ]);
    expect(definition['States'].Done.Type).toBe('Succeed');
    expect(definition['States']['Leave to the sweeper'].Type).toBe('Succeed');
  });

  /** How long it goes on trying after this error. */
  const secondsOfRetries = (retries: Properties[], error: string) => {
    const retry = retries.find(
      ({ ErrorEquals }) => ErrorEquals.includes(error) || ErrorEquals[0] === 'States.ALL',
    );
    let seconds = 0;
    for (let attempt = 0; attempt < retry?.['MaxAttempts']; attempt++) {
      const delay = retry?.['IntervalSeconds'] * retry?.['BackoffRate'] ** attempt;
      seconds += Math.min(delay, retry?.['MaxDelaySeconds'] ?? delay);
    }
    return seconds;
  };

  test.each([TASK_ERROR.retryable, 'Lambda.ServiceException', 'States.Timeout', 'Lambda.Unknown'])(
    'rides out a quarter of an hour of %s',
    (error) => {
      const { Act, Dispatch } = definition['States'];
      expect(secondsOfRetries(Act.Retry, error)).toBeGreaterThan(900);
      expect(secondsOfRetries(Dispatch.ItemProcessor.States.Send.Retry, error)).toBeGreaterThan(900);
    },
  );

  test('fails, and is heard of, before the sweeper comes when it is no use to try again', () => {
    const seconds = secondsOfRetries(definition['States'].Act.Retry, TASK_ERROR.notRetryable);
    expect(seconds).toBeGreaterThan(10);
    expect(seconds).toBeLessThanOrEqual(30);
  });

  test('logs errors without data and raises an alarm when it fails', () => {
    template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineType: Match.absent(), // standard
      LoggingConfiguration: { IncludeExecutionData: false, Level: 'ERROR' },
      TracingConfiguration: { Enabled: false },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      Threshold: 0,
    });
  });
});
