import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { costRunDefinition } from '../../lib/cost/cost-run-definition.ts';
import { EXPLORER_PATIENCE } from '../../shared/cost/cost-explorer-client.ts';
import { TASK_ERROR } from '../../shared/kernel/errors.ts';
import { resources, synthesize } from './synthesized.ts';

describe('the run for costs', () => {
  let template: Template;
  beforeAll(() => {
    ({ template } = synthesize());
  });

  test('is started at 06:00 and 18:00 UTC with the time it was scheduled for, and is told when it cannot be', () => {
    const [[, schedule] = []] = resources(template, 'AWS::Scheduler::Schedule').filter(([id]) =>
      id.startsWith('CostRun'),
    );
    const [[workflow] = []] = resources(template, 'AWS::StepFunctions::StateMachine').filter(([id]) =>
      id.startsWith('CostRun'),
    );
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 6,18 * * ? *)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: { Ref: workflow }, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    });
    expect(schedule?.['ScheduleExpressionTimezone']).toBeUndefined(); // UTC
  });

  test('collects, then watches budgets beside judging and telling, each by the time of the run', () => {
    const { StartAt, States } = definition();
    expect([StartAt, States.Begin.Next, States.Collect.Next]).toEqual(['Begin', 'Collect', 'Use']);
    const [budgets, judging] = States.Use.Branches;
    expect(Object.keys(budgets.States)).toEqual(['WatchBudgets']);
    expect([judging.StartAt, judging.States.Judge.Next]).toEqual(['Judge', 'Tell']);
    for (const step of [States.Collect, budgets.States.WatchBudgets, judging.States.Judge])
      expect(step.Arguments.Payload).toEqual({ at: '{% $at %}' });
  });

  test('tells each finding by itself: one that cannot be told holds up no other', () => {
    const { Tell } = definition().States.Use.Branches[1].States;
    expect(Tell).toMatchObject({ Type: 'Map', Items: '{% $states.input.findings %}', MaxConcurrency: 2 });
    const { TellOne, Untold } = Tell.ItemProcessor.States;
    expect(TellOne.Arguments.Payload).toEqual({ at: '{% $at %}', findingId: '{% $states.input %}' });
    expect(TellOne.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Untold' }]);
    expect(Untold.End).toBe(true);
  });

  test('tries again for an hour what may pass, and never what somebody has to mend', () => {
    const { States } = definition();
    const [never, again] = States.Collect.Retry;
    expect(never).toEqual({ ErrorEquals: [TASK_ERROR.notRetryable], MaxAttempts: 0 });
    let seconds = 0;
    for (let attempt = 0; attempt < again.MaxAttempts; attempt++)
      seconds += Math.min(again.IntervalSeconds * again.BackoffRate ** attempt, again.MaxDelaySeconds);
    expect(seconds).toBeGreaterThan(3600);
  });

  test('gives each step the time its function may take, and that as much as one call takes with all its attempts', () => {
    const workflow = resources(template, 'AWS::StepFunctions::StateMachine').find(([id]) =>
      id.startsWith('CostRun'),
    );
    const [, seconds = '0'] =
      /"TimeoutSeconds":(\d+)/.exec(JSON.stringify(workflow).replaceAll('\\', '')) ?? [];
    const { attempts, attemptMs, waitMs } = EXPLORER_PATIENCE;
    const collect = resources(template, 'AWS::Lambda::Function').find(([id]) =>
      id.startsWith('CostCollection'),
    );
    const timeout = Number(collect?.[1]['Timeout']);
    expect(Number(seconds)).toBeGreaterThan(timeout);
    expect(timeout * 1000).toBeGreaterThan(5 * attempts * (attemptMs + waitMs));
  });

  test('raises an alarm when it fails, and when a day of the bill is missing for more than 36 hours', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: Match.stringLikeRegexp('^CostRun') } }],
      Threshold: 0,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Belltower',
      MetricName: 'CostDataAge',
      Dimensions: [{ Name: 'service', Value: 'cost' }],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 36 * 3_600_000,
      Period: 86_400,
      TreatMissingData: 'breaching',
    });
  });
});

function definition() {
  return JSON.parse(JSON.stringify(costRunDefinition('aws', 10)));
}
