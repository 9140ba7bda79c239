import { textOf } from '../event-fields.ts';
import {
  arnFrom,
  birthTags,
  type CreateEvent,
  creates,
  type ServiceEvents,
  statedArn,
} from './create-call.ts';

/** What IAM makes under a path: its type, where the answer has its ARN, and where the request has its name. */
const NAMED: readonly (readonly [name: string, type: string, arn: string, id: string])[] = [
  ['CreateRole', 'role', 'role.arn', 'roleName'],
  ['CreateUser', 'user', 'user.arn', 'userName'],
  ['CreatePolicy', 'policy', 'policy.arn', 'policyName'],
  ['CreateInstanceProfile', 'instance-profile', 'instanceProfile.arn', 'instanceProfileName'],
  ['UploadServerCertificate', 'server-certificate', 'serverCertificateMetadata.arn', 'serverCertificateName'],
  ['CreateGroup', 'group', 'group.arn', 'groupName'],
];

/** AWS IAM. */
export const iam: ServiceEvents = {
  sources: ['iam.amazonaws.com'],
  events: [
    ...NAMED.map(
      ([name, type, arn, id]): CreateEvent => ({
        names: [name],
        created: (call) => {
          const named = textOf(call.request, id);
          const path = textOf(call.request, 'path') ?? '/';
          const form = `iam::{account}:${type}${path}{id}`;
          const built = named === undefined ? undefined : arnFrom(call, form, named);
          return [{ type: `iam:${type}`, arn: statedArn(call, arn) ?? built, tags: birthTags(call) }];
        },
      }),
    ),
    creates('CreateSAMLProvider', {
      type: 'iam:saml-provider',
      arn: ['sAMLProviderArn'],
      id: ['name'],
      form: 'iam::{account}:saml-provider/{id}',
    }),
    creates('CreateOpenIDConnectProvider', { type: 'iam:oidc-provider', arn: ['openIDConnectProviderArn'] }),
    creates('CreateVirtualMFADevice', { type: 'iam:mfa', arn: ['virtualMFADevice.serialNumber'] }),
    {
      names: ['CreateServiceLinkedRole'],
      created: () => 'a service-linked role, which belongs to its service',
    },
  ],
};
