import { QUARTER_OF_AN_HOUR, TWICE_AGAIN } from '../constructs/retries.ts';

/** What CloudFormation puts into the definition when it makes the workflow. */
export type ErasureSubstitution = 'AdvanceFunctionArn' | 'RunFunctionArn';

const put = (name: ErasureSubstitution) => `$\{${name}}`;

/**
 * A standard execution ends in failure after 25,000 events of history. An execution that has used this many ends well
 * instead, and the watch, which finds the case overdue, starts its successor.
 */
const HISTORY_BUDGET = 18_000;

/** Events of one turn with some retries, of one command with the same, and of each time that one is begun, taken high. */
const EVENTS_PER_TURN = 60;
const EVENTS_PER_COMMAND = 40;
const EVENTS_PER_BEGINNING = 12;
/** As many events as the retries of a command that came to nothing. */
const BEGINNINGS_SET_ASIDE = 8;
const COMMANDS = '$count($states.result.Payload.commands)';

/** So many commands of one case at once; how many a system gets of all cases, its own `concurrency` says. */
const AT_ONCE = 10;

/** A command that our own function cannot get done is left for so long, and its case goes on with the others. */
const SET_ASIDE_SECONDS = 60;

/**
 * Others are at work, and our function takes no more of them at once. A thousand cases whose grace ends together all come
 * through here, and a turn has nobody who would catch it: so it waits in line, for half an hour on average.
 */
const WAIT_IN_LINE = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 1,
  BackoffRate: 2,
  MaxDelaySeconds: 40,
  MaxAttempts: 99,
  JitterStrategy: 'FULL',
};

/**
 * The clock of one case: act, do the commands that are due side by side, act again; where none is due, wait until the time
 * the decision asked for.
 *
 * In: `{ caseId, run }`. Pointers and instants pass through, never what a command says or a person is known by.
 * @param partition `aws`, or that of China or of a government.
 */
export function erasureDefinition(partition: string): object {
  const invoke = `arn:${partition}:states:::lambda:invoke`;
  return {
    Comment: 'Belltower erasure: Act, Commands side by side, Act; Wait until wakeAt, Act',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: {
          caseId: '{% $states.input.caseId %}',
          run: '{% $states.input.run %}',
          events: 0,
        },
        Next: 'Act',
      },
      Act: {
        Type: 'Task',
        Resource: invoke,
        Arguments: {
          FunctionName: put('AdvanceFunctionArn'),
          Payload: { caseId: '{% $caseId %}', run: '{% $run %}' },
        },
        TimeoutSeconds: 90,
        // Where it fails after all, an alarm says so, and the watch starts the case again.
        Retry: [TWICE_AGAIN, WAIT_IN_LINE, QUARTER_OF_AN_HOUR],
        Output: '{% $states.result.Payload %}',
        Assign: {
          events: `{% $events + ${EVENTS_PER_TURN} + ${EVENTS_PER_COMMAND} * ${COMMANDS} %}`,
        },
        Next: 'Anything left?',
      },
      'Anything left?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.done %}', Next: 'Done' },
          { Condition: `{% $events > ${HISTORY_BUDGET} %}`, Next: 'Leave to the watch' },
          { Condition: '{% $count($states.input.commands) > 0 %}', Next: 'Commands' },
        ],
        Default: 'Wait',
      },
      Commands: {
        Type: 'Map',
        Items: '{% $states.input.commands %}',
        MaxConcurrency: AT_ONCE,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Run',
          States: {
            Run: {
              Type: 'Task',
              Resource: invoke,
              Arguments: { FunctionName: put('RunFunctionArn'), Payload: '{% $states.input %}' },
              TimeoutSeconds: 360,
              Retry: [TWICE_AGAIN, QUARTER_OF_AN_HOUR],
              Catch: [
                { ErrorEquals: ['States.ALL'], Output: { turn: BEGINNINGS_SET_ASIDE }, Next: 'Set aside' },
              ],
              Output: '{% $states.result.Payload %}',
              Next: 'Again?',
            },
            'Again?': {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input.waitSeconds > 0 %}', Next: 'Pause' }],
              Default: 'Ran',
            },
            Pause: { Type: 'Wait', Seconds: '{% $states.input.waitSeconds %}', Next: 'Run' },
            'Set aside': { Type: 'Wait', Seconds: SET_ASIDE_SECONDS, Next: 'Ran' },
            Ran: { Type: 'Pass', Output: '{% $states.input.turn %}', End: true },
          },
        },
        Output: {},
        Assign: { events: `{% $events + ${EVENTS_PER_BEGINNING} * $sum($states.result) %}` },
        Next: 'Act',
      },
      Wait: { Type: 'Wait', Timestamp: '{% $states.input.wakeAt %}', Next: 'Act' },
      Done: { Type: 'Succeed' },
      'Leave to the watch': { Type: 'Succeed' },
    },
  };
}
