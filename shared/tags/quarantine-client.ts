import type * as z from 'zod';
import type { PlannedQuarantine } from './quarantine-record.ts';
import { type AccountAccess, thrownFault } from './tagging-api-client.ts';
import { RoleBefore, UserBefore } from './ways/deny-principal.ts';
import { roleStopper, userStopper } from './ways/deny-principal-client.ts';
import { BucketBefore } from './ways/deny-writes.ts';
import { bucketStopper } from './ways/deny-writes-client.ts';
import { RuleBefore } from './ways/disable-rule.ts';
import { ruleStopper } from './ways/disable-rule-client.ts';
import { FunctionBefore } from './ways/no-concurrency.ts';
import { functionStopper } from './ways/no-concurrency-client.ts';
import { ServiceBefore } from './ways/no-tasks.ts';
import { serviceStopper } from './ways/no-tasks-client.ts';
import { ClusterBefore, DatabaseBefore } from './ways/stop-database.ts';
import { clusterStopper, databaseStopper } from './ways/stop-database-client.ts';
import { InstanceBefore } from './ways/stop-instance.ts';
import { instanceStopper } from './ways/stop-instance-client.ts';
import type { QuarantineFault, Stopper, StopperOptions } from './ways/stopper.ts';
import type { QuarantineWay, StateBefore } from './ways/table.ts';

/** What a way is gone with: a resource, by its ARN, in its account and region. */
type Target = Pick<PlannedQuarantine, 'arn' | 'account' | 'region' | 'way'>;

/** Stops resources, each so that it can be put back. Nothing here throws. */
export interface Quarantine {
  /** What it is now. */
  look(target: Target): Promise<StateBefore | QuarantineFault>;
  /** Stops it; the same again changes nothing. */
  stop(target: Target, before: StateBefore): Promise<QuarantineFault | undefined>;
  /** Makes it what it was before; the same again changes nothing. */
  putBack(target: Target, before: StateBefore): Promise<QuarantineFault | undefined>;
}

/** One way, whose states are read by their schema, so that all are called alike. */
type AnyStopper = Stopper<StateBefore>;

/** How each way is gone in an account and region. */
export type Stoppers = Readonly<Record<QuarantineWay, (where: StopperOptions) => AnyStopper>>;

/**
 * All ways, by the clients of AWS. They are imported as usual: in a bundle of one file, a module that is imported when it is
 * used is kept whole, and this one would be two fifths larger.
 */
export const STOPPERS: Stoppers = {
  'stop-instance': (where) => anyOf(InstanceBefore, instanceStopper(where)),
  'no-concurrency': (where) => anyOf(FunctionBefore, functionStopper(where)),
  'stop-database': (where) => anyOf(DatabaseBefore, databaseStopper(where)),
  'stop-database-cluster': (where) => anyOf(ClusterBefore, clusterStopper(where)),
  'no-tasks': (where) => anyOf(ServiceBefore, serviceStopper(where)),
  'disable-rule': (where) => anyOf(RuleBefore, ruleStopper(where)),
  'deny-role': (where) => anyOf(RoleBefore, roleStopper(where)),
  'deny-user': (where) => anyOf(UserBefore, userStopper(where)),
  'deny-writes': (where) => anyOf(BucketBefore, bucketStopper(where)),
};

/** A way by whatever state is stored. @throws ZodError, where it is called, for a state of another way */
export function anyOf<B extends StateBefore>(schema: z.ZodType<B>, stopper: Stopper<B>): AnyStopper {
  return {
    look: (arn, account) => stopper.look(arn, account),
    stop: async (arn, before) => stopper.stop(arn, schema.parse(before)),
    putBack: async (arn, before) => stopper.putBack(arn, schema.parse(before)),
  };
}

/**
 * Stops by all ways, in all accounts.
 * @param home the region of what has none
 */
export function quarantine(access: AccountAccess, home: string, stoppers: Stoppers = STOPPERS): Quarantine {
  const made = new Map<string, AnyStopper>();
  const stopperOf = ({ way, account, region = home }: Target) => {
    const key = `${way} ${account} ${region}`;
    const credentials = account === undefined ? undefined : access(account);
    const stopper =
      made.get(key) ?? stoppers[way]({ region, ...(credentials === undefined ? {} : { credentials }) });
    made.set(key, stopper);
    return stopper;
  };
  return {
    look: (target) => caught(async () => stopperOf(target).look(target.arn, target.account)),
    stop: (target, before) => done(async () => stopperOf(target).stop(target.arn, before)),
    putBack: (target, before) => done(async () => stopperOf(target).putBack(target.arn, before)),
  };
}

async function caught<T>(ask: () => Promise<T>): Promise<T | QuarantineFault> {
  try {
    return await ask();
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    // A role or user that has as many policies as it may has them tomorrow too.
    return { fault: kind === 'failed' && code.startsWith('LimitExceeded') ? 'refused' : kind, code };
  }
}

async function done(act: () => Promise<void>): Promise<QuarantineFault | undefined> {
  const fault = await caught(async () => {
    await act();
    return undefined;
  });
  return fault;
}
