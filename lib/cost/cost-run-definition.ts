import { TASK_ERROR } from '../../shared/kernel/errors.ts';

/** What CloudFormation puts the ARN of a step's function in for. */
export function functionOf(step: string): string {
  return `${step}FunctionArn`;
}

/** Somebody has to change something first, and the next run comes in twelve hours. */
const GIVE_UP = { ErrorEquals: [TASK_ERROR.notRetryable], MaxAttempts: 0 };

/** For an hour: what refuses because of too many requests is asked again after minutes. */
const RIDE_OUT = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 30,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  MaxAttempts: 8,
  JitterStrategy: 'FULL',
};

/**
 * The steps of a run, one after the other. Each gets `{ at }`, the time the run was scheduled for, and what they answer, counts
 * and codes, is what the run comes to, by the name of the step; costs are in their table.
 * @param steps names, at least one
 * @param partition `aws`, or that of China or of a government
 * @param seconds how long a step may take
 */
export function costRunDefinition(steps: readonly string[], partition: string, seconds: number): object {
  const states = steps.map((step, place) => {
    const next = steps[place + 1];
    const state = {
      Type: 'Task',
      Resource: `arn:${partition}:states:::lambda:invoke`,
      Arguments: { FunctionName: `$\{${functionOf(step)}}`, Payload: { at: '{% $at %}' } },
      TimeoutSeconds: seconds,
      Retry: [GIVE_UP, RIDE_OUT],
      Output: `{% $merge([$states.input, {"${step}": $states.result.Payload}]) %}`,
      ...(next === undefined ? { End: true } : { Next: next }),
    };
    return [step, state] as const;
  });
  return {
    Comment: `Belltower costs: ${steps.join(', ')}`,
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { at: '{% $states.input.at %}' }, Next: steps[0] },
      ...Object.fromEntries(states),
    },
  };
}
