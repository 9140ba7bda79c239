import { fieldOf, isRecord, listOf, textOf } from '../event-fields.ts';
import { bothTags, tagsOf } from '../event-tags.ts';
import { arnFrom, type CreateCall, type CreateEvent, type ServiceEvents } from './create-call.ts';

/** What is made: the form of its ARN, and where the answer, or else the request, has its id. */
const MADE: readonly (readonly [names: string, type: string, form: string, ids: readonly string[]])[] = [
  ['CreateRestApi ImportRestApi', 'restapis', '/restapis/{id}', ['id']],
  ['CreateApiKey', 'apikeys', '/apikeys/{id}', ['id']],
  ['CreateUsagePlan', 'usageplans', '/usageplans/{id}', ['id']],
  ['GenerateClientCertificate', 'clientcertificates', '/clientcertificates/{id}', ['clientCertificateId']],
  ['CreateApi ImportApi', 'apis', '/apis/{id}', ['apiId']],
  ['CreateDomainName', 'domainnames', '/domainnames/{id}', ['domainName']],
];

/** Amazon API Gateway: REST APIs, and the HTTP and WebSocket APIs of the second version, under one name. */
export const apigateway: ServiceEvents = {
  sources: ['apigateway.amazonaws.com'],
  events: [
    ...MADE.map(
      ([names, type, form, ids]): CreateEvent => ({
        names: names.split(' '),
        created: (call) => {
          const id =
            textOf(call.response, ...ids) ??
            (type === 'domainnames' ? requested(call, 'domainName') : undefined);
          return [{ type: `apigateway:${type}`, arn: arnOf(call, form, id), tags: tagsIn(call) }];
        },
      }),
    ),
    {
      names: ['ImportApiKeys'],
      created: (call) => {
        const ids = listOf(call.response, 'ids').filter((id) => typeof id === 'string');
        const tags = call.request === undefined ? undefined : {};
        if (ids.length === 0) return [{ type: 'apigateway:apikeys', arn: undefined, tags }];
        return ids.map((id) => ({
          type: 'apigateway:apikeys',
          arn: arnOf(call, '/apikeys/{id}', id),
          tags,
        }));
      },
    },
    {
      names: ['CreateStage'],
      created: (call) => {
        const stage = textOf(call.response, 'stageName') ?? requested(call, 'stageName');
        const rest = requested(call, 'restApiId');
        const api = rest ?? requested(call, 'apiId');
        const type = rest === undefined ? 'apis' : 'restapis';
        const form = `/${type}/${api}/stages/{id}`;
        return [
          {
            type: 'apigateway:stages',
            arn: api === undefined ? undefined : arnOf(call, form, stage),
            tags: tagsIn(call),
          },
        ];
      },
    },
    {
      names: ['CreateVpcLink'],
      created: (call) => {
        const id = textOf(call.response, 'vpcLinkId', 'id');
        return [{ type: 'apigateway:vpclinks', arn: arnOf(call, '/vpclinks/{id}', id), tags: tagsIn(call) }];
      },
    },
  ],
};

function arnOf(call: CreateCall, path: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : arnFrom(call, `apigateway:{region}::${path}`, id);
}

/** A field of the request, or of the input within it: `createRestApiInput`. */
function requested(call: CreateCall, name: string): string | undefined {
  return textOf(call.request, name) ?? textOf(inputOf(call), name);
}

function tagsIn(call: CreateCall) {
  if (call.request === undefined) return undefined;
  return bothTags(tagsOf(fieldOf(call.request, 'tags')), tagsOf(fieldOf(inputOf(call), 'tags')));
}

function inputOf({ request }: CreateCall): unknown {
  if (!isRecord(request)) return undefined;
  return Object.entries(request).find(([name, value]) => name.endsWith('Input') && isRecord(value))?.[1];
}
