import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Step Functions. */
export const states: ServiceEvents = {
  sources: ['states.amazonaws.com'],
  events: [
    creates('CreateStateMachine', {
      type: 'states:stateMachine',
      arn: ['stateMachineArn'],
      id: ['name'],
      form: 'states:{region}:{account}:stateMachine:{id}',
    }),
    creates('CreateActivity', {
      type: 'states:activity',
      arn: ['activityArn'],
      id: ['name'],
      form: 'states:{region}:{account}:activity:{id}',
    }),
  ],
};
