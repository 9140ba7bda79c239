import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, creates, isArn, type ServiceEvents } from './create-call.ts';

/** AWS Systems Manager. */
export const ssm: ServiceEvents = {
  sources: ['ssm.amazonaws.com'],
  events: [
    {
      names: ['PutParameter'],
      created: (call) => {
        const version = textOf(call.response, 'version');
        if (version !== undefined && version !== '1')
          return `version ${version} of a parameter that is there`;
        const name = textOf(call.request, 'name');
        const form = 'ssm:{region}:{account}:parameter/{id}';
        const plain = name?.replace(/^\//, '');
        const arn = plain === undefined || isArn(plain) ? plain : arnFrom(call, form, plain);
        return [{ type: 'ssm:parameter', arn, tags: birthTags(call) }];
      },
    },
    creates('CreateDocument', {
      type: 'ssm:document',
      id: ['documentDescription.name', 'name'],
      form: 'ssm:{region}:{account}:document/{id}',
    }),
    creates('CreateMaintenanceWindow', {
      type: 'ssm:maintenancewindow',
      answeredId: ['windowId'],
      form: 'ssm:{region}:{account}:maintenancewindow/{id}',
    }),
    creates('CreatePatchBaseline', {
      type: 'ssm:patchbaseline',
      answeredId: ['baselineId'],
      form: 'ssm:{region}:{account}:patchbaseline/{id}',
    }),
    creates('CreateAssociation', {
      type: 'ssm:association',
      answeredId: ['associationDescription.associationId'],
      form: 'ssm:{region}:{account}:association/{id}',
    }),
    creates('CreateOpsItem', {
      type: 'ssm:opsitem',
      arn: ['opsItemArn'],
      answeredId: ['opsItemId'],
      form: 'ssm:{region}:{account}:opsitem/{id}',
    }),
  ],
};
