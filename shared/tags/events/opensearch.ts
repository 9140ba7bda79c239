import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon OpenSearch Service, whose ARNs still say `es`. */
export const opensearch: ServiceEvents = {
  sources: ['es.amazonaws.com'],
  events: [
    creates(['CreateDomain', 'CreateElasticsearchDomain'], {
      type: 'es:domain',
      arn: ['domainStatus.aRN'],
      id: ['domainName'],
      form: 'es:{region}:{account}:domain/{id}',
      tags: ['tagList'],
    }),
    creates('CreateApplication', { type: 'opensearch:application', arn: ['arn'], tags: ['tagList'] }),
  ],
};

/** Amazon OpenSearch Serverless. */
export const aoss: ServiceEvents = {
  sources: ['aoss.amazonaws.com'],
  events: [
    creates('CreateCollection', {
      type: 'aoss:collection',
      arn: ['createCollectionDetail.arn'],
      answeredId: ['createCollectionDetail.id'],
      form: 'aoss:{region}:{account}:collection/{id}',
    }),
  ],
};
