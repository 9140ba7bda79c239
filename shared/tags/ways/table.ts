import * as z from 'zod';
import { denyRole, denyUser, RoleBefore, UserBefore } from './deny-principal.ts';
import { BucketBefore, denyWrites } from './deny-writes.ts';
import { disableRule, RuleBefore } from './disable-rule.ts';
import { FunctionBefore, noConcurrency } from './no-concurrency.ts';
import { noTasks, ServiceBefore } from './no-tasks.ts';
import { ClusterBefore, DatabaseBefore, stopDatabase, stopDatabaseCluster } from './stop-database.ts';
import { InstanceBefore, stopInstance } from './stop-instance.ts';
import type { Way } from './way.ts';

/** What quarantine does to a resource: it stops or denies, keeps what there is, and can be put back. */
export const QuarantineWay = z.enum([
  'stop-instance',
  'no-concurrency',
  'stop-database',
  'stop-database-cluster',
  'no-tasks',
  'disable-rule',
  'deny-role',
  'deny-user',
  'deny-writes',
]);
export type QuarantineWay = z.infer<typeof QuarantineWay>;

/** What a resource was before: what is gone back to when it is released. */
export const StateBefore = z.discriminatedUnion('way', [
  InstanceBefore,
  FunctionBefore,
  DatabaseBefore,
  ClusterBefore,
  ServiceBefore,
  RuleBefore,
  RoleBefore,
  UserBefore,
  BucketBefore,
]);
export type StateBefore = z.infer<typeof StateBefore>;

/** All ways there are. A type of resource has one, or none. */
export const WAYS: Readonly<Record<QuarantineWay, Way>> = {
  'stop-instance': stopInstance,
  'no-concurrency': noConcurrency,
  'stop-database': stopDatabase,
  'stop-database-cluster': stopDatabaseCluster,
  'no-tasks': noTasks,
  'disable-rule': disableRule,
  'deny-role': denyRole,
  'deny-user': denyUser,
  'deny-writes': denyWrites,
};
