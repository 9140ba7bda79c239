import { Duration, Fn, Names, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi as ApiGateway,
  type CfnStage,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type * as z from 'zod';
import { isLocal } from '../constructs/local.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { Alarms } from './alarms.ts';

/** Requests that one instance of a function answers in a second, at 200 ms each, which is slow for one that is warm. */
const REQUESTS_PER_SECOND = 5;

export interface HttpApiProps {
  readonly alarms: Alarms;
}

const METHODS = [HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE] as const;

/** A route: `GET /v1/incidents/{id}`. */
type Route = `${(typeof METHODS)[number]} /${string}`;

/** The one HTTP API. A path that nobody has taken is 404. */
export class HttpApi extends Construct {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  private readonly api: ApiGateway;
  private readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    this.api = new ApiGateway(this, 'Api', {
      description: 'Belltower: incidents, webhooks and the page a paged person opens',
      createDefaultStage: false,
    });
    this.stage = this.api.addStage('Stage', {
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog()),
        format: accessLogFormat(),
      },
    });
    const serverErrors = this.stage.metricServerError({ period: Duration.minutes(1), statistic: 'Sum' });
    // A single one that the caller tried again needs nobody.
    props.alarms.watch(this, 'ServerErrors', {
      metric: serverErrors,
      meaning: 'the HTTP API keeps answering with a 5xx',
      severity: 'SEV3',
      wrong: { above: 0 },
      periods: { wrong: 2, of: 5 },
    });
    props.alarms.watch(this, 'ManyServerErrors', {
      metric: serverErrors,
      meaning: 'the HTTP API answered five or more requests of a minute with a 5xx',
      severity: 'SEV3',
      wrong: { above: 4 },
    });
    this.url = this.publicUrl();
  }

  /** Routes that callers sign with their AWS credentials (SigV4); IAM says who may. */
  serveSigned<S extends z.ZodObject>(target: ServiceFunction<S>, ...routes: readonly Route[]): void {
    this.serve(target, routes, new HttpIamAuthorizer());
  }

  /**
   * Routes without a signature.
   * @param why what protects them instead, or that nothing needs to.
   */
  serveOpen<S extends z.ZodObject>(
    why: string,
    target: ServiceFunction<S>,
    ...routes: readonly Route[]
  ): void {
    for (const route of this.serve(target, routes, new HttpNoneAuthorizer())) {
      Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason: why });
    }
  }

  private serve<S extends z.ZodObject>(
    target: ServiceFunction<S>,
    routes: readonly Route[],
    authorizer: HttpIamAuthorizer | HttpNoneAuthorizer,
  ): Construct[] {
    const integration = new HttpLambdaIntegration(`${target.node.id}Integration`, target.lambda, {
      scopePermissionToRoute: false, // one permission for all routes of a function
    });
    return routes.flatMap((route) => {
      const [method, path = '/'] = route.split(' ');
      const added = this.api.addRoutes({
        path,
        methods: METHODS.filter((one) => one === method),
        integration,
        authorizer,
      });
      this.throttle(route, target.limits.concurrency);
      this.stage.node.addDependency(...added); // the stage may name only routes that there are
      return added;
    });
  }

  /**
   * Lets in as much as the function takes: what is more gets a 429, which says to try again, and not the 503 of a
   * function that Lambda would not start.
   */
  private throttle(route: Route, concurrency: number): void {
    const stage = this.stage.node.defaultChild as CfnStage; // what an HttpStage is made of
    stage.addPropertyOverride(`RouteSettings.${route.replaceAll('.', '\\.')}`, {
      ThrottlingBurstLimit: concurrency,
      ThrottlingRateLimit: concurrency * REQUESTS_PER_SECOND,
    });
  }

  /**
   * Vended logs have a place of their own, or the account's resource policy for logs grows with every stack.
   */
  private accessLog(): LogGroup {
    return new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/http-api/${Names.uniqueResourceName(this, { maxLength: 100 })}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** The emulator serves every API on its own port, given as `-c pageUrl=http://127.0.0.1:4566`. */
  private publicUrl(): string {
    const pageUrl: unknown = this.node.tryGetContext('pageUrl');
    if (!isLocal(this) || typeof pageUrl !== 'string') return this.api.apiEndpoint;
    return Fn.join('', [pageUrl, '/_aws/execute-api/', this.api.apiId, '/$default']);
  }
}

/**
 * The route and never the path: paths hold page tokens and integration keys. Nothing of who called, either.
 */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      requestTime: '$context.requestTime',
      routeKey: '$context.routeKey',
      status: '$context.status',
      responseLength: '$context.responseLength',
      responseLatency: '$context.responseLatency',
      integrationStatus: '$context.integrationStatus',
      error: '$context.error.messageString',
    }),
  );
}
