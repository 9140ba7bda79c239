import { AppError } from '../kernel/errors.ts';

/** What the role is called in each account that lets Belltower in. `BelltowerSpoke` makes it. */
export const MEMBER_ROLE_NAME = 'BelltowerMember';

/** How one gets into an account: with one's own credentials, or as its role. */
export type MemberAccess =
  | { readonly as: 'ourselves' }
  | { readonly as: 'role'; readonly roleArn: string; readonly externalId: string };

const ROLE = /^arn:(?<partition>aws[a-z-]*):iam::(?<account>\d{12}):role\/(?<name>[\w+=,.@-]+)$/;

/** The ARN of the role in an account of a partition: `aws`, or that of China or of a government. */
export function memberRoleArn(partition: string, account: string): string {
  return `arn:${partition}:iam::${account}:role/${MEMBER_ROLE_NAME}`;
}

/**
 * What the role of an account asks of whoever assumes it, beside being Belltower: for which organization. It keeps a
 * Belltower that serves several from being talked into the accounts of another. Not a secret.
 * @param organization `name` in organization.yaml
 */
export function externalId(organization: string): string {
  return `belltower-${organization}`;
}

/**
 * How to get into an account.
 * @param homeRole the role's ARN as it would be in the account of Belltower, from which the partition and that account follow
 */
export function memberAccess(homeRole: string, organization: string, account: string): MemberAccess {
  const { partition, home } = homeOf(homeRole);
  if (account === home) return { as: 'ourselves' };
  return {
    as: 'role',
    roleArn: memberRoleArn(partition, account),
    externalId: externalId(organization),
  };
}

/** The account and partition of Belltower. @throws AppError `bug` for what is no ARN of a role */
export function homeOf(homeRole: string): { readonly partition: string; readonly home: string } {
  const { partition, account } = ROLE.exec(homeRole)?.groups ?? {};
  if (partition !== undefined && account !== undefined) return { partition, home: account };
  throw new AppError('what should name the role for members is not the ARN of one', {
    code: 'member-role-malformed',
    kind: 'bug',
  });
}
