import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon EKS. The ARNs of all but clusters end in chance. */
export const eks: ServiceEvents = {
  sources: ['eks.amazonaws.com'],
  events: [
    creates('CreateCluster', {
      type: 'eks:cluster',
      arn: ['cluster.arn'],
      id: ['name'],
      form: 'eks:{region}:{account}:cluster/{id}',
    }),
    creates('RegisterCluster', { type: 'eks:cluster', arn: ['cluster.arn'] }),
    creates('CreateNodegroup', { type: 'eks:nodegroup', arn: ['nodegroup.nodegroupArn'] }),
    creates('CreateFargateProfile', {
      type: 'eks:fargateprofile',
      arn: ['fargateProfile.fargateProfileArn'],
    }),
    creates('CreateAddon', { type: 'eks:addon', arn: ['addon.addonArn'] }),
    creates('CreateAccessEntry', { type: 'eks:access-entry', arn: ['accessEntry.accessEntryArn'] }),
    creates('CreatePodIdentityAssociation', {
      type: 'eks:podidentityassociation',
      arn: ['association.associationArn'],
    }),
  ],
};
