import * as z from 'zod';
import { type WayAccess, wayOf } from './way.ts';

export const RoleBefore = z.strictObject({ way: z.literal('deny-role'), denied: z.boolean() });
export type RoleBefore = z.infer<typeof RoleBefore>;
export const UserBefore = z.strictObject({ way: z.literal('deny-user'), denied: z.boolean() });
export type UserBefore = z.infer<typeof UserBefore>;

/**
 * The policy of AWS that denies everything, without `arn:<partition>:`. IAM lets a role be limited to attaching and
 * detaching this one policy; whoever may write inline policies could write any, and so make itself an administrator.
 */
export const DENY_ALL = 'iam::aws:policy/AWSDenyAll';

/** The policy of AWS for administrators, named alike. Who has it is whom an account is put right by: it is not denied. */
export const ADMINISTRATOR = 'iam::aws:policy/AdministratorAccess';

/** Roles without which nobody comes into the account again, or AWS and Belltower do not. With a code for why. */
const SPARED: readonly (readonly [code: string, roles: readonly string[]])[] = [
  ['ROLE_OF_AWS', ['aws-service-role/*', 'aws-reserved/*']],
  ['ROLE_OF_BELLTOWER', ['Belltower*']],
  ['ROLE_OF_CDK', ['cdk-*']],
  [
    'WAY_INTO_ACCOUNT',
    [
      'OrganizationAccountAccessRole',
      'AWSControlTower*',
      'aws-controltower-*',
      'AWSAFT*',
      'AWSCloudFormationStackSet*',
      'stacksets-exec-*',
    ],
  ],
];

const DENIED = {
  isSo: ({ denied }: { readonly denied: boolean }) => denied,
  was: ({ denied }: { readonly denied: boolean }) => (denied ? 'AWSDenyAll was attached' : 'was not denied'),
};

function access(kind: 'Role' | 'User', never?: readonly string[]): WayAccess {
  const on = (which: string) => `iam::{account}:${kind.toLowerCase()}/${which}`;
  return {
    on: on('*'),
    look: { actions: [`iam:ListAttached${kind}Policies`] },
    act: [`iam:Attach${kind}Policy`, `iam:Detach${kind}Policy`],
    only: { ArnEquals: { 'iam:PolicyARN': `arn:{partition}:${DENY_ALL}` } },
    ...(never === undefined ? {} : { never: never.map(on) }),
    knowsTags: true,
  };
}

/** A role is denied everything, whoever has assumed it. */
export const denyRole = wayOf(RoleBefore, {
  type: 'iam:role',
  done: 'denied everything (AWSDenyAll)',
  whyNot: ({ arn }) => {
    const name = arn.slice(arn.indexOf(':role/') + ':role/'.length);
    return SPARED.find(([, roles]) => roles.some((role) => fits(name, role)))?.[0];
  },
  ...DENIED,
  access: access(
    'Role',
    SPARED.flatMap(([, roles]) => roles),
  ),
});

/** A user is denied everything, in the console and by every key. */
export const denyUser = wayOf(UserBefore, {
  type: 'iam:user',
  done: 'denied everything (AWSDenyAll)',
  ...DENIED,
  access: access('User'),
});

/** By the path and name of a role, as IAM compares them. */
function fits(name: string, pattern: string): boolean {
  const whole = pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
  // A path before the name hides nothing.
  const bare = name.slice(name.lastIndexOf('/') + 1);
  return whole || (bare !== name && !pattern.includes('/') && fits(bare, pattern));
}
