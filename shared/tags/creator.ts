import { isRecord, textOf } from './event-fields.ts';

/** Who called, as far as it matters to whom the resource belongs. */
export type Creator =
  | { readonly kind: 'person'; readonly name: string }
  /** Nobody who could be asked: a service, the root of an account, a machine. `why` is a short code. */
  | {
      readonly kind: 'nobody';
      readonly why: 'service' | 'root' | 'autoscaling' | 'machine' | 'another-account' | 'not-said';
    };

/** The sessions of instances, and of machines that Systems Manager looks after. */
const ON_INSTANCE = /^m?i-[0-9a-f]{8,32}$/i;

/** Sessions that programs name, when nobody names them: of SDKs, of CI, of AWS's own services and agents. */
const MACHINE_SESSIONS: readonly RegExp[] = [
  ON_INSTANCE,
  /^[0-9a-f]{32}$/i, // a task of ECS
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  /^\d{9,}$/, // a moment, as SDKs and services name sessions
  /^(botocore-session|aws-sdk-\w+|aws-go-sdk|awscli-session|aws-cli)-?\d*$/i,
  /^githubactions$|^(terraform-)?run-[a-z0-9]{16}$/i,
  /^awscodebuild-[0-9a-f-]{36}$|^eks-[\w-]*-[0-9a-f-]{36}$/i,
  /^(autoscaling|awscloudformation|amazoneks|ecs-service-scheduler|awsbackup[\w-]*|ssm-automation|gluejobrunnersession|aws-crawler|sagemaker|ec2fleet|spotfleet)$/i,
];

/**
 * What the SDKs of AWS say of where they run: in a function or a container, which have sessions of any name. Consoles run
 * there too, and call as the person before them: who is named otherwise is one.
 */
const MACHINE_AGENTS = /exec-env\/AWS_(Lambda|ECS)_|awslambda-worker/i;

/**
 * Who made something, from the `userIdentity` of CloudTrail (CloudTrail User Guide, "CloudTrail userIdentity element"):
 * an IAM user by name; a session of a role, also of IAM Identity Center, by the name of the session, or where a program
 * chose that, by the source identity whoever took the role had to state; a federated user by name. Services, root and machines are nobody. A service that acts for a person who asked it (forward access) leaves
 * the identity theirs; Auto Scaling acts for itself.
 * @param userAgent the program that called, where that is known
 */
export function creatorOf(identity: unknown, userAgent = ''): Creator {
  if (!isRecord(identity)) return nobody('not-said');
  const type = textOf(identity, 'type') ?? '';
  const invokedBy = (textOf(identity, 'invokedBy') ?? '').toLowerCase();
  if (/^(autoscaling|application-autoscaling|autoscaling-plans|ec2fleet|spotfleet|spot)\./.test(invokedBy))
    return nobody('autoscaling');
  switch (type) {
    case 'Root':
      return nobody('root');
    case 'AWSService':
      return nobody('service');
    case 'AWSAccount':
      return nobody('another-account');
    case 'IAMUser':
      return person(textOf(identity, 'userName') ?? lastPart(textOf(identity, 'arn')));
    case 'AssumedRole':
      return ofSession(identity, userAgent);
    case 'FederatedUser':
      return person(lastPart(textOf(identity, 'arn')) ?? afterColon(textOf(identity, 'principalId')));
    case 'SAMLUser':
    case 'WebIdentityUser':
    case 'IdentityCenterUser':
    case 'Directory':
      return person(textOf(identity, 'userName', 'onBehalfOf.userId'));
    default:
      return nobody(invokedBy === '' ? 'not-said' : 'service');
  }
}

function nobody(why: (Creator & { kind: 'nobody' })['why']): Creator {
  return { kind: 'nobody', why };
}

function person(name: string | undefined): Creator {
  const trimmed = name?.trim() ?? '';
  if (trimmed === '') return nobody('not-said');
  if (MACHINE_SESSIONS.some((machine) => machine.test(trimmed))) return nobody('machine');
  if (/^[\w-]+\.amazonaws\.com(\.cn)?$/i.test(trimmed)) return nobody('service');
  return { kind: 'person', name: trimmed };
}

function ofSession(identity: Record<string, unknown>, userAgent: string): Creator {
  const session = sessionOf(identity);
  const issuer = textOf(identity, 'sessionContext.sessionIssuer.arn') ?? '';
  const role = textOf(identity, 'sessionContext.sessionIssuer.userName') ?? roleOf(textOf(identity, 'arn'));
  if (session?.toLowerCase() === 'autoscaling') return nobody('autoscaling');
  if (issuer.includes(':role/aws-service-role/') || role?.startsWith('AWSServiceRoleFor') === true)
    return nobody('service');
  if (isOnMachine(identity)) return nobody('machine');
  if (session?.includes('@') === true || role?.startsWith('AWSReservedSSO_') === true) return person(session);
  if (MACHINE_AGENTS.test(userAgent)) return nobody('machine');
  if (actsForItself(textOf(identity, 'invokedBy'))) return nobody('service');
  const named = person(session);
  const source = textOf(identity, 'sessionContext.sourceIdentity');
  return named.kind === 'person' || source === undefined || ON_INSTANCE.test(session ?? '')
    ? named
    : person(source);
}

/** The name of a session: the third part of its ARN, or what its principal has after the role's id. */
function sessionOf(identity: Record<string, unknown>): string | undefined {
  const parts = textOf(identity, 'arn')?.split('/') ?? [];
  const stated = parts.length > 2 ? parts.at(-1) : undefined;
  return stated ?? afterColon(textOf(identity, 'principalId'));
}

/** Services through which people work: what they do is done by a person, who is named by the session. */
const GO_BETWEENS = /^(cloudformation|servicecatalog|signin|console|internal)\./;

/** Whether a service took a role of its own, as EKS does, and not that of a person who asked it to. */
function actsForItself(invokedBy = ''): boolean {
  return /\.amazonaws\.com(\.cn)?$/i.test(invokedBy) && !GO_BETWEENS.test(invokedBy.toLowerCase());
}

/** Whether the session's credentials were handed to an instance, a function, a task, a pod or a build. */
function isOnMachine(identity: Record<string, unknown>): boolean {
  const provider = textOf(identity, 'sessionContext.webIdFederationData.federatedProvider') ?? '';
  return (
    textOf(identity, 'sessionContext.ec2RoleDelivery') !== undefined ||
    textOf(identity, 'inScopeOf.issuerType', 'inScopeOf.credentialsIssuedTo') !== undefined ||
    /oidc\.eks\.|token\.actions\.githubusercontent\.com|gitlab|circleci|buildkite/i.test(provider)
  );
}

function lastPart(arn: string | undefined): string | undefined {
  const [, ...parts] = arn?.split('/') ?? [];
  return parts.at(-1);
}

/** `Deploy` of `arn:aws:sts::111111111111:assumed-role/Deploy/alice`. */
function roleOf(arn: string | undefined): string | undefined {
  return arn?.split('/')[1];
}

function afterColon(principal: string | undefined): string | undefined {
  return principal?.split(':')[1];
}
