import { creates, type ServiceEvents } from './create-call.ts';

/** AWS CodeCommit, whose ARNs end with the bare name. */
export const codecommit: ServiceEvents = {
  sources: ['codecommit.amazonaws.com'],
  events: [
    creates('CreateRepository', {
      type: 'codecommit:repository',
      arn: ['repositoryMetadata.arn'],
      id: ['repositoryName'],
      form: 'codecommit:{region}:{account}:{id}',
    }),
  ],
};
