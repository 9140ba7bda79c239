import type * as z from 'zod';
import type { PlannedQuarantine } from './quarantine-record.ts';
import { type AccountAccess, thrownFault } from './tagging-api-client.ts';
import { RoleBefore, UserBefore } from './ways/deny-principal.ts';
import { BucketBefore } from './ways/deny-writes.ts';
import { RuleBefore } from './ways/disable-rule.ts';
import { FunctionBefore } from './ways/no-concurrency.ts';
import { ServiceBefore } from './ways/no-tasks.ts';
import { ClusterBefore, DatabaseBefore } from './ways/stop-database.ts';
import { InstanceBefore } from './ways/stop-instance.ts';
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

/** How each way is gone in an account and region. Its client is loaded when it is first gone there. */
export type Stoppers = Readonly<Record<QuarantineWay, (where: StopperOptions) => Promise<AnyStopper>>>;

/** All ways, by the clients of AWS. */
export const STOPPERS: Stoppers = {
  'stop-instance': async (where) =>
    anyOf(InstanceBefore, (await import('./ways/stop-instance-client.ts')).instanceStopper(where)),
  'no-concurrency': async (where) =>
    anyOf(FunctionBefore, (await import('./ways/no-concurrency-client.ts')).functionStopper(where)),
  'stop-database': async (where) =>
    anyOf(DatabaseBefore, (await import('./ways/stop-database-client.ts')).databaseStopper(where)),
  'stop-database-cluster': async (where) =>
    anyOf(ClusterBefore, (await import('./ways/stop-database-client.ts')).clusterStopper(where)),
  'no-tasks': async (where) =>
    anyOf(ServiceBefore, (await import('./ways/no-tasks-client.ts')).serviceStopper(where)),
  'disable-rule': async (where) =>
    anyOf(RuleBefore, (await import('./ways/disable-rule-client.ts')).ruleStopper(where)),
  'deny-role': async (where) =>
    anyOf(RoleBefore, (await import('./ways/deny-principal-client.ts')).roleStopper(where)),
  'deny-user': async (where) =>
    anyOf(UserBefore, (await import('./ways/deny-principal-client.ts')).userStopper(where)),
  'deny-writes': async (where) =>
    anyOf(BucketBefore, (await import('./ways/deny-writes-client.ts')).bucketStopper(where)),
};

/** A way by whatever state is stored. @throws ZodError, where it is called, for a state of another way */
export function anyOf<B extends StateBefore>(schema: z.ZodType<B>, stopper: Stopper<B>): AnyStopper {
  return {
    look: (arn) => stopper.look(arn),
    stop: async (arn, before) => stopper.stop(arn, schema.parse(before)),
    putBack: async (arn, before) => stopper.putBack(arn, schema.parse(before)),
  };
}

/**
 * Stops by all ways, in all accounts.
 * @param home the region of what has none
 */
export function quarantine(access: AccountAccess, home: string, stoppers: Stoppers = STOPPERS): Quarantine {
  const made = new Map<string, Promise<AnyStopper>>();
  const stopperOf = ({ way, account, region = home }: Target) => {
    const key = `${way} ${account} ${region}`;
    const credentials = account === undefined ? undefined : access(account);
    const stopper =
      made.get(key) ?? stoppers[way]({ region, ...(credentials === undefined ? {} : { credentials }) });
    made.set(key, stopper);
    return stopper;
  };
  return {
    look: (target) => caught(async () => (await stopperOf(target)).look(target.arn)),
    stop: (target, before) => done(async () => (await stopperOf(target)).stop(target.arn, before)),
    putBack: (target, before) => done(async () => (await stopperOf(target)).putBack(target.arn, before)),
  };
}

async function caught<T>(ask: () => Promise<T>): Promise<T | QuarantineFault> {
  try {
    return await ask();
  } catch (thrown) {
    const { kind, code } = thrownFault(thrown);
    return { fault: kind, code };
  }
}

async function done(act: () => Promise<void>): Promise<QuarantineFault | undefined> {
  const fault = await caught(async () => {
    await act();
    return undefined;
  });
  return fault;
}
