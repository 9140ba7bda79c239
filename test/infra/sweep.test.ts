import { Validations } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import type { BelltowerStack } from '../../lib/belltower-stack.ts';
import { plain } from '../../lib/constructs/access.ts';
import { DeadLetterQueue } from '../../lib/constructs/dead-letter-queue.ts';
import { Platform } from '../../lib/platform/platform.ts';
import { Sweep } from '../../lib/platform/sweep.ts';
import {
  CELL_BYTES,
  LARGEST_STATE,
  LONGEST_STEP,
  MOST_ROUNDS,
  SWEEP_CELL_LIMITS,
  sweepDefinition,
} from '../../lib/platform/sweep-definition.ts';
import { TASK_ERROR } from '../../shared/kernel/errors.ts';
import { type Finding, resources, synthesize } from './synthesized.ts';

const PLACES = { accounts: ['111111111111', '222222222222'], regions: ['eu-west-1', 'us-east-1'] };
const NOTHING_ELSE = { paging: false, cost: false, tags: false, logs: false, privacy: false };

describe('a sweep', () => {
  let template: Template;
  let findings: readonly Finding[];
  beforeAll(() => {
    ({ template, findings } = synthesize({ ...NOTHING_ELSE, spoil: (stack) => addSweep(stack, PLACES) }));
  });

  test('is started once a day with the time it was scheduled for, and is told when it cannot be', () => {
    const [[workflow] = []] = resources(template, 'AWS::StepFunctions::StateMachine');
    const [[, schedule] = []] = resources(template, 'AWS::Scheduler::Schedule');
    expect(schedule).toMatchObject({
      ScheduleExpression: 'cron(0 2 * * ? *)',
      Target: { Arn: { Ref: workflow }, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    });
    expect(schedule?.['Target'].DeadLetterConfig.Arn).toBeDefined();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsFailed',
      AlarmDescription: Match.stringLikeRegexp('the sweep of log groups has not come to its end'),
    });
  });

  test('may start, look at and stop executions of itself and of no other workflow', () => {
    const [[workflow] = []] = resources(template, 'AWS::StepFunctions::StateMachine');
    const [[, cells] = []] = resources(template, 'AWS::IAM::Policy').filter(([id]) =>
      id.includes('SweepCells'),
    );
    const executions = (which: string) => ({
      'Fn::Join': [
        '',
        ['arn:aws:states:eu-west-1:111111111111:execution:', { 'Fn::GetAtt': [workflow, 'Name'] }, which],
      ],
    });
    expect(cells?.['PolicyDocument'].Statement).toEqual([
      { Action: 'states:StartExecution', Effect: 'Allow', Resource: { Ref: workflow } },
      {
        Action: ['states:DescribeExecution', 'states:StopExecution'],
        Effect: 'Allow',
        Resource: expect.arrayContaining([executions(':*'), executions('/Cells:*')]),
      },
    ]);
  });

  test('keeps the rules for templates', () => {
    expect(findings).toEqual([]);
  });

  test.each([
    ['nothing', { accounts: [], regions: ['eu-west-1'] }, /nothing to sweep/],
    [
      'more cells than a state can list',
      {
        accounts: Array.from({ length: 400 }, (_, n) => String(100_000_000_000 + n)),
        regions: manyRegions(),
      },
      /400 accounts in 17 regions, which are 6800 cells; one workflow can list \d{4}\. Name fewer/,
    ],
  ])('of %s is refused when the template is made', (_, places, message) => {
    expect(() => synthesize({ ...NOTHING_ELSE, spoil: (stack) => addSweep(stack, places) })).toThrow(message);
  });
});

