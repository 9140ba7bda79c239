import { creates, type ServiceEvents } from './create-call.ts';

/** Amazon CloudFront. Ids are given by the answer only. */
export const cloudfront: ServiceEvents = {
  sources: ['cloudfront.amazonaws.com'],
  events: [
    creates(['CreateDistribution', 'CreateDistributionWithTags', 'CopyDistribution'], {
      type: 'cloudfront:distribution',
      arn: ['distribution.aRN'],
      answeredId: ['distribution.id'],
      form: 'cloudfront::{account}:distribution/{id}',
      tags: ['distributionConfigWithTags.tags', 'tags'],
    }),
    creates(['CreateStreamingDistribution', 'CreateStreamingDistributionWithTags'], {
      type: 'cloudfront:streaming-distribution',
      arn: ['streamingDistribution.aRN'],
      answeredId: ['streamingDistribution.id'],
      form: 'cloudfront::{account}:streaming-distribution/{id}',
      tags: ['streamingDistributionConfigWithTags.tags'],
    }),
    creates('CreateVpcOrigin', { type: 'cloudfront:vpcorigin', arn: ['vpcOrigin.arn'] }),
    creates('CreateOriginAccessControl', {
      type: 'cloudfront:origin-access-control',
      answeredId: ['originAccessControl.id'],
      form: 'cloudfront::{account}:origin-access-control/{id}',
    }),
  ],
};
