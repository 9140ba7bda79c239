import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { DataKey } from '../platform/data-key.ts';
import type { Access } from './access.ts';
import { isLocal } from './local.ts';

export interface PageBucketProps {
  readonly key: DataKey;
  /** Days for which a page is kept. */
  readonly keepDays: number;
  /** Under which all pages lie, with a slash at the end: `reviews/`. */
  readonly prefix: string;
}

/** Pages that functions write and serve. Nobody else can read it, no role can list it, and nothing comes without TLS. */
export class PageBucket extends Construct {
  readonly bucket: Bucket;
  private readonly key: DataKey;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, { key, keepDays, prefix }: PageBucketProps) {
    super(scope, id);
    this.key = key;
    this.prefix = prefix;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        {
          expiration: Duration.days(keepDays),
          noncurrentVersionExpiration: Duration.days(90),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: isLocal(this) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Readers come by way of the HTTP API, which logs them; one function writes, one reads, and no one else may.',
    });
  }

  /** The bucket's name and the permission to put pages into it. */
  write(): Access {
    return this.access('s3:PutObject', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** The bucket's name and the permission to read a page whose name is known. */
  read(): Access {
    return this.access('s3:GetObject', ['kms:Decrypt']);
  }

  /** Says to the rules for roles why a function may use objects by a pattern. */
  acknowledgeObjects(target: Construct): void {
    const bucket = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket); // what a Bucket is made of
    Validations.of(target).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${bucket}.Arn>/${this.prefix}*]`,
      reason:
        'A page is named for its month and its reader, so what is allowed is all pages under one prefix.',
    });
  }

  private access(action: string, uses: readonly string[]): Access {
    return {
      value: this.bucket.bucketName,
      statements: [
        new PolicyStatement({ actions: [action], resources: [this.bucket.arnForObjects(`${this.prefix}*`)] }),
        this.key.through('s3', uses),
      ],
    };
  }
}
