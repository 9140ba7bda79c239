import { AN_HOUR, NOT_AGAIN } from '../constructs/retries.ts';

/** What CloudFormation puts into the definition when it makes the workflow. */
export type CostRunSubstitution =
  | 'CollectFunctionArn'
  | 'JudgeFunctionArn'
  | 'TellFunctionArn'
  | 'WatchBudgetsFunctionArn';

/** What a run comes to. */
const OUTCOME = '{% {"Collect": $collected, "WatchBudgets": $states.input[0], "Judge": $states.input[1]} %}';

/** How many findings are told side by side. */
const TOLD_AT_ONCE = 2;

/**
 * A run: collect; then, side by side, watch budgets, and judge and tell each finding by itself. Every step gets the time
 * the run was scheduled for, and what it answers, counts and codes, is what the run comes to, by the name of the step. A
 * finding that cannot be told keeps what is due, has its own alarm, and holds up no other.
 * @param partition `aws`, or that of China or of a government
 * @param seconds how long a step may take
 */
export function costRunDefinition(partition: string, seconds: number): object {
  const task = (does: CostRunSubstitution, payload: object = {}) => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Arguments: { FunctionName: `$\{${does}}`, Payload: { at: '{% $at %}', ...payload } },
    TimeoutSeconds: seconds,
    Retry: [NOT_AGAIN, AN_HOUR],
    Output: '{% $states.result.Payload %}',
  });
  return {
    Comment: 'Belltower costs: Collect, then WatchBudgets beside Judge and Tell',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: { Type: 'Pass', Assign: { at: '{% $states.input.at %}' }, Next: 'Collect' },
      Collect: {
        ...task('CollectFunctionArn'),
        Assign: { collected: '{% $states.result.Payload %}' },
        Next: 'Use',
      },
      Use: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'WatchBudgets',
            States: { WatchBudgets: { ...task('WatchBudgetsFunctionArn'), End: true } },
          },
          {
            StartAt: 'Judge',
            States: { Judge: { ...task('JudgeFunctionArn'), Next: 'Tell' }, Tell: tellEach(task) },
          },
        ],
        Next: 'Outcome',
      },
      Outcome: { Type: 'Pass', Output: OUTCOME, End: true },
    },
  };
}

function tellEach(task: (does: CostRunSubstitution, payload: object) => object): object {
  return {
    Type: 'Map',
    Items: '{% $states.input.findings %}',
    MaxConcurrency: TOLD_AT_ONCE,
    Output: '{% $states.input %}',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'INLINE' },
      StartAt: 'TellOne',
      States: {
        TellOne: {
          ...task('TellFunctionArn', { findingId: '{% $states.input %}' }),
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Untold' }],
          End: true,
        },
        Untold: { Type: 'Pass', Output: { told: false }, End: true },
      },
    },
    End: true,
  };
}
