import { fieldOf, listOf, textOf } from '../event-fields.ts';
import { bothTags, tagsOf } from '../event-tags.ts';
import { arnFrom, arnIn, birthTags, creates, type ServiceEvents, statedArn } from './create-call.ts';

/** Amazon ECS. */
export const ecs: ServiceEvents = {
  sources: ['ecs.amazonaws.com'],
  events: [
    creates('CreateCluster', {
      type: 'ecs:cluster',
      arn: ['cluster.clusterArn'],
      id: ['clusterName'],
      form: 'ecs:{region}:{account}:cluster/{id}',
    }),
    {
      names: ['CreateService'],
      created: (call) => {
        const name = textOf(call.request, 'serviceName');
        const cluster = textOf(call.request, 'cluster')?.split('/').at(-1) ?? 'default';
        const form = `ecs:{region}:{account}:service/${cluster}/{id}`;
        const built = name === undefined ? undefined : arnFrom(call, form, name);
        return [
          {
            type: 'ecs:service',
            arn: statedArn(call, 'service.serviceArn') ?? built,
            tags: birthTags(call),
          },
        ];
      },
    },
    creates('RegisterTaskDefinition', {
      type: 'ecs:task-definition',
      arn: ['taskDefinition.taskDefinitionArn'],
    }),
    creates('CreateCapacityProvider', {
      type: 'ecs:capacity-provider',
      arn: ['capacityProvider.capacityProviderArn'],
      id: ['name'],
      form: 'ecs:{region}:{account}:capacity-provider/{id}',
    }),
    creates('CreateTaskSet', { type: 'ecs:task-set', arn: ['taskSet.taskSetArn'] }),
    {
      names: ['RunTask', 'StartTask'],
      created: (call) => {
        const tasks = listOf(call.response, 'tasks');
        const tags = birthTags(call);
        if (tasks.length === 0) return [{ type: 'ecs:task', arn: undefined, tags }];
        return tasks.map((task) => ({
          type: 'ecs:task',
          arn: arnIn(task, 'taskArn'),
          tags: bothTags(tags, tagsOf(fieldOf(task, 'tags'))),
        }));
      },
    },
  ],
};
