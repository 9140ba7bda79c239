import {
  type IAMClient,
  ListInstanceProfileTagsCommand,
  ListMFADeviceTagsCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListPolicyTagsCommand,
  ListRoleTagsCommand,
  ListSAMLProviderTagsCommand,
  ListServerCertificateTagsCommand,
  ListUserTagsCommand,
  type Tag,
  TagInstanceProfileCommand,
  TagMFADeviceCommand,
  TagOpenIDConnectProviderCommand,
  TagPolicyCommand,
  TagRoleCommand,
  TagSAMLProviderCommand,
  TagServerCertificateCommand,
  TagUserCommand,
  UntagInstanceProfileCommand,
  UntagMFADeviceCommand,
  UntagOpenIDConnectProviderCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UntagSAMLProviderCommand,
  UntagServerCertificateCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam';
import type { Tags } from './resource.ts';

/** Tags of one resource of IAM, which IAM alone reads and writes. Errors are those of the SDK. */
export interface IamTags {
  read(): Promise<Tags>;
  set(tags: Tags): Promise<void>;
  remove(keys: readonly string[]): Promise<void>;
}

/** The tags of the resource with this ARN; undefined where IAM has no such type, or gives it no tags. */
export function iamTags(client: IAMClient, arn: string): IamTags | undefined {
  const [, type = '', path = ''] = /^arn:[^:]+:iam::\d*:([\w-]+)\/(.+)$/.exec(arn) ?? [];
  const name = path.split('/').at(-1) ?? '';
  const make = MAKERS[type];
  return name === '' ? undefined : make?.(client, arn, name);
}

const MAKERS: Readonly<Record<string, (client: IAMClient, arn: string, name: string) => IamTags>> = {
  role: (client, _, RoleName) => ({
    read: async () => tagsIn(await client.send(new ListRoleTagsCommand({ RoleName }))),
    set: async (tags) => void (await client.send(new TagRoleCommand({ RoleName, Tags: listed(tags) }))),
    remove: async (keys) => void (await client.send(new UntagRoleCommand({ RoleName, TagKeys: [...keys] }))),
  }),
  user: (client, _, UserName) => ({
    read: async () => tagsIn(await client.send(new ListUserTagsCommand({ UserName }))),
    set: async (tags) => void (await client.send(new TagUserCommand({ UserName, Tags: listed(tags) }))),
    remove: async (keys) => void (await client.send(new UntagUserCommand({ UserName, TagKeys: [...keys] }))),
  }),
  policy: (client, PolicyArn) => ({
    read: async () => tagsIn(await client.send(new ListPolicyTagsCommand({ PolicyArn }))),
    set: async (tags) => void (await client.send(new TagPolicyCommand({ PolicyArn, Tags: listed(tags) }))),
    remove: async (keys) =>
      void (await client.send(new UntagPolicyCommand({ PolicyArn, TagKeys: [...keys] }))),
  }),
  'instance-profile': (client, _, InstanceProfileName) => ({
    read: async () => tagsIn(await client.send(new ListInstanceProfileTagsCommand({ InstanceProfileName }))),
    set: async (tags) =>
      void (await client.send(new TagInstanceProfileCommand({ InstanceProfileName, Tags: listed(tags) }))),
    remove: async (keys) =>
      void (await client.send(new UntagInstanceProfileCommand({ InstanceProfileName, TagKeys: [...keys] }))),
  }),
  mfa: (client, SerialNumber) => ({
    read: async () => tagsIn(await client.send(new ListMFADeviceTagsCommand({ SerialNumber }))),
    set: async (tags) =>
      void (await client.send(new TagMFADeviceCommand({ SerialNumber, Tags: listed(tags) }))),
    remove: async (keys) =>
      void (await client.send(new UntagMFADeviceCommand({ SerialNumber, TagKeys: [...keys] }))),
  }),
  'oidc-provider': (client, OpenIDConnectProviderArn) => ({
    read: async () =>
      tagsIn(await client.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn }))),
    set: async (tags) =>
      void (await client.send(
        new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: listed(tags) }),
      )),
    remove: async (keys) =>
      void (await client.send(
        new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: [...keys] }),
      )),
  }),
  'saml-provider': (client, SAMLProviderArn) => ({
    read: async () => tagsIn(await client.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn }))),
    set: async (tags) =>
      void (await client.send(new TagSAMLProviderCommand({ SAMLProviderArn, Tags: listed(tags) }))),
    remove: async (keys) =>
      void (await client.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys: [...keys] }))),
  }),
  'server-certificate': (client, _, ServerCertificateName) => ({
    read: async () =>
      tagsIn(await client.send(new ListServerCertificateTagsCommand({ ServerCertificateName }))),
    set: async (tags) =>
      void (await client.send(
        new TagServerCertificateCommand({ ServerCertificateName, Tags: listed(tags) }),
      )),
    remove: async (keys) =>
      void (await client.send(
        new UntagServerCertificateCommand({ ServerCertificateName, TagKeys: [...keys] }),
      )),
  }),
};

/** The first page has up to 100, and a resource has at most 50. */
function tagsIn({ Tags = [] }: { readonly Tags?: readonly Tag[] | undefined }): Tags {
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

function listed(tags: Tags): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
