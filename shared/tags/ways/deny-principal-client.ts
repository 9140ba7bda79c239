import {
  type AttachedPolicy,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
} from '@aws-sdk/client-iam';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { DENY_ALL, type RoleBefore, type UserBefore } from './deny-principal.ts';
import type { Stopper, StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

/** Attaches to roles the policy of AWS that denies everything, and detaches it. */
export function roleStopper(
  options: StopperOptions,
  iam = logCalls(new IAMClient({ ...clientOptions(), ...options })),
): Stopper<RoleBefore> {
  const named = (arn: string) => ({ RoleName: lastOf(arn), PolicyArn: denyAll(arn) });
  return {
    async look(arn) {
      const denied = await isAttached(arn, (Marker) =>
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName: lastOf(arn), ...Marker })),
      );
      return { way: 'deny-role', denied };
    },
    async stop(arn) {
      await iam.send(new AttachRolePolicyCommand(named(arn)));
    },
    async putBack(arn) {
      await iam.send(new DetachRolePolicyCommand(named(arn)));
    },
  };
}

/** Attaches to users the policy of AWS that denies everything, and detaches it. */
export function userStopper(
  options: StopperOptions,
  iam = logCalls(new IAMClient({ ...clientOptions(), ...options })),
): Stopper<UserBefore> {
  const named = (arn: string) => ({ UserName: lastOf(arn), PolicyArn: denyAll(arn) });
  return {
    async look(arn) {
      const denied = await isAttached(arn, (Marker) =>
        iam.send(new ListAttachedUserPoliciesCommand({ UserName: lastOf(arn), ...Marker })),
      );
      return { way: 'deny-user', denied };
    },
    async stop(arn) {
      await iam.send(new AttachUserPolicyCommand(named(arn)));
    },
    async putBack(arn) {
      await iam.send(new DetachUserPolicyCommand(named(arn)));
    },
  };
}

type Page = {
  readonly AttachedPolicies?: AttachedPolicy[] | undefined;
  readonly Marker?: string | undefined;
};

async function isAttached(
  arn: string,
  list: (marker: { readonly Marker?: string }) => Promise<Page>,
): Promise<boolean> {
  let next: string | undefined;
  do {
    const { AttachedPolicies = [], Marker } = await list(next === undefined ? {} : { Marker: next });
    if (AttachedPolicies.some(({ PolicyArn }) => PolicyArn === denyAll(arn))) return true;
    next = Marker;
  } while (next !== undefined);
  return false;
}

function denyAll(arn: string): string {
  return `arn:${arn.split(':')[1]}:${DENY_ALL}`;
}
