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
import { ADMINISTRATOR, DENY_ALL, type RoleBefore, type UserBefore } from './deny-principal.ts';
import { type QuarantineFault, refusedFor, type Stopper, type StopperOptions } from './stopper.ts';
import { lastOf } from './way.ts';

/** Attaches to roles the policy of AWS that denies everything, and detaches it. */
export function roleStopper(
  options: StopperOptions,
  iam = logCalls(new IAMClient({ ...clientOptions(), ...options })),
): Stopper<RoleBefore> {
  const named = (arn: string) => ({ RoleName: lastOf(arn), PolicyArn: denyAll(arn) });
  return {
    async look(arn) {
      const attached = await attachedTo((Marker) =>
        iam.send(new ListAttachedRolePoliciesCommand({ RoleName: lastOf(arn), ...Marker })),
      );
      return administrator(arn, attached) ?? { way: 'deny-role', denied: attached.has(denyAll(arn)) };
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
      const attached = await attachedTo((Marker) =>
        iam.send(new ListAttachedUserPoliciesCommand({ UserName: lastOf(arn), ...Marker })),
      );
      return administrator(arn, attached) ?? { way: 'deny-user', denied: attached.has(denyAll(arn)) };
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

/** The ARNs of what is attached. */
async function attachedTo(
  list: (marker: { readonly Marker?: string }) => Promise<Page>,
): Promise<ReadonlySet<string>> {
  const attached = new Set<string>();
  let next: string | undefined;
  do {
    const { AttachedPolicies = [], Marker } = await list(next === undefined ? {} : { Marker: next });
    for (const { PolicyArn = '' } of AttachedPolicies) attached.add(PolicyArn);
    next = Marker;
  } while (next !== undefined);
  return attached;
}

/** An administrator is refused, unless denied already: then it can be put back. */
function administrator(arn: string, attached: ReadonlySet<string>): QuarantineFault | undefined {
  const spared = attached.has(ofAws(arn, ADMINISTRATOR)) && !attached.has(denyAll(arn));
  return spared ? refusedFor('IS_ADMINISTRATOR') : undefined;
}

function denyAll(arn: string): string {
  return ofAws(arn, DENY_ALL);
}

/** In the partition of a principal. */
function ofAws(arn: string, policy: string): string {
  return `arn:${arn.split(':')[1]}:${policy}`;
}
