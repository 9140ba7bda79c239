import * as z from 'zod';

const State = z.looseObject({
  Type: z.string(),
  Next: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(z.looseObject({ Next: z.string() })).optional(),
  Catch: z.array(z.looseObject({ Next: z.string() })).optional(),
  End: z.boolean().optional(),
  get ItemProcessor(): z.ZodOptional<typeof States> {
    return States.optional();
  },
});
const States = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), State) });
type State = z.infer<typeof State>;

/** A workflow in Amazon States Language, or what a Map state does for each item. */
export type Workflow = z.infer<typeof States>;

/** Longer than a test waits for whoever is held. */
const HELD_SECONDS = 60;

/** A workflow as Step Functions gives it. */
export function workflowOf(definition: string | undefined): Workflow {
  return States.parse(JSON.parse(definition ?? ''));
}

/** Every state there is, also those inside of others. */
export function stateNames({ States: states }: Workflow): string[] {
  return Object.entries(states).flatMap(([name, { ItemProcessor: inner }]) => [
    name,
    ...(inner === undefined ? [] : stateNames(inner)),
  ]);
}

/**
 * The same workflow, whose executions stop short as soon as they enter a state, before it does anything, and send their
 * name to a queue. Whatever may lead to that state does.
 */
export function heldAt(workflow: Workflow, name: string, queueUrl: string): Workflow {
  const { States: states, ...rest } = workflow;
  const here = name in states;
  return {
    ...rest,
    States: {
      ...Object.fromEntries(
        Object.entries(states).map(([each, { ItemProcessor: inner, ...state }]) => [
          each,
          {
            ...(here && leadsTo(state, name) ? onlyTo(state, name) : state),
            ...(inner === undefined ? {} : { ItemProcessor: heldAt(inner, name, queueUrl) }),
          },
        ]),
      ),
      ...(here ? { [name]: telling(queueUrl), Held: HELD } : {}),
    },
  };
}

const HELD = { Type: 'Wait', Seconds: HELD_SECONDS, End: true };

function telling(queueUrl: string): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Arguments: { QueueUrl: queueUrl, MessageBody: '{% $states.context.Execution.Name %}' },
    Next: 'Held',
  };
}

function leadsTo({ Next, Default, Choices = [], Catch = [] }: State, name: string): boolean {
  return [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)].includes(name);
}

function onlyTo(state: State, name: string): State {
  if (state.Choices === undefined) return { ...state, Next: name };
  return { ...state, Default: name, Choices: state.Choices.map((way) => ({ ...way, Next: name })) };
}
