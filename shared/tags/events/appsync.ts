import { creates, type ServiceEvents } from './create-call.ts';

/** AWS AppSync. */
export const appsync: ServiceEvents = {
  sources: ['appsync.amazonaws.com'],
  events: [
    creates('CreateGraphqlApi', {
      type: 'appsync:apis',
      arn: ['graphqlApi.arn'],
      answeredId: ['graphqlApi.apiId'],
      form: 'appsync:{region}:{account}:apis/{id}',
    }),
  ],
};
