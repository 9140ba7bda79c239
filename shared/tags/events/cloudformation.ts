import { textOf } from '../event-fields.ts';
import { birthTags, creates, isArn, type ServiceEvents } from './create-call.ts';

/** AWS CloudFormation. A change set makes a stack where that is its type; the CDK makes all of its stacks so. */
export const cloudformation: ServiceEvents = {
  sources: ['cloudformation.amazonaws.com'],
  events: [
    creates('CreateStack', { type: 'cloudformation:stack', answeredId: ['stackId'] }),
    {
      names: ['CreateChangeSet'],
      created: (call) => {
        const type = textOf(call.request, 'changeSetType');
        if (call.request === undefined)
          return [{ type: 'cloudformation:stack', arn: undefined, tags: undefined }];
        if (type !== 'CREATE') return 'a change set of a stack that is there';
        const id = textOf(call.response, 'stackId');
        const arn = id !== undefined && isArn(id) ? id : undefined;
        return [{ type: 'cloudformation:stack', arn, tags: birthTags(call) }];
      },
    },
    creates('CreateStackSet', {
      type: 'cloudformation:stackset',
      answeredId: ['stackSetId'],
      form: 'cloudformation:{region}:{account}:stackset/{id}',
    }),
  ],
};
