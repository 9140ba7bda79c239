import { textOf } from '../event-fields.ts';
import { arnFrom, birthTags, type CreateEvent, type ServiceEvents, statedArn } from './create-call.ts';

/** What an ARN of RDS calls each thing, where the answer has its ARN, and where the request has its name. */
const MADE: readonly (readonly [names: string, type: string, arn: string, id: readonly string[]])[] = [
  [
    'CreateDBInstance CreateDBInstanceReadReplica RestoreDBInstanceFromDBSnapshot RestoreDBInstanceFromS3',
    'db',
    'dBInstanceArn',
    ['dBInstanceIdentifier'],
  ],
  [
    'RestoreDBInstanceToPointInTime',
    'db',
    'dBInstanceArn',
    ['targetDBInstanceIdentifier', 'dBInstanceIdentifier'],
  ],
  [
    'CreateDBCluster RestoreDBClusterFromSnapshot RestoreDBClusterToPointInTime RestoreDBClusterFromS3',
    'cluster',
    'dBClusterArn',
    ['dBClusterIdentifier'],
  ],
  ['CreateDBSnapshot', 'snapshot', 'dBSnapshotArn', ['dBSnapshotIdentifier']],
  ['CopyDBSnapshot', 'snapshot', 'dBSnapshotArn', ['targetDBSnapshotIdentifier']],
  ['CreateDBClusterSnapshot', 'cluster-snapshot', 'dBClusterSnapshotArn', ['dBClusterSnapshotIdentifier']],
  [
    'CopyDBClusterSnapshot',
    'cluster-snapshot',
    'dBClusterSnapshotArn',
    ['targetDBClusterSnapshotIdentifier'],
  ],
  ['CreateDBSubnetGroup', 'subgrp', 'dBSubnetGroupArn', ['dBSubnetGroupName']],
  ['CreateDBParameterGroup', 'pg', 'dBParameterGroupArn', ['dBParameterGroupName']],
  [
    'CreateDBClusterParameterGroup',
    'cluster-pg',
    'dBClusterParameterGroupArn',
    ['dBClusterParameterGroupName'],
  ],
  ['CreateOptionGroup', 'og', 'optionGroupArn', ['optionGroupName']],
  ['CreateEventSubscription', 'es', 'eventSubscriptionArn', ['subscriptionName']],
  ['CreateGlobalCluster', 'global-cluster', 'globalClusterArn', ['globalClusterIdentifier']],
];

/** Where an answer may hold what was made, instead of being it. */
const HOLDERS = [
  '',
  'dBInstance.',
  'dBCluster.',
  'dBSnapshot.',
  'dBClusterSnapshot.',
  'dBSubnetGroup.',
  'globalCluster.',
];

/** Amazon RDS, and Aurora, DocumentDB and Neptune, which are called by its name. Names are lower case in ARNs. */
export const rds: ServiceEvents = {
  sources: ['rds.amazonaws.com'],
  events: [
    ...MADE.map(
      ([names, type, arn, ids]): CreateEvent => ({
        names: names.split(' '),
        created: (call) => {
          const stated = statedArn(call, ...HOLDERS.map((holder) => `${holder}${arn}`));
          const id = textOf(call.request, ...ids)?.toLowerCase();
          const form =
            type === 'global-cluster' ? 'rds::{account}:{kind}:{id}' : 'rds:{region}:{account}:{kind}:{id}';
          const built = id === undefined ? undefined : arnFrom(call, form.replace('{kind}', type), id);
          return [
            {
              type: `rds:${type}`,
              arn: stated ?? built,
              tags: birthTags(call, ['tags'], ['tagList', 'tags']),
            },
          ];
        },
      }),
    ),
    {
      names: ['CreateDBProxy'],
      created: (call) => [
        { type: 'rds:db-proxy', arn: statedArn(call, 'dBProxy.dBProxyArn'), tags: birthTags(call) },
      ],
    },
  ],
};
