import * as z from 'zod';
import type { RecordedCall } from './recorded-calls.ts';
import type { TemplateResolver } from './resolve-template.ts';
import { queueArn } from './stack-policies.ts';

/** What IAM is asked: may this role do this to that? */
export interface IamRequest {
  /** The role's ARN. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  /** The service that asks with the caller's permissions, as `kms:ViaService` names it. */
  readonly via?: string;
  /** The partition of a table that is asked for, where only a part of the table is allowed. */
  readonly partition?: string;
  /** The names in the encryption context of a call to KMS. */
  readonly encryptionContext?: readonly string[] | undefined;
  /** Tags of what is asked about, where those bound a role. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** A call that a function logged, or what AWS does besides. */
  readonly because: string;
}

/** Stands for any number: SNS has no other name for whom a message goes to. */
export const SOME_PHONE = '+15550100000';

const FunctionProperties = z.object({
  Role: z.string(),
  LoggingConfig: z.object({ LogGroup: z.string() }),
  DeadLetterConfig: z.object({ TargetArn: z.string() }).optional(),
});
const Mapping = z.object({ FunctionName: z.string(), EventSourceArn: z.string() });
const Workflow = z.object({ RoleArn: z.string(), DefinitionSubstitutions: z.record(z.string(), z.string()) });
const Schedule = z.object({
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    DeadLetterConfig: z.object({ Arn: z.string() }),
  }),
});

/** The calls in this account that functions logged, as requests. @throws Error for a service whose ARNs are not known here */
export function recordedRequests(resolver: TemplateResolver, calls: readonly RecordedCall[]): IamRequest[] {
  const roles = rolesByFunction(resolver);
  const own = new Set(resolver.all('AWS::KMS::Key').map(([id]) => resolver.arn(id)));
  return calls.flatMap(({ functionName, action, resource, context }) => {
    const role = roles.get(functionName);
    if (role === undefined) throw new Error(`no function of the stack is called ${functionName}`);
    const arn = arnOf(resolver, action, resource);
    if (isElsewhere(resolver, action, arn)) return [];
    const because = 'a recorded call';
    const request = { role, action, resource: arn, encryptionContext: context, because };
    return action.startsWith('kms:') && arn !== '*' && !own.has(arn)
      ? { ...request, resource: arnOf(resolver, action, SOME_KEY), tags: SUBJECT_KEY }
      : request;
  });
}

/** What is in another account is asked for with the role of that account, whose policy `test/infra/spoke.test.ts` weighs. */
function isElsewhere({ place }: TemplateResolver, action: string, arn: string): boolean {
  const [, , , , account = ''] = arn.split(':');
  return account !== '' && account !== place.account && action !== 'sts:AssumeRole';
}

/** A key that is none of the stack is one of a person: under an alias of ours, or under its own id, with the tag that each has. */
const SOME_KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const SUBJECT_KEY = { 'belltower:subject-key': 'contact' };

/** What Lambda, Step Functions and the scheduler do with roles of ours, by what the template has them do. */
export function serviceRequests(resolver: TemplateResolver): IamRequest[] {
  const roles = rolesByFunction(resolver);
  const functions = resolver.all('AWS::Lambda::Function').flatMap(([, properties]) => {
    const { Role: role, LoggingConfig, DeadLetterConfig } = FunctionProperties.parse(properties);
    const stream = `${logGroupArn(resolver, LoggingConfig.LogGroup)}:log-stream:2026/11/21/[$LATEST]0`;
    const because = 'Lambda writes the log of a function';
    return [
      { role, action: 'logs:CreateLogStream', resource: stream, because },
      { role, action: 'logs:PutLogEvents', resource: stream, because },
      ...(DeadLetterConfig === undefined
        ? []
        : [send(role, DeadLetterConfig.TargetArn, 'Lambda keeps an event that failed')]),
    ];
  });
  const mappings = resolver.all('AWS::Lambda::EventSourceMapping').flatMap(([, properties]) => {
    const { FunctionName, EventSourceArn: resource } = Mapping.parse(properties);
    const role = roles.get(FunctionName);
    if (role === undefined) throw new Error(`no function of the stack is called ${FunctionName}`);
    return ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => ({
      role,
      action: `sqs:${action}`,
      resource,
      because: 'Lambda polls the queue of a function',
    }));
  });
  const workflows = resolver.all('AWS::StepFunctions::StateMachine').flatMap(([, properties]) => {
    const { RoleArn: role, DefinitionSubstitutions } = Workflow.parse(properties);
    return Object.values(DefinitionSubstitutions).map((used) =>
      used.startsWith('arn:')
        ? { role, action: 'lambda:InvokeFunction', resource: used, because: 'a step of the workflow' }
        : send(role, queueArn(resolver, used), 'a step of the workflow'),
    );
  });
  const schedules = resolver.all('AWS::Scheduler::Schedule').flatMap(([, properties]) => {
    const { Arn: resource, RoleArn: role, DeadLetterConfig } = Schedule.parse(properties).Target;
    const action = resource.split(':')[2] === 'states' ? 'states:StartExecution' : 'lambda:InvokeFunction';
    return [
      { role, action, resource, because: 'the schedule' },
      send(role, DeadLetterConfig.Arn, 'the schedule could not'),
    ];
  });
  return [...functions, ...mappings, ...workflows, ...schedules, ...deliveryLogs(resolver)];
}

