import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
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

  test('rides out a quarter of an hour of trouble', () => {
    const [retry] = definition['States'].Act.Retry;
    expect(retry.ErrorEquals).toEqual(['States.ALL']);
    let seconds = 0;
    for (let attempt = 0; attempt < retry.MaxAttempts; attempt++) {
      seconds += Math.min(retry.IntervalSeconds * retry.BackoffRate ** attempt, retry.MaxDelaySeconds);
    }
    expect(seconds).toBeGreaterThan(900);
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
