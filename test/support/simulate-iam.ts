import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { type IamRequest, SOME_PHONE } from './iam-requests.ts';
import type { Place } from './resolve-template.ts';
import type { Policy, StackPolicies } from './stack-policies.ts';

/** The requests that IAM would refuse. @throws Error where the simulation cannot be run, which is no verdict */
export async function refused(
  requests: readonly IamRequest[],
  policies: StackPolicies,
  place: Place,
): Promise<IamRequest[]> {
  const verdicts = await Promise.all(
    requests.map((request) => {
      const role = policies.roles.find(({ arn }) => arn === request.role);
      if (role === undefined) throw new Error(`the stack has no role ${request.role}`);
      return isAllowed(request, role.policy, policies, place);
    }),
  );
  return requests.filter((_, index) => verdicts[index] !== true);
}

/** Whether IAM allows the request to a role with this policy, given the policy of what it is about. */
export async function isAllowed(
  request: IamRequest,
  identityPolicy: Policy,
  { resources }: Pick<StackPolicies, 'resources'>,
  place: Place,
): Promise<boolean> {
  const simulation: Simulation = {
    request: {
      principal: sessionOf(request.role),
      action: request.action,
      resource: { resource: request.resource, accountId: place.account },
      contextVariables: contextOf(request, place),
    },
    identityPolicies: [{ name: 'role', policy: identityPolicy }],
    resourcePolicy: policyOf(request, resources, place),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
  // A phone is no resource that the list of AWS knows, which the checked simulation insists on.
  if (request.resource === SOME_PHONE) return runUnsafeSimulation(simulation, {}) === 'Allowed';
  const outcome = await runSimulation(simulation, {});
  if (outcome.resultType === 'error') {
    throw new Error(`${request.action} on ${request.resource}: ${JSON.stringify(outcome.errors)}`);
  }
  return outcome.overallResult === 'Allowed';
}

/** Of objects, the bucket's; of a person's key, which functions make, the one that KMS gives where nobody says another. */
function policyOf(
  { resource, tags }: IamRequest,
  resources: StackPolicies['resources'],
  { partition, account }: Place,
): Policy | undefined {
  const own = resources.get(resource.replace(/^(arn:[^:]*:s3:::[^/]*)\/.*$/, '$1'));
  if (own !== undefined || tags === undefined) return own;
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: ['kms:*'], Resource: ['*'] }],
  };
}

/** A role that is at work, as AWS names it. */
function sessionOf(role: string): string {
  return `${role.replace(':iam::', ':sts::').replace(':role/', ':assumed-role/')}/at-work`;
}

/** What AWS knows of such a request. */
function contextOf(
  { role, action, via, partition, encryptionContext = [], tags = {} }: IamRequest,
  { account, region }: Place,
): Record<string, string | string[]> {
  return {
    'aws:PrincipalAccount': account,
    'aws:PrincipalArn': role,
    'aws:PrincipalType': 'AssumedRole',
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'true',
    'aws:ViaAWSService': via === undefined ? 'false' : 'true',
    ...(action.startsWith('kms:') ? { 'kms:CallerAccount': account } : {}),
    ...(partition === undefined ? {} : { 'dynamodb:LeadingKeys': [partition] }),
    ...(via === undefined ? {} : { 'kms:ViaService': via }),
    ...(encryptionContext.length === 0 ? {} : { 'kms:EncryptionContextKeys': [...encryptionContext] }),
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value])),
  };
}
