import { QUARTER_OF_AN_HOUR, TWICE_AGAIN } from '../constructs/retries.ts';

/** What CloudFormation puts into the definition when it makes the workflow. */
export type LadderSubstitution = 'ActFunctionArn' | 'DeliveryQueueUrl';

const put = (name: LadderSubstitution) => `$\{${name}}`;

/**
 * A standard execution ends in failure after 25,000 events of history. An execution that has used this many
 * ends well instead, and the sweeper, which finds the incident overdue a minute later, starts its successor.
 */
const HISTORY_BUDGET = 20_000;

/** Events of one turn, of which 13 are certain and the rest allows for retries, and of one page sent. */
const EVENTS_PER_TURN = 25;
const EVENTS_PER_PAGE = 10;
const PAGES = '$count($states.result.Payload.dispatch)';

/**
 * Where trying again does not help, it fails and is heard of before the sweeper, which comes for what is 30 seconds late,
 * exchanges the timer and this execution ends as one too many. Then the sweeper takes over, as after a quarter of an hour
 * of trouble.
 */
const RETRY = [TWICE_AGAIN, QUARTER_OF_AN_HOUR];

/**
 * The clock of one incident: act, send out the pages that are due, wait until the time the decision asked
 * for, act again.
 *
 * In: `{ incidentId, clock, run }`. The function gets these and from which pass on pages are of interest, and answers
 * `{ dispatch: [...], run, pass, wakeAt?, done }`;
 * each item of `dispatch` becomes one message on the delivery queue. Only ids and instants pass through,
 * never data.
 * @param partition `aws`, or that of China or of a government.
 */
export function ladderDefinition(partition: string): object {
  return {
    Comment: 'Belltower ladder: Act, Dispatch, Wait until wakeAt, Act',
    QueryLanguage: 'JSONata',
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Pass',
        Assign: {
          incidentId: '{% $states.input.incidentId %}',
          clock: '{% $states.input.clock %}',
          run: '{% $states.input.run %}',
          pass: 0,
          events: 0,
        },
        Next: 'Act',
      },
      Act: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::lambda:invoke`,
        Arguments: {
          FunctionName: put('ActFunctionArn'),
          Payload: {
            incidentId: '{% $incidentId %}',
            clock: '{% $clock %}',
            run: '{% $run %}',
            pass: '{% $pass %}',
          },
        },
        TimeoutSeconds: 60,
        Retry: RETRY,
        Output: '{% $states.result.Payload %}',
        Assign: {
          run: '{% $states.result.Payload.run %}',
          pass: '{% $states.result.Payload.pass %}',
          events: `{% $events + ${EVENTS_PER_TURN} + ${EVENTS_PER_PAGE} * ${PAGES} %}`,
        },
        Next: 'Dispatch',
      },
      Dispatch: {
        Type: 'Map',
        Items: '{% $states.input.dispatch %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Send',
          States: {
            Send: {
              Type: 'Task',
              Resource: `arn:${partition}:states:::sqs:sendMessage`,
              Arguments: { QueueUrl: put('DeliveryQueueUrl'), MessageBody: '{% $string($states.input) %}' },
              Retry: [QUARTER_OF_AN_HOUR],
              Output: {},
              End: true,
            },
          },
        },
        Output: '{% $states.input %}',
        Next: 'Anything left?',
      },
      'Anything left?': {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.done %}', Next: 'Done' },
          { Condition: `{% $events > ${HISTORY_BUDGET} %}`, Next: 'Leave to the sweeper' },
        ],
        Default: 'Wait',
      },
      Wait: { Type: 'Wait', Timestamp: '{% $states.input.wakeAt %}', Next: 'Act' },
      Done: { Type: 'Succeed' },
      'Leave to the sweeper': { Type: 'Succeed' },
    },
  };
}
