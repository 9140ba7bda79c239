import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { RDSClient } from '@aws-sdk/client-rds';
import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import type { QuarantineWay } from '../../shared/tags/ways/table.ts';

type Input = Readonly<Record<string, unknown>>;
/** What a service answers to its operations; an operation that is not here it does not know. */
export type Answers = Readonly<Record<string, (input: Input) => object>>;

interface SentCommand {
  readonly input: Input;
  readonly constructor: { readonly name: string };
}
interface Stub {
  callsFake(fake: (command: SentCommand) => Promise<object>): unknown;
}

/** Every service by which something can be put in quarantine, played, and a list of what was asked for. */
export class PlayedServices {
  /** Every operation, with its input. */
  readonly asked: { readonly operation: string; readonly input: Input }[] = [];
  #answers: Answers = {};

  constructor() {
    const sends: readonly object[] = [
      mockClient(EC2Client).send,
      mockClient(ECSClient).send,
      mockClient(EventBridgeClient).send,
      mockClient(IAMClient).send,
      mockClient(LambdaClient).send,
      mockClient(RDSClient).send,
      mockClient(S3Client).send,
    ];
    for (const send of sends) (send as Stub).callsFake(async (command) => this.#answer(command)); // each has types of its own
  }

  #answer({ input, constructor: made }: SentCommand): object {
    const operation = made.name.replace(/Command$/, '');
    this.asked.push({ operation, input });
    const answer = this.#answers[operation];
    if (answer === undefined) throw new Error(`nothing is played for ${operation}`);
    return answer(input);
  }

  /** Answers so from now on, and forgets what was asked for. */
  play(answers: Answers): void {
    this.asked.length = 0;
    this.#answers = answers;
  }

  /** The operations since it was last asked. */
  taken(): string[] {
    return this.asked.splice(0).map(({ operation }) => operation);
  }
}

/** Throws as a client does. */
export function refuses(name: string): () => never {
  return () => {
    throw Object.assign(new Error('no'), { name });
  };
}

/** A resource that a way can stop, as its service has it. */
export interface PlayedResource {
  readonly way: QuarantineWay;
  readonly arn: string;
  /** States that can be stopped, as the service says them; the first is the usual one. */
  readonly runs: readonly (string | number | null)[];
  /** As it is when it is stopped. */
  readonly stopped: string | number;
  /** The service, over a state that its operations change. */
  readonly service: (state: { is: string | number | null }) => Answers;
  /** The operations that stop it, and those that put it back to the first of `runs`. */
  readonly stops: readonly string[];
  readonly putsBack: readonly string[];
}

const IN = 'eu-west-1:111111111111';
const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
const OTHERS = [{ Sid: 'Others', Effect: 'Allow', Principal: { AWS: '*' }, Action: 's3:GetObject' }];

