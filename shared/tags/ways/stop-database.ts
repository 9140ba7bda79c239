import * as z from 'zod';
import { type WayAccess, wayOf } from './way.ts';

export const DatabaseBefore = z.strictObject({ way: z.literal('stop-database'), status: z.string() });
export type DatabaseBefore = z.infer<typeof DatabaseBefore>;
export const ClusterBefore = z.strictObject({ way: z.literal('stop-database-cluster'), status: z.string() });
export type ClusterBefore = z.infer<typeof ClusterBefore>;

type WithStatus = Pick<DatabaseBefore, 'status'>;

/** RDS stops what is `available`, and says nothing of the rest but that it is not. */
const STATES = {
  isSo: ({ status }: WithStatus) => status === 'stopped' || status === 'stopping',
  unready: ({ status }: WithStatus) => (status === 'available' ? undefined : `STATUS ${status}`),
  isBecoming: ({ status }: WithStatus) => status === 'stopping',
  was: ({ status }: WithStatus) => `was ${status}`,
};

function access(kind: 'db' | 'cluster', api: 'DBInstance' | 'DBCluster'): WayAccess {
  return {
    on: `rds:*:{account}:${kind}:*`,
    look: { actions: [`rds:Describe${api}s`] },
    act: [`rds:Stop${api}`, `rds:Start${api}`],
    knowsTags: true,
  };
}

/** A DB instance is stopped, for the seven days after which AWS starts it again. Not one that a cluster has, nor replicas. */
export const stopDatabase = wayOf(DatabaseBefore, {
  type: 'rds:db',
  done: 'stopped; AWS starts it again after 7 days',
  ...STATES,
  access: access('db', 'DBInstance'),
});

/** A DB cluster is stopped with all its instances, for the seven days after which AWS starts it again. */
export const stopDatabaseCluster = wayOf(ClusterBefore, {
  type: 'rds:cluster',
  done: 'stopped with its instances; AWS starts it again after 7 days',
  ...STATES,
  access: access('cluster', 'DBCluster'),
});
