import { creates, type ServiceEvents } from './create-call.ts';

/** AWS CloudTrail itself. */
export const cloudtrail: ServiceEvents = {
  sources: ['cloudtrail.amazonaws.com'],
  events: [
    creates('CreateTrail', {
      type: 'cloudtrail:trail',
      arn: ['trailARN'],
      id: ['name'],
      form: 'cloudtrail:{region}:{account}:trail/{id}',
      tags: ['tagsList'],
    }),
  ],
};
