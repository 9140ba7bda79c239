import { acm, acmPca } from './acm.ts';
import { airflow } from './airflow.ts';
import { apigateway } from './apigateway.ts';
import { appsync } from './appsync.ts';
import { athena } from './athena.ts';
import { autoscaling } from './autoscaling.ts';
import { backup } from './backup.ts';
import { batch } from './batch.ts';
import { cloudformation } from './cloudformation.ts';
import { cloudfront } from './cloudfront.ts';
import { cloudtrail } from './cloudtrail.ts';
import { cloudwatch } from './cloudwatch.ts';
import { codecommit } from './codecommit.ts';
import { codepipeline } from './codepipeline.ts';
import { cognitoIdentity, cognitoIdp } from './cognito.ts';
import type { CreateEvent, ServiceEvents } from './create-call.ts';
import { dms } from './dms.ts';
import { dynamodb } from './dynamodb.ts';
import { ec2 } from './ec2.ts';
import { ecr, ecrPublic } from './ecr.ts';
import { ecs } from './ecs.ts';
import { efs, fsx } from './efs.ts';
import { eks } from './eks.ts';
import { elasticache } from './elasticache.ts';
import { elasticloadbalancing } from './elasticloadbalancing.ts';
import { emr } from './emr.ts';
import { events, pipes, scheduler } from './eventbridge.ts';
import { glue } from './glue.ts';
import { iam } from './iam.ts';
import { kafka } from './kafka.ts';
import { firehose, kinesis, kinesisanalytics } from './kinesis.ts';
import { kms } from './kms.ts';
import { lambda } from './lambda.ts';
import { logs } from './logs.ts';
import { aoss, opensearch } from './opensearch.ts';
import { rds } from './rds.ts';
import { redshift, redshiftServerless } from './redshift.ts';
import { route53 } from './route53.ts';
import { s3, s3express } from './s3.ts';
import { sagemaker } from './sagemaker.ts';
import { secretsmanager } from './secretsmanager.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { ssm } from './ssm.ts';
import { states } from './states.ts';
import { transfer } from './transfer.ts';

const SERVICES: readonly ServiceEvents[] = [
  acm,
  acmPca,
  aoss,
  apigateway,
  athena,
  autoscaling,
  backup,
  cloudformation,
  cloudfront,
  cloudwatch,
  cognitoIdentity,
  cognitoIdp,
  dynamodb,
  ec2,
  ecr,
  ecrPublic,
  ecs,
  efs,
  eks,
  elasticache,
  elasticloadbalancing,
  events,
  firehose,
  fsx,
  glue,
  iam,
  kafka,
  kinesis,
  kinesisanalytics,
  kms,
  lambda,
  logs,
  opensearch,
  pipes,
  rds,
  redshift,
  redshiftServerless,
  s3,
  s3express,
  sagemaker,
  scheduler,
  secretsmanager,
  sns,
  sqs,
  ssm,
  states,
  // Those of later date come last, so that the rules before them stay as they are.
  airflow,
  appsync,
  batch,
  cloudtrail,
  codecommit,
  codepipeline,
  dms,
  emr,
  route53,
  transfer,
];

const TABLE: ReadonlyMap<string, CreateEvent> = new Map(
  SERVICES.flatMap(({ sources, events: calls }) =>
    sources.flatMap((source) =>
      calls.flatMap((call) => call.names.map((name) => [`${source} ${name}`, call] as const)),
    ),
  ),
);

/** The sources and names of all create calls that are known: what a rule on the bus listens to. */
export const CREATE_CALLS: readonly { readonly source: string; readonly names: readonly string[] }[] =
  SERVICES.flatMap(({ sources, events: calls }) =>
    sources.map((source) => ({ source, names: calls.flatMap(({ names }) => names) })),
  );

/** What is known of a call; undefined where it is none that makes something, or an unknown one. */
export function createEventOf(source: string, name: string): CreateEvent | undefined {
  return TABLE.get(`${source} ${name}`);
}

/** The name of a call without the version that Lambda and CloudFront append: `CreateFunction20150331`. */
export function plainName(eventName: string): string {
  return eventName.replace(/_?\d{4}_?\d{2}_?\d{2}(v\d+)?$/, '');
}
