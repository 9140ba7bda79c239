import {
  type DBCluster,
  type DBInstance,
  DescribeDBClustersCommand,
  DescribeDBInstancesCommand,
  RDSClient,
  StartDBClusterCommand,
  StartDBInstanceCommand,
  StopDBClusterCommand,
  StopDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import type { ClusterBefore, DatabaseBefore } from './stop-database.ts';
import { GONE, refusedFor, type Stopper, type StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

/** Stops and starts DB instances. */
export function databaseStopper(
  options: StopperOptions,
  rds = logCalls(new RDSClient({ ...clientOptions(), ...options })),
): Stopper<DatabaseBefore> {
  return {
    async look(arn) {
      const { DBInstances = [] } = await rds.send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: lastOf(arn) }),
      );
      const [instance] = DBInstances;
      const status = instance?.DBInstanceStatus;
      if (instance === undefined || status === undefined || status === 'deleting') return GONE;
      const whyNot = whyNotInstance(instance);
      return whyNot === undefined ? { way: 'stop-database', status } : refusedFor(whyNot);
    },
    async stop(arn) {
      await rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: lastOf(arn) }));
    },
    async putBack(arn) {
      await rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: lastOf(arn) }));
    },
  };
}

/** What RDS never stops ("Limitations" of stopping an instance in its guide). What else it refuses it says itself. */
function whyNotInstance(instance: DBInstance): string | undefined {
  if (instance.DBClusterIdentifier !== undefined) return 'MEMBER_OF_CLUSTER';
  if (instance.ReadReplicaSourceDBInstanceIdentifier !== undefined) return 'IS_READ_REPLICA';
  const { ReadReplicaDBInstanceIdentifiers: instances, ReadReplicaDBClusterIdentifiers: clusters } = instance;
  if ((instances?.length ?? 0) + (clusters?.length ?? 0) > 0) return 'HAS_READ_REPLICAS';
  const isSqlServer = instance.Engine?.startsWith('sqlserver') ?? false;
  return isSqlServer && instance.MultiAZ === true ? 'MULTI_AZ_SQL_SERVER' : undefined;
}

/** Stops and starts DB clusters. */
export function clusterStopper(
  options: StopperOptions,
  rds = logCalls(new RDSClient({ ...clientOptions(), ...options })),
): Stopper<ClusterBefore> {
  return {
    async look(arn) {
      const { DBClusters = [] } = await rds.send(
        new DescribeDBClustersCommand({ DBClusterIdentifier: lastOf(arn) }),
      );
      const [cluster] = DBClusters;
      const status = cluster?.Status;
      if (cluster === undefined || status === undefined || status === 'deleting') return GONE;
      const whyNot = whyNotCluster(cluster);
      return whyNot === undefined ? { way: 'stop-database-cluster', status } : refusedFor(whyNot);
    },
    async stop(arn) {
      await rds.send(new StopDBClusterCommand({ DBClusterIdentifier: lastOf(arn) }));
    },
    async putBack(arn) {
      await rds.send(new StartDBClusterCommand({ DBClusterIdentifier: lastOf(arn) }));
    },
  };
}

/** What Aurora never stops ("Limitations" of stopping a cluster in its guide). What else it refuses it says itself. */
function whyNotCluster(cluster: DBCluster): string | undefined {
  if (cluster.EngineMode !== undefined && cluster.EngineMode !== 'provisioned') return 'ENGINE_MODE';
  if (cluster.ReplicationSourceIdentifier !== undefined) return 'IS_READ_REPLICA';
  if ((cluster.ReadReplicaIdentifiers?.length ?? 0) > 0) return 'HAS_READ_REPLICAS';
  return cluster.GlobalClusterIdentifier === undefined ? undefined : 'IN_GLOBAL_DATABASE';
}