/** One of each. */
export const PLAYED: readonly PlayedResource[] = [
  {
    way: 'stop-instance',
    arn: `arn:aws:ec2:${IN}:instance/i-1`,
    runs: ['running', 'pending'],
    stopped: 'stopped',
    service: (state) => ({
      DescribeInstances: () => ({ Reservations: [{ Instances: [{ State: { Name: state.is } }] }] }),
      StopInstances: () => set(state, 'stopped'),
      StartInstances: () => set(state, 'running'),
    }),
    stops: ['StopInstances'],
    putsBack: ['StartInstances'],
  },
  {
    way: 'no-concurrency',
    arn: `arn:aws:lambda:${IN}:function:f`,
    runs: [null, 7],
    stopped: 0,
    service: (state) => ({
      GetFunctionConcurrency: () => (state.is === null ? {} : { ReservedConcurrentExecutions: state.is }),
      PutFunctionConcurrency: ({ ReservedConcurrentExecutions }) =>
        set(state, Number(ReservedConcurrentExecutions)),
      DeleteFunctionConcurrency: () => set(state, null),
    }),
    stops: ['PutFunctionConcurrency'],
    putsBack: ['DeleteFunctionConcurrency'],
  },
  {
    way: 'stop-database',
    arn: `arn:aws:rds:${IN}:db:orders`,
    runs: ['available'],
    stopped: 'stopped',
    service: (state) => ({
      DescribeDBInstances: () => ({ DBInstances: [{ DBInstanceStatus: state.is, Engine: 'postgres' }] }),
      StopDBInstance: () => set(state, 'stopped'),
      StartDBInstance: () => set(state, 'available'),
    }),
    stops: ['StopDBInstance'],
    putsBack: ['StartDBInstance'],
  },
  {
    way: 'stop-database-cluster',
    arn: `arn:aws:rds:${IN}:cluster:orders`,
    runs: ['available'],
    stopped: 'stopped',
    service: (state) => ({
      DescribeDBClusters: () => ({ DBClusters: [{ Status: state.is, EngineMode: 'provisioned' }] }),
      StopDBCluster: () => set(state, 'stopped'),
      StartDBCluster: () => set(state, 'available'),
    }),
    stops: ['StopDBCluster'],
    putsBack: ['StartDBCluster'],
  },
  {
    way: 'no-tasks',
    arn: `arn:aws:ecs:${IN}:service/shop/checkout`,
    runs: [3, 1],
    stopped: 0,
    service: (state) => ({
      DescribeServices: () => ({ services: [{ status: 'ACTIVE', desiredCount: state.is }] }),
      UpdateService: ({ desiredCount }) => set(state, Number(desiredCount)),
    }),
    stops: ['UpdateService'],
    putsBack: ['UpdateService'],
  },
  {
    way: 'disable-rule',
    arn: `arn:aws:events:${IN}:rule/orders/nightly`,
    runs: ['ENABLED'],
    stopped: 'DISABLED',
    service: (state) => ({
      DescribeRule: () => ({ State: state.is }),
      DisableRule: () => set(state, 'DISABLED'),
      EnableRule: () => set(state, 'ENABLED'),
    }),
    stops: ['DisableRule'],
    putsBack: ['EnableRule'],
  },
  {
    way: 'deny-role',
    arn: 'arn:aws:iam::111111111111:role/apps/report-writer',
    runs: ['allowed'],
    stopped: 'denied',
    service: (state) => ({
      ListAttachedRolePolicies: ({ Marker }) => attached(state, Marker),
      AttachRolePolicy: () => set(state, 'denied'),
      DetachRolePolicy: () => set(state, 'allowed'),
    }),
    stops: ['AttachRolePolicy'],
    putsBack: ['DetachRolePolicy'],
  },
  {
    way: 'deny-user',
    arn: 'arn:aws:iam::111111111111:user/ci',
    runs: ['allowed'],
    stopped: 'denied',
    service: (state) => ({
      ListAttachedUserPolicies: ({ Marker }) => attached(state, Marker),
      AttachUserPolicy: () => set(state, 'denied'),
      DetachUserPolicy: () => set(state, 'allowed'),
    }),
    stops: ['AttachUserPolicy'],
    putsBack: ['DetachUserPolicy'],
  },
  {
    way: 'deny-writes',
    arn: 'arn:aws:s3:::acme-exports',
    runs: [JSON.stringify({ Version: '2012-10-17', Id: 'theirs', Statement: OTHERS }), null],
    stopped: JSON.stringify({ Statement: [...OTHERS, { Sid: 'BelltowerQuarantine', Effect: 'Deny' }] }),
    service: (state) => ({
      GetBucketPolicy: () => (state.is === null ? refuses('NoSuchBucketPolicy')() : { Policy: state.is }),
      PutBucketPolicy: ({ Policy }) => set(state, String(Policy)),
      DeleteBucketPolicy: () => set(state, null),
    }),
    stops: ['GetBucketPolicy', 'PutBucketPolicy'],
    putsBack: ['GetBucketPolicy', 'PutBucketPolicy'],
  },
];

function set(state: { is: string | number | null }, is: string | number | null): object {
  state.is = is;
  return {};
}

/** Two pages, the second with the policy that denies everything, if it is attached. */
function attached(state: { readonly is: unknown }, marker: unknown): object {
  if (marker === undefined)
    return { AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::aws:policy/X' }], Marker: '2' };
  return { AttachedPolicies: state.is === 'denied' ? [{ PolicyArn: DENY_ALL }] : [], IsTruncated: false };
}
