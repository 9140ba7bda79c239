import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon ECR. */
export const ecr: ServiceEvents = {
  sources: ['ecr.amazonaws.com'],
  events: [
    creates('CreateRepository', {
      type: 'ecr:repository',
      arn: ['repository.repositoryArn'],
      id: ['repositoryName'],
      form: 'ecr:{region}:{account}:repository/{id}',
    }),
  ],
};

/** Amazon ECR Public, whose repositories have no region. */
export const ecrPublic: ServiceEvents = {
  sources: ['ecr-public.amazonaws.com'],
  events: [
    creates('CreateRepository', {
      type: 'ecr-public:repository',
      arn: ['repository.repositoryArn'],
      id: ['repositoryName'],
      form: 'ecr-public::{account}:repository/{id}',
    }),
  ],
};
