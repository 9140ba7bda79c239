import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon Cognito user pools. */
export const cognitoIdp: ServiceEvents = {
  sources: ['cognito-idp.amazonaws.com'],
  events: [
    creates('CreateUserPool', {
      type: 'cognito-idp:userpool',
      arn: ['userPool.arn'],
      answeredId: ['userPool.id'],
      form: 'cognito-idp:{region}:{account}:userpool/{id}',
      tags: ['userPoolTags'],
    }),
    creates('CreateUserPoolClient', {
      type: 'cognito-idp:user-pool-client',
      answeredId: ['userPoolClient.clientId'],
      form: 'cognito-idp:{region}:{account}:userpool/{userPoolClient.userPoolId}/client/{id}',
    }),
    creates('CreateUserPoolDomain', {
      type: 'cognito-idp:user-pool-domain',
      id: ['domain'],
      form: 'cognito-idp:{region}:{account}:userpool/{userPoolId}/domain/{id}',
    }),
  ],
};

/** Amazon Cognito identity pools. */
export const cognitoIdentity: ServiceEvents = {
  sources: ['cognito-identity.amazonaws.com'],
  events: [
    creates('CreateIdentityPool', {
      type: 'cognito-identity:identitypool',
      answeredId: ['identityPoolId'],
      form: 'cognito-identity:{region}:{account}:identitypool/{id}',
      tags: ['identityPoolTags'],
    }),
  ],
};
