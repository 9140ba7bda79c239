import { textOf } from '../event-fields.ts';
import { arnFrom, type CreateCall, type Created, type ServiceEvents } from './create-call.ts';

/** Amazon Route 53, whose ARNs have neither region nor account. Tags always come by a second call. */
export const route53: ServiceEvents = {
  sources: ['route53.amazonaws.com'],
  events: [
    {
      names: ['CreateHostedZone'],
      tagsFollow: true,
      created: (call) => made(call, 'hostedzone', 'hostedZone.id'),
    },
    {
      names: ['CreateHealthCheck'],
      tagsFollow: true,
      created: (call) => made(call, 'healthcheck', 'healthCheck.id'),
    },
  ],
};

/** The answer has the id as it is, or as `/hostedzone/Z1`. */
function made(call: CreateCall, type: string, path: string): Created[] {
  const id = textOf(call.response, path)?.split('/').at(-1);
  const arn = id === undefined || id === '' ? undefined : arnFrom(call, `route53:::${type}/{id}`, id);
  return [{ type: `route53:${type}`, arn, tags: {} }];
}
