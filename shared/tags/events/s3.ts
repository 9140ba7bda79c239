import { textOf } from '../event-fields.ts';
import { type CreateCall, type CreateEvent, creates, type ServiceEvents } from './create-call.ts';

/** Amazon S3. Tags at birth are rare: most tools put them on by a second call. */
export const s3: ServiceEvents = {
  sources: ['s3.amazonaws.com'],
  events: [
    inRegion(
      creates('CreateBucket', {
        type: 's3:bucket',
        id: ['bucketName', 'bucket'],
        form: 's3:::{id}',
        tags: ['createBucketConfiguration.tags', 'tagging.tagSet'],
        tagsFollow: true,
      }),
    ),
    creates('CreateAccessPoint', {
      type: 's3:accesspoint',
      arn: ['accessPointArn', 'createAccessPointResult.accessPointArn'],
      id: ['name'],
      form: 's3:{region}:{account}:accesspoint/{id}',
      tags: ['tags', 'createAccessPointRequest.tags'],
    }),
  ],
};

/** The ARN of a bucket has no region, but the bucket is in one: the one asked for, or that of the call. */
function inRegion(event: CreateEvent): CreateEvent {
  return {
    ...event,
    created: (call) => {
      const made = event.created(call);
      return typeof made === 'string' ? made : made.map((one) => ({ ...one, region: bucketRegion(call) }));
    },
  };
}

function bucketRegion({ request, region }: CreateCall): string {
  const asked = textOf(request, 'createBucketConfiguration.locationConstraint');
  return asked === 'EU' ? 'eu-west-1' : (asked ?? region);
}

/** The directory buckets of S3 Express One Zone. */
export const s3express: ServiceEvents = {
  sources: ['s3express.amazonaws.com'],
  events: [
    creates('CreateBucket', {
      type: 's3express:bucket',
      id: ['bucketName', 'bucket'],
      form: 's3express:{region}:{account}:bucket/{id}',
      tags: ['createBucketConfiguration.tags'],
      tagsFollow: true,
    }),
  ],
};
