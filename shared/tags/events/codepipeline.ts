import { creates, type ServiceEvents } from './create-call.ts';

/** AWS CodePipeline, whose ARNs end with the bare name. */
export const codepipeline: ServiceEvents = {
  sources: ['codepipeline.amazonaws.com'],
  events: [
    creates('CreatePipeline', {
      type: 'codepipeline:pipeline',
      id: ['pipeline.name'],
      form: 'codepipeline:{region}:{account}:{id}',
    }),
  ],
};
