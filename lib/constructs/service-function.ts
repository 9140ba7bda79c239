import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  type Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import type { Alarms } from '../platform/alarms.ts';
import type { Access, EnvAccess } from './access.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { functionBundling, PROJECT_ROOT } from './function-bundling.ts';
import { isLocal } from './local.ts';

/** How much one function may take. */
interface FunctionLimits {
  /** Seconds one invocation may last. */
  readonly timeout: number;
  /**
   * How many may run at once: reserved for the function, so that no other can starve it and it can flood
   * nobody. All of the stack together stay within 200, a fifth of what an account has by default.
   */
  readonly concurrency: number;
  /** Megabytes; the processor's share grows with them. By default 512. */
  readonly memory?: number;
}

export interface ServiceFunctionProps<S extends z.ZodObject> {
  /**
   * The handler's file: `paging/intake-alert` is `lambdas/paging/intake-alert.ts`, and `paging` is its
   * service.
   */
  readonly entry: `${string}/${string}`;
  /** What the handler parses its environment with. */
  readonly schema: S;
  /** Every variable of the schema, each with the permission that goes with it. */
  readonly env: NoInfer<EnvAccess<S>>;
  /** Shipped beside the bundle as `config.json`. */
  readonly config: object;
  readonly limits: FunctionLimits;
  readonly alarms: Alarms;
  /** Whether an SDK client of it wants the code of event streams to be loaded at all, as those of Lambda and S3 do. */
  readonly eventStreams?: boolean;
  /** Files that are shipped beside the bundle as they are: paths from the project's root. */
  readonly files?: readonly string[];
  /** What the function may do besides, where no variable names it. */
  readonly permissions?: readonly PolicyStatement[];
}

/**
 * A handler of ours as a Lambda function: the only way there is one in this app, so that all of them are
 * alike.
 */
export class ServiceFunction<S extends z.ZodObject> extends Construct {
  readonly lambda: LambdaFunction;
  readonly limits: FunctionLimits;
  /** Within the role, and read when the template is written: what is allowed later is in it too. */
  private readonly allowed: PolicyDocument;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<S>) {
    super(scope, id);
    const [service = ''] = props.entry.split('/');
    this.limits = props.limits;
    // Every key of the schema holds an Access, which the compiler cannot see while S is open.
    const variables = Object.entries(props.env) as [string, Access][];
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.allowed = new PolicyDocument({
      statements: [
        new PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
        }),
        ...variables.flatMap(([, access]) => access.statements),
        ...(props.permissions ?? []),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${props.entry} may do`,
      inlinePolicies: { Allowed: this.allowed },
    });

    this.lambda = new NodejsFunction(this, 'Function', {
      description: `Belltower ${props.entry}`,
      entry: join(PROJECT_ROOT, 'lambdas', `${props.entry}.ts`),
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: functionBundling(this, props.config, props.eventStreams === true, props.files),
      role,
      logGroup,
      timeout: Duration.seconds(props.limits.timeout),
      memorySize: props.limits.memory ?? 512,
      reservedConcurrentExecutions: props.limits.concurrency,
      awsSdkConnectionReuse: false,
      environment: {
        LOG_LEVEL: isLocal(this) ? 'DEBUG' : 'INFO',
        POWERTOOLS_SERVICE_NAME: service,
        POWERTOOLS_METRICS_NAMESPACE: 'Belltower',
        ...Object.fromEntries(variables.map(([name, access]) => [name, access.value])),
      },
    });

    props.alarms.watch(this, 'Errors', {
      metric: this.lambda.metricErrors({ period: Duration.minutes(1), statistic: 'Sum' }),
      meaning: `${props.entry} failed`,
      severity: 'SEV3',
      wrong: { above: 0 },
    });
  }

  /** The function's ARN and the permission to invoke it: always the code of the last deployment, there are no versions. */
  invocation(): Access {
    return {
      value: this.lambda.functionArn,
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.lambda.functionArn] }),
      ],
    };
  }

  /**
   * Keeps the events of asynchronous invocations that failed.
   * @param again how often, and for how long, they are tried again before.
   */
  keepFailures(deadLetters: DeadLetterQueue, again: { attempts: 0 | 1 | 2; within: Duration }): void {
    this.allow(...deadLetters.send().statements);
    this.lambda.configureAsyncInvoke({ retryAttempts: again.attempts, maxEventAge: again.within });
    // The construct takes a dead-letter queue at birth only, and this one may be made after the function.
    const resource = this.lambda.node.defaultChild as CfnFunction; // what a Function is made of
    resource.deadLetterConfig = { targetArn: deadLetters.queue.queueArn };
  }

  /** Lets the function do one thing more, where what allows it is made after the function. */
  allow(...statements: readonly PolicyStatement[]): void {
    this.allowed.addStatements(...statements);
  }
}
