import type { IamRequest } from './iam-requests.ts';
import type { Place, TemplateResolver } from './resolve-template.ts';
import { isAllowed } from './simulate-iam.ts';
import { constructName, type Policy, type StackPolicies, type StackRole } from './stack-policies.ts';

/** One action that a role is allowed on one resource. */
export interface Grant {
  readonly role: StackRole;
  readonly action: string;
  readonly resource: string;
  /** Allows this and nothing else. */
  readonly policy: Policy;
}

/** Every single thing that the roles of the stack are allowed. */
export function grantsOf({ roles }: StackPolicies): Grant[] {
  return roles.flatMap((role) =>
    role.policy.Statement.filter(({ Effect }) => Effect === 'Allow').flatMap((statement) =>
      statement.Action.flatMap((action) =>
        (statement.Resource ?? []).map((resource): Grant => {
          const only = { ...statement, Action: [action], Resource: [resource] };
          return { role, action, resource, policy: { Version: '2012-10-17', Statement: [only] } };
        }),
      ),
    ),
  );
}

/** The grants by which not one of the requests is allowed. */
export async function unusedGrants(
  policies: StackPolicies,
  requests: readonly IamRequest[],
  place: Place,
): Promise<Grant[]> {
  const unused: Grant[] = [];
  for (const grant of grantsOf(policies)) {
    const candidates = requests.filter(
      ({ role, action }) => role === grant.role.arn && action === grant.action,
    );
    const verdicts = await Promise.all(
      candidates.map((request) => isAllowed(request, grant.policy, policies, place)),
    );
    if (!verdicts.includes(true)) unused.push(grant);
  }
  return unused;
}

/** A resource as people call it: the path of its construct, with what stands behind the ARN of the construct itself. */
export function resourceName(resolver: TemplateResolver, resource: string): string {
  const named = Object.entries(resolver.template.Resources).flatMap(([id, { Type }]) =>
    NAMED.has(Type) ? [[resolver.arn(id), constructName(resolver, id)] as const] : [],
  );
  const found = named.find(([arn]) => resource === arn || resource.startsWith(`${arn}/`));
  return found === undefined ? resource : found[1] + resource.slice(found[0].length);
}

const NAMED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
]);
