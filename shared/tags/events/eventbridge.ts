import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, creates, type ServiceEvents, statedArn } from './create-call.ts';

/** Amazon EventBridge: rules and buses. */
export const events: ServiceEvents = {
  sources: ['events.amazonaws.com'],
  events: [
    {
      names: ['PutRule'],
      created: (call) => {
        const name = textOf(call.request, 'name');
        const bus = textOf(call.request, 'eventBusName')?.split('/').at(-1) ?? 'default';
        const form = `events:{region}:{account}:rule/${bus === 'default' ? '' : `${bus}/`}{id}`;
        const built = name === undefined ? undefined : arnFrom(call, form, name);
        return [{ type: 'events:rule', arn: statedArn(call, 'ruleArn') ?? built, tags: birthTags(call) }];
      },
    },
    creates('CreateEventBus', {
      type: 'events:event-bus',
      arn: ['eventBusArn'],
      id: ['name'],
      form: 'events:{region}:{account}:event-bus/{id}',
    }),
    creates('CreateArchive', { type: 'events:archive', arn: ['archiveArn'] }),
    creates('CreateConnection', { type: 'events:connection', arn: ['connectionArn'] }),
    creates('CreateApiDestination', { type: 'events:api-destination', arn: ['apiDestinationArn'] }),
  ],
};

/** Amazon EventBridge Scheduler: its groups have tags, its schedules have none. */
export const scheduler: ServiceEvents = {
  sources: ['scheduler.amazonaws.com'],
  events: [
    creates('CreateScheduleGroup', {
      type: 'scheduler:schedule-group',
      arn: ['scheduleGroupArn'],
      id: ['name'],
      form: 'scheduler:{region}:{account}:schedule-group/{id}',
    }),
    creates('CreateSchedule', { type: 'scheduler:schedule', arn: ['scheduleArn'] }),
  ],
};

/** Amazon EventBridge Pipes. */
export const pipes: ServiceEvents = {
  sources: ['pipes.amazonaws.com'],
  events: [
    creates('CreatePipe', {
      type: 'pipes:pipe',
      arn: ['arn'],
      id: ['name'],
      form: 'pipes:{region}:{account}:pipe/{id}',
    }),
  ],
};
