import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { isLocal } from '../constructs/local.ts';
import { accountKeyPolicy } from './key-policy.ts';

const DATA_USES = [
  'kms:Decrypt',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The key of all data at rest: tables, queues, topics. It turns once a year and outlives the stack, as the
 * tables do.
 */
export class DataKey extends Construct {
  readonly key: Key;
  private readonly served = new Map<string, Set<string>>();

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Belltower: data at rest',
      enableKeyRotation: true,
      policy: accountKeyPolicy(DATA_USES),
      removalPolicy: isLocal(this) ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
  }

  /**
   * The permission to use the key by way of one service of this region (`dynamodb`, `sqs`), and not
   * otherwise.
   */
  through(service: string, actions: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      actions: [...actions],
      resources: [this.key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `${service}.${Stack.of(this).region}.amazonaws.com` } },
    });
  }

  /** Lets CloudWatch Logs keep one log with the key. */
  keepLog(logGroupArn: string): void {
    const { region } = Stack.of(this);
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          'kms:Encrypt',
          'kms:Decrypt',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
          'kms:GenerateDataKey',
          'kms:DescribeKey',
        ],
        resources: ['*'], // in a key policy this is the key itself
        conditions: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupArn } },
      }),
    );
  }

  /**
   * Lets a service of AWS put messages into encrypted topics and queues on behalf of these accounts. The
   * condition is on the account, not on the topic or rule: those need the key first.
   */
  serve(service: string, accounts: readonly string[]): void {
    const known = this.served.get(service) ?? new Set<string>();
    const added = accounts.filter((account) => !known.has(account));
    this.served.set(service, new Set([...known, ...added]));
    if (added.length === 0) return;
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'], // in a key policy this is the key itself
        conditions: { StringEquals: { 'aws:SourceAccount': added } },
      }),
    );
  }
}
