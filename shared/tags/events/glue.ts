import { type CreateEvent, creates, type ServiceEvents } from './create-call.ts';

/** What is made: its type in ARNs, and where the answer or the request has its name. */
const MADE: readonly (readonly [name: string, type: string, ids: readonly string[]])[] = [
  ['CreateJob', 'job', ['name']],
  ['CreateCrawler', 'crawler', ['name']],
  ['CreateTrigger', 'trigger', ['name']],
  ['CreateWorkflow', 'workflow', ['name']],
  ['CreateBlueprint', 'blueprint', ['name']],
  ['CreateDevEndpoint', 'devEndpoint', ['endpointName']],
  ['CreateDatabase', 'database', ['databaseInput.name']],
  ['CreateConnection', 'connection', ['connectionInput.name']],
  ['CreateSession', 'session', ['id', 'session.id']],
];

/** AWS Glue. */
export const glue: ServiceEvents = {
  sources: ['glue.amazonaws.com'],
  events: [
    ...MADE.map(
      ([name, type, id]): CreateEvent =>
        creates(name, { type: `glue:${type}`, id, form: `glue:{region}:{account}:${type}/{id}` }),
    ),
    creates('CreateMLTransform', {
      type: 'glue:mlTransform',
      answeredId: ['transformId'],
      form: 'glue:{region}:{account}:mlTransform/{id}',
    }),
    creates('CreateRegistry', {
      type: 'glue:registry',
      arn: ['registryArn'],
      id: ['registryName'],
      form: 'glue:{region}:{account}:registry/{id}',
    }),
    creates('CreateSchema', { type: 'glue:schema', arn: ['schemaArn'] }),
    creates('CreateTable', {
      type: 'glue:table',
      id: ['tableInput.name'],
      form: 'glue:{region}:{account}:table/{databaseName}/{id}',
    }),
  ],
};
