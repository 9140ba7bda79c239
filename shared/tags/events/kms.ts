import { creates, type ServiceEvents } from './create-call.ts';

/** AWS KMS. */
export const kms: ServiceEvents = {
  sources: ['kms.amazonaws.com'],
  events: [
    creates('CreateKey', {
      type: 'kms:key',
      arn: ['keyMetadata.arn'],
      answeredId: ['keyMetadata.keyId'],
      form: 'kms:{region}:{account}:key/{id}',
    }),
    creates('ReplicateKey', { type: 'kms:key', arn: ['replicaKeyMetadata.arn'] }),
    creates('CreateAlias', {
      type: 'kms:alias',
      id: ['aliasName'],
      form: 'kms:{region}:{account}:{id}',
    }),
  ],
};
