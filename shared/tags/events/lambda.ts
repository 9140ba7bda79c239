import { creates, type ServiceEvents } from './create-call.ts';

/** AWS Lambda. */
export const lambda: ServiceEvents = {
  sources: ['lambda.amazonaws.com'],
  events: [
    creates('CreateFunction', {
      type: 'lambda:function',
      arn: ['functionArn'],
      id: ['functionName'],
      form: 'lambda:{region}:{account}:function:{id}',
    }),
    creates('CreateEventSourceMapping', {
      type: 'lambda:event-source-mapping',
      arn: ['eventSourceMappingArn'],
      answeredId: ['uUID'],
      form: 'lambda:{region}:{account}:event-source-mapping:{id}',
    }),
    creates('CreateCodeSigningConfig', {
      type: 'lambda:code-signing-config',
      arn: ['codeSigningConfig.codeSigningConfigArn'],
    }),
    creates('PublishLayerVersion', { type: 'lambda:layer-version', arn: ['layerVersionArn'] }),
    creates('PublishVersion', { type: 'lambda:version', arn: ['functionArn'] }),
    creates('CreateAlias', { type: 'lambda:alias', arn: ['aliasArn'] }),
  ],
};