describe('the workflow of a sweep', () => {
  test('lists 200 accounts in 17 regions in one state', () => {
    expect(200 * 17 * CELL_BYTES).toBeLessThan(LARGEST_STATE);
    expect('"done",'.length * 200 * 17).toBeLessThan(LARGEST_STATE); // what the cells hand back
  });

  test('begins, lists the cells, sweeps each as an execution of its own, and concludes', () => {
    const { StartAt, States } = definition();
    expect([StartAt, States.Begin.Next, States.List.Next, States.Cells.Next, States.Conclude.Next]).toEqual([
      'Begin',
      'List',
      'Cells',
      'Conclude',
      'Outcome',
    ]);
    expect(States.Begin.Assign).toEqual({ at: '{% $states.input.at %}', ...PLACES });
    expect(States.Cells.ItemProcessor.ProcessorConfig).toEqual({
      Mode: 'DISTRIBUTED',
      ExecutionType: 'STANDARD',
    });
    expect(States.Conclude.Arguments.Payload).toEqual({ at: '{% $at %}' });
  });

  test('works on as many cells at a time as functions may run, whatever becomes of the others', () => {
    const { Cells } = definition().States;
    expect(Cells.MaxConcurrency).toBe(SWEEP_CELL_LIMITS.concurrency);
    expect(Cells.ToleratedFailurePercentage).toBe(100);
    const { SweepCell, Failed } = Cells.ItemProcessor.States;
    expect(SweepCell.Catch).toEqual([{ ErrorEquals: ['States.ALL'], Next: 'Failed' }]);
    expect(Failed).toEqual({ Type: 'Pass', Output: 'failed', End: true });
  });

  test('sweeps a cell until it is done, or has had as many rounds as it may', () => {
    const { Enter, SweepCell, ...rest } = definition().States.Cells.ItemProcessor.States;
    expect(Enter.Assign.rounds).toBe(0);
    expect(SweepCell.Arguments.Payload).toEqual({
      at: '{% $at %}',
      account: '{% $account %}',
      region: '{% $region %}',
    });
    expect(SweepCell.Assign).toEqual({ rounds: '{% $rounds + 1 %}' });
    expect(rest['Is it done?']).toEqual({
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.done %}', Next: 'Done' },
        { Condition: `{% $rounds >= ${MOST_ROUNDS} %}`, Next: 'Unfinished' },
      ],
      Default: 'SweepCell',
    });
    expect(LONGEST_STEP).toBeGreaterThan(SWEEP_CELL_LIMITS.timeout);
  });

  test('tries a cell again for minutes and its end for an hour, and neither where somebody has to mend something', () => {
    const { States } = definition();
    const waits = ([never, again]: Retry[]) => {
      expect(never).toEqual({ ErrorEquals: [TASK_ERROR.notRetryable], MaxAttempts: 0 });
      let seconds = 0;
      for (let attempt = 0; attempt < (again?.MaxAttempts ?? 0); attempt++)
        seconds += Math.min(
          (again?.IntervalSeconds ?? 0) * (again?.BackoffRate ?? 0) ** attempt,
          again?.MaxDelaySeconds ?? 0,
        );
      return seconds;
    };
    expect(waits(States.Cells.ItemProcessor.States.SweepCell.Retry)).toBeLessThanOrEqual(180);
    expect(waits(States.Conclude.Retry)).toBeGreaterThan(3600);
  });
});

interface Retry {
  readonly MaxAttempts: number;
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

function manyRegions(): string[] {
  return Array.from({ length: 17 }, (_, n) => `ap-southeast-${n}`);
}

describe('a sweep between which people have things done', () => {
  const { States } = JSON.parse(JSON.stringify(sweepDefinition({ partition: 'aws', ...PLACES, acts: true })));

  test('does at once what it is told, and sweeps nothing then', () => {
    expect(States.Begin.Next).toBe('What is wanted?');
    expect(States['What is wanted?']).toMatchObject({
      Choices: [{ Condition: '{% $exists($states.input.act) %}', Next: 'Act' }],
      Default: 'List',
    });
    expect(States.Act).toMatchObject({
      End: true,
      Arguments: {
        FunctionName: expect.stringContaining('{ActFunctionArn}'),
        Payload: { at: '{% $at %}', act: '{% $states.input.act %}' },
      },
      Retry: States.Conclude.Retry,
    });
  });

  test('is otherwise the same', () => {
    const { Act: _, 'What is wanted?': __, ...rest } = States;
    expect({ ...rest, Begin: { ...rest.Begin, Next: 'List' } }).toEqual(definition().States);
  });
});

function definition() {
  return JSON.parse(JSON.stringify(sweepDefinition({ partition: 'aws', ...PLACES })));
}

function addSweep(stack: BelltowerStack, places: typeof PLACES): void {
  const platform = stack.node.findChild('Platform');
  if (!(platform instanceof Platform)) throw new Error('the stack has no platform');
  const { key, alarms } = platform;
  const deadLetters = new DeadLetterQueue(stack, 'SweepsLost', { key, alarms, holds: 'sweeps' });
  Validations.of(deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is one of a schedule.' });
  new Sweep(stack, 'Sweep', {
    platform,
    what: 'log groups',
    deadLetters,
    ...places,
    does: {
      SweepCellFunctionArn: plain('arn:aws:lambda:eu-west-1:111111111111:function:sweep-cell'),
      ConcludeFunctionArn: plain('arn:aws:lambda:eu-west-1:111111111111:function:conclude'),
    },
    expression: 'cron(0 2 * * ? *)',
  });
}
