import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { type Conditions, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { DataKey } from '../platform/data-key.ts';
import type { Access } from './access.ts';
import { isLocal } from './local.ts';

const READS = ['GetItem', 'BatchGetItem', 'Query', 'ConditionCheckItem'] as const;
const WRITES = ['PutItem', 'UpdateItem'] as const;

/** What functions do with a table. Nothing of ours deletes. A transaction needs the actions of its items. */
type TableAction = (typeof READS)[number] | (typeof WRITES)[number];

/** DynamoDB has these done with the caller's permissions: to read, and to write. */
const KEY_READ = ['kms:Decrypt'];
const KEY_WRITE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

export interface DomainTableProps {
  readonly key: DataKey;
  /** Whether it has the index `gsi1` over `gsi1pk` and `gsi1sk`, with all attributes. */
  readonly gsi1?: boolean;
  /** Whether items go away at the time in their attribute `ttl` (seconds since 1970). */
  readonly expires?: boolean;
}

/**
 * A table with string keys `pk` and `sk`: on demand, encrypted, restorable to any second of 35 days, kept for
 * good.
 */
export class DomainTable extends Construct {
  readonly table: Table;
  private readonly key: DataKey;

  constructor(scope: Construct, id: string, props: DomainTableProps) {
    super(scope, id);
    const local = isLocal(this);
    this.key = props.key;
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !local,
      removalPolicy: local ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      ...(props.expires === true ? { timeToLiveAttribute: 'ttl' } : {}),
    });
    if (props.gsi1 === true) {
      this.table.addGlobalSecondaryIndex({
        indexName: 'gsi1',
        partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
        sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      });
    }
  }

  /** The table's name and the permission for these actions on its items. */
  access(...actions: readonly TableAction[]): Access {
    return { value: this.table.tableName, statements: this.statements(actions, [this.table.tableArn]) };
  }

  /** As `access`, and the index `gsi1` may be queried besides. */
  accessWithIndex(...actions: readonly TableAction[]): Access {
    const index = this.statements(['Query'], [`${this.table.tableArn}/index/gsi1`]);
    return { value: this.table.tableName, statements: [...this.access(...actions).statements, ...index] };
  }

  /**
   * As `access`, to the items of one partition alone. A condition on what is asked for, so it holds for queries and for
   * writes in transactions as well (DynamoDB guide, "Using IAM policy conditions for fine-grained access control").
   */
  accessWithin(partition: string, ...actions: readonly TableAction[]): Access {
    const within = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } };
    const { tableName, tableArn } = this.table;
    return { value: tableName, statements: this.statements(actions, [tableArn], within) };
  }

  private statements(
    actions: readonly TableAction[],
    resources: string[],
    conditions: Conditions = {},
  ): PolicyStatement[] {
    const writes = actions.some((action) => WRITES.some((write) => write === action));
    return [
      new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources, conditions }),
      this.key.through('dynamodb', writes ? KEY_WRITE : KEY_READ),
    ];
  }
}
