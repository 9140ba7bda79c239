import type { Resource } from './resource.ts';
import { QuarantineWay, WAYS } from './ways/table.ts';

/** How to put a resource in quarantine, or a code for why nothing does. */
export type QuarantineChoice =
  | { readonly way: QuarantineWay }
  | { readonly way: undefined; readonly reason: string };

/** The way that there is for its type, unless what its ARN and tags say speaks against it. */
export function quarantineWay(resource: Pick<Resource, 'arn' | 'type' | 'tags'>): QuarantineChoice {
  const way = QuarantineWay.options.find((name) => WAYS[name].type === resource.type);
  if (way === undefined) return { way, reason: 'NO_WAY_FOR_TYPE' };
  const reason = WAYS[way].whyNot(resource);
  return reason === undefined ? { way } : { way: undefined, reason };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  NO_WAY_FOR_TYPE: 'nothing stops a resource of this type without deleting something',
  IN_AUTO_SCALING_GROUP: 'its Auto Scaling group would terminate it once it is stopped',
  HAS_INSTANCE_STORE: 'it has disks of its host, and a stop would erase them',
  MEMBER_OF_CLUSTER: 'it is stopped with its cluster only',
  IS_READ_REPLICA: 'RDS does not stop read replicas',
  HAS_READ_REPLICAS: 'RDS does not stop what has read replicas',
  MULTI_AZ_SQL_SERVER: 'RDS does not stop SQL Server in several zones',
  ENGINE_MODE: 'Aurora does not stop clusters of its engine mode',
  IN_GLOBAL_DATABASE: 'Aurora does not stop clusters of a global database',
  DAEMON_SERVICE: 'a daemon service has no count of tasks',
  NO_CLUSTER_IN_ARN: 'its old ARN does not name its cluster',
  MANAGED_RULE: 'a service of AWS manages the rule',
  HEARS_ALL_MANAGEMENT_EVENTS: 'a rule for all management events could not be enabled as it was',
  ROLE_OF_AWS: 'the role is one of AWS',
  ROLE_OF_BELLTOWER: 'the role is one of Belltower',
  ROLE_OF_CDK: 'the role deploys stacks of the CDK',
  WAY_INTO_ACCOUNT: 'the role is a way into the account',
  IS_ADMINISTRATOR: 'it has AdministratorAccess, by which people put an account right',
  BUCKET_OF_BELLTOWER: 'the bucket is one of Belltower',
  BUCKET_OF_CDK: 'the bucket holds what the CDK deploys',
  AWS_WRITES_THERE: 'a service of AWS writes there, and what it writes would be lost',
  OTHER_ACCOUNT_WRITES_THERE: 'another account writes there, and what it writes would be lost',
  POLICY_UNREADABLE: 'its policy cannot be read',
};

/** Why a resource is not stopped, in words; what AWS itself says by its code. */
export function whyNotStopped(code: string): string {
  return `${WHY_NOT[code] ?? `AWS refuses it (${code})`}: it stays reported`;
}