/** SNS logs what becomes of text messages, in streams that it makes itself, with the role that trusts it. */
function deliveryLogs(resolver: TemplateResolver): IamRequest[] {
  const roles = resolver
    .all('AWS::IAM::Role')
    .filter(([, properties]) => JSON.stringify(properties['AssumeRolePolicyDocument']).includes('"sns.'));
  const logs = resolver
    .all('AWS::Logs::LogGroup')
    .flatMap(([, { LogGroupName: name }]) =>
      typeof name === 'string' && name.startsWith('sns/') ? [name] : [],
    );
  return roles.flatMap(([id]) =>
    logs.flatMap((name) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        role: resolver.arn(id),
        action,
        resource: `${logGroupArn(resolver, name)}:log-stream:a`,
        because: 'SNS logs what becomes of text messages',
      })),
    ),
  );
}

function send(role: string, resource: string, because: string): IamRequest {
  return { role, action: 'sqs:SendMessage', resource, because };
}

/** The role of each function, by the function's name. */
export function rolesByFunction(resolver: TemplateResolver): ReadonlyMap<string, string> {
  return new Map(
    resolver
      .all('AWS::Lambda::Function')
      .map(([id, properties]) => [resolver.ref(id), FunctionProperties.parse(properties).Role]),
  );
}

function logGroupArn({ place: { partition, region, account } }: TemplateResolver, name: string): string {
  return `arn:${partition}:logs:${region}:${account}:log-group:${name}`;
}

/** What IAM is asked about, by what the function named. */
function arnOf(resolver: TemplateResolver, action: string, resource: string): string {
  if (resource.startsWith('arn:')) return resource;
  const { partition, region, account } = resolver.place;
  const [service = ''] = action.split(':');
  const local = (rest: string) => ['arn', partition, service, region, account, rest].join(':');
  switch (service) {
    case 'dynamodb':
      return local(`table/${resource}`);
    case 'events':
      return local(`event-bus/${resource}`);
    case 'autoscaling':
    case 'ce':
    case 'tag':
    case 'cloudwatch':
    case 'resource-explorer-2':
    case 'ec2':
    case 'cloudformation':
    case 'states':
      if (resource === '*') return '*';
      break;
    case 'lambda':
      return resource === '*' ? '*' : local(`function:${resource}`);
    case 'iam':
      return resource === '*' ? '*' : ['arn', partition, service, '', account, `role/${resource}`].join(':');
    case 'kms':
      return resource === '*' ? '*' : local(`key/${resource}`);
    case 'cognito-idp':
      return local(`userpool/${resource}`);
    case 'ssm':
      return local(resource);
    case 'logs': // to describe groups is to describe all of them
      return resource === '*' ? '*' : local(`log-group:${resource}`);
    case 's3':
      return ['arn', partition, 's3', '', '', resource].join(':');
    case 'servicequotas':
      return resource === '*' ? '*' : local(resource);
    case 'ses':
      return resource === '*' ? '*' : local(`identity/${resource}`);
    case 'sns':
      if (resource === '*') return action === 'sns:Publish' ? SOME_PHONE : '*';
      break;
    case 'sqs':
      return queueArn(resolver, resource);
  }
  throw new Error(`${action} on ${resource}: what IAM is asked about is not known here`);
}
