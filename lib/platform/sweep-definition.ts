import { AN_HOUR, NOT_AGAIN, TWO_MINUTES } from '../constructs/retries.ts';

/** What CloudFormation puts into the definition when it makes the workflow. */
export type SweepSubstitution = 'SweepCellFunctionArn' | 'ConcludeFunctionArn';
export type ActSubstitution = 'ActFunctionArn';

/**
 * What the function may take that sweeps a cell: its `limits`. As many run as cells are swept at once. A round ends itself
 * before its time is up, and says that there is more (`ROUND_MS` in `shared/platform/sweep-cell.ts`).
 */
export const SWEEP_CELL_LIMITS = { timeout: 300, concurrency: 15 } as const;

/** Longer than a round, and than concluding, may take. */
export const LONGEST_STEP = SWEEP_CELL_LIMITS.timeout + 20;

/** So many rounds are three hours of work in one cell, some 50,000 reads. What is left then waits for tomorrow. */
export const MOST_ROUNDS = 50;

/** What a state hands on, and so the list of all cells, may be no larger (Step Functions quotas), in bytes. */
export const LARGEST_STATE = 256 * 1024;

/** What one cell takes of it: a time to the second, an account, the longest name of a region; quotes and a comma. */
export const CELL_BYTES = '"2026-11-21T03:00:00Z 111111111111 ap-southeast-1",'.length;

/** Each cell as one string, `at account region`: written as an object, 3,400 of them would be more than a state holds. */
const CELLS = '{% [$accounts.($account := $; $regions.($join([$at, $account, $], " ")))] %}';

const COUNTS = ['done', 'failed', 'unfinished'] as const;

/** What cells came to, as far as the workflow knows. */
const COUNTED = Object.fromEntries(
  COUNTS.map((outcome) => [outcome, `{% $count($states.input[$ = "${outcome}"]) %}`]),
);

export interface SweepPlan {
  /** `aws`, or that of China or of a government. */
  readonly partition: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** Whether people have things done between sweeps. */
  readonly acts?: boolean;
}

/**
 * A sweep: every account in every region, each a cell by itself, so many at a time; then what all of them came to. A
 * cell is swept in rounds until its function answers that it is done. One that fails ends as `failed`, and holds up no
 * other.
 *
 * Each cell is an execution of its own, since the rounds of 3,400 would be more than one history holds; a standard one,
 * since an express one may last five minutes and a large cell takes longer. It hands on one word: what a cell came to is
 * in the table of whoever sweeps.
 *
 * The items of the map are its input and need no selector: the local engine gives a distributed map nothing else.
 */
export function sweepDefinition({ partition, accounts, regions, acts = false }: SweepPlan): object {
  const invoke = (does: SweepSubstitution | ActSubstitution, payload: object) => ({
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Arguments: { FunctionName: `$\{${does}}`, Payload: { at: '{% $at %}', ...payload } },
    TimeoutSeconds: LONGEST_STEP,
  });
  return {
    Comment: 'Belltower sweep: every cell in rounds until it is done, then Conclude',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: { at: '{% $states.input.at %}', accounts, regions },
        Next: acts ? 'What is wanted?' : 'List',
      },
      ...(acts ? actStates(invoke) : {}),
      List: { Type: 'Pass', Output: CELLS, Next: 'Cells' },
      Cells: {
        Type: 'Map',
        Label: 'Cells',
        Items: '{% $states.input %}',
        MaxConcurrency: SWEEP_CELL_LIMITS.concurrency,
        ToleratedFailurePercentage: 100,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...cellDefinition(invoke),
        },
        Next: 'Conclude',
      },
      Conclude: {
        ...invoke('ConcludeFunctionArn', {}),
        Retry: [NOT_AGAIN, AN_HOUR],
        Assign: { cells: COUNTED },
        Output: '{% $states.result.Payload %}',
        Next: 'Outcome',
      },
      Outcome: {
        Type: 'Pass',
        Output: { Cells: '{% $cells %}', Conclude: '{% $states.input %}' },
        End: true,
      },
    },
  };
}

/** What somebody wants done now is done, in place of all that a sweep does. */
function actStates(invoke: (does: ActSubstitution, payload: object) => object): object {
  return {
    'What is wanted?': {
      Type: 'Choice',
      Choices: [{ Condition: '{% $exists($states.input.act) %}', Next: 'Act' }],
      Default: 'List',
    },
    Act: {
      ...invoke('ActFunctionArn', { act: '{% $states.input.act %}' }),
      Retry: [NOT_AGAIN, AN_HOUR],
      Output: '{% $states.result.Payload %}',
      End: true,
    },
  };
}

function cellDefinition(invoke: (does: SweepSubstitution, payload: object) => object): object {
  const word = (place: number) => `{% $split($states.input, " ")[${place}] %}`;
  return {
    StartAt: 'Enter',
    States: {
      Enter: {
        Type: 'Pass',
        Assign: { at: word(0), account: word(1), region: word(2), rounds: 0 },
        Next: 'SweepCell',
      },
      SweepCell: {
        ...invoke('SweepCellFunctionArn', { account: '{% $account %}', region: '{% $region %}' }),
        // No longer: thousands of cells may wait, and all of them come again tomorrow.
        Retry: [NOT_AGAIN, TWO_MINUTES],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Failed' }],
        Assign: { rounds: '{% $rounds + 1 %}' },
        Output: '{% $states.result.Payload %}',
        Next: 'Is it done?',
      },
      'Is it done?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.done %}', Next: 'Done' },
          { Condition: `{% $rounds >= ${MOST_ROUNDS} %}`, Next: 'Unfinished' },
        ],
        Default: 'SweepCell',
      },
      Done: ends('done'),
      Failed: ends('failed'),
      Unfinished: ends('unfinished'),
    },
  };
}

function ends(outcome: (typeof COUNTS)[number]): object {
  return { Type: 'Pass', Output: outcome, End: true };
}
