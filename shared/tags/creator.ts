import { isRecord, textOf } from './event-fields.ts';

/** Who called, as far as it matters to whom the resource belongs. */
export type Creator =
  | { readonly kind: 'person'; readonly name: string }
  /** Nobody who could be asked: a service, the root of an account, a machine. `why` is a short code. */
  | {
      readonly kind: 'nobody';
      readonly why: 'service' | 'root' | 'autoscaling' | 'machine' | 'another-account' | 'not-said';
    };

/** Sessions that programs name, when nobody names them: of SDKs, of CI, of AWS's own services and agents. */
const MACHINE_SESSIONS: readonly RegExp[] = [
  /^i-[0-9a-f]{8,32}$/i,
  /^mi-[0-9a-f]{8,32}$/i,
  /^[0-9a-f]{32}$/i, // a task of ECS
  /^\d{9,}$/, // a moment, as SDKs and services name sessions
  /^(botocore-session|aws-sdk-\w+|aws-go-sdk|awscli-session|aws-cli)-?\d*$/i,
  /^githubactions$/i,
  /^awscodebuild-[0-9a-f-]{36}$|^eks-[\w-]*-[0-9a-f-]{36}$/i,
  /^(autoscaling|awscloudformation|amazoneks|ecs-service-scheduler|awsbackup[\w-]*|ssm-automation|ec2fleet|spotfleet)$/i,
];

/** What the SDKs of AWS say of where they run: in a function or a container, which have sessions of any name. */
const MACHINE_AGENTS = /exec-env\/AWS_(Lambda|ECS)_|awslambda-worker/i;

/**
 * Who made something, from the `userIdentity` of CloudTrail (CloudTrail User Guide, "CloudTrail userIdentity element"):
 * an IAM user by name; a session of a role, also of IAM Identity Center, by the name of the session; a federated user by
 * name. Services, root and machines are nobody. A service that acts for a person who asked it (forward access) leaves
 * the identity theirs; Auto Scaling acts for itself.
 * @param userAgent the program that called, where that is known
 */
export function creatorOf(identity: unknown, userAgent = ''): Creator {
  if (!isRecord(identity)) return nobody('not-said');
  if (MACHINE_AGENTS.test(userAgent)) return nobody('machine');
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
      return ofSession(identity);
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

function ofSession(identity: Record<string, unknown>): Creator {
  const session = lastPart(textOf(identity, 'arn')) ?? afterColon(textOf(identity, 'principalId'));
  const issuer = textOf(identity, 'sessionContext.sessionIssuer.arn') ?? '';
  const role = textOf(identity, 'sessionContext.sessionIssuer.userName') ?? roleOf(textOf(identity, 'arn'));
  if (session?.toLowerCase() === 'autoscaling') return nobody('autoscaling');
  if (issuer.includes(':role/aws-service-role/') || role?.startsWith('AWSServiceRoleFor') === true)
    return nobody('service');
  if (isOnMachine(identity)) return nobody('machine');
  const isNamed = session?.includes('@') === true || role?.startsWith('AWSReservedSSO_') === true;
  if (!isNamed && actsForItself(textOf(identity, 'invokedBy'))) return nobody('service');
  return person(session);
}

/** Services through which people work: what they do is done by a person, who is named by the session. */
const GO_BETWEENS = /^(cloudformation|servicecatalog|signin|console)\./;

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
