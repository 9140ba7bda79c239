/** A create call that takes tags, and that IAM judges by them (`aws:RequestTag`) on what it makes. */
export interface TagOnCreate {
  readonly action: string;
  /** The ARN of what it makes, after the service and with no region or account: `instance/*`. */
  readonly arn: string;
  /** As the Tagging API writes it. */
  readonly type: string;
  /** As CloudFormation writes it. */
  readonly cloudFormation: string;
  /** What is there already and IAM judges the same call on, without the tags of the request: `subnet/*`. */
  readonly judgedOn: readonly string[];
}

/**
 * The create calls that are denied up front. Source: Service Authorization Reference. Left out, and so left to the verdict
 * after the fact: calls that IAM judges on no resource of their own (keys, file systems, certificates), calls that also
 * change what is there (alarms, rules, parameters), buckets, and what services make for people without tags: log groups, and
 * network interfaces, as of a function in a VPC, made by its own role, which service control policies bind.
 * What else a call is judged on is named as far as other calls of the list make it.
 */
export const TAG_ON_CREATE: readonly TagOnCreate[] = [
  made('ec2:RunInstances', 'instance/*', 'ec2:instance', 'EC2::Instance', [
    'volume/*',
    'subnet/*',
    'security-group/*',
  ]),
  made('ec2:CreateVolume', 'volume/*', 'ec2:volume', 'EC2::Volume'),
  made('ec2:CreateVpc', 'vpc/*', 'ec2:vpc', 'EC2::VPC'),
  made('ec2:CreateSubnet', 'subnet/*', 'ec2:subnet', 'EC2::Subnet', ['vpc/*']),
  made('ec2:CreateSecurityGroup', 'security-group/*', 'ec2:security-group', 'EC2::SecurityGroup', ['vpc/*']),
  made('ec2:AllocateAddress', 'elastic-ip/*', 'ec2:elastic-ip', 'EC2::EIP'),
  made('ec2:CreateNatGateway', 'natgateway/*', 'ec2:natgateway', 'EC2::NatGateway', [
    'vpc/*',
    'subnet/*',
    'elastic-ip/*',
  ]),
  made('ec2:CreateVpcEndpoint', 'vpc-endpoint/*', 'ec2:vpc-endpoint', 'EC2::VPCEndpoint', [
    'vpc/*',
    'subnet/*',
    'security-group/*',
  ]),
  made('lambda:CreateFunction', 'function:*', 'lambda:function', 'Lambda::Function'),
  made('dynamodb:CreateTable', 'table/*', 'dynamodb:table', 'DynamoDB::Table'),
  made('rds:CreateDBInstance', 'db:*', 'rds:db', 'RDS::DBInstance'),
  made('rds:CreateDBCluster', 'cluster:*', 'rds:cluster', 'RDS::DBCluster'),
  made('ecs:CreateCluster', 'cluster/*', 'ecs:cluster', 'ECS::Cluster'),
  made('ecs:CreateService', 'service/*', 'ecs:service', 'ECS::Service'),
  made('ecr:CreateRepository', 'repository/*', 'ecr:repository', 'ECR::Repository'),
  made(
    'elasticloadbalancing:CreateLoadBalancer',
    'loadbalancer/*',
    'elasticloadbalancing:loadbalancer',
    'ElasticLoadBalancingV2::LoadBalancer',
  ),
  made(
    'elasticloadbalancing:CreateTargetGroup',
    'targetgroup/*',
    'elasticloadbalancing:targetgroup',
    'ElasticLoadBalancingV2::TargetGroup',
  ),
  made(
    'autoscaling:CreateAutoScalingGroup',
    'autoScalingGroup:*',
    'autoscaling:autoScalingGroup',
    'AutoScaling::AutoScalingGroup',
  ),
  made('sns:CreateTopic', '*', 'sns:topic', 'SNS::Topic'),
  made('sqs:CreateQueue', '*', 'sqs:queue', 'SQS::Queue'),
  made('secretsmanager:CreateSecret', 'secret:*', 'secretsmanager:secret', 'SecretsManager::Secret'),
  made('iam:CreateRole', 'role/*', 'iam:role', 'IAM::Role'),
  made('iam:CreateUser', 'user/*', 'iam:user', 'IAM::User'),
  made('states:CreateStateMachine', 'stateMachine:*', 'states:stateMachine', 'StepFunctions::StateMachine'),
  made('kinesis:CreateStream', 'stream/*', 'kinesis:stream', 'Kinesis::Stream'),
  made(
    'firehose:CreateDeliveryStream',
    'deliverystream/*',
    'firehose:deliverystream',
    'KinesisFirehose::DeliveryStream',
  ),
  made('es:CreateDomain', 'domain/*', 'es:domain', 'OpenSearchService::Domain'),
  made('redshift:CreateCluster', 'cluster:*', 'redshift:cluster', 'Redshift::Cluster'),
  made('glue:CreateJob', 'job/*', 'glue:job', 'Glue::Job'),
  made('athena:CreateWorkGroup', 'workgroup/*', 'athena:workgroup', 'Athena::WorkGroup'),
  made(
    'sagemaker:CreateNotebookInstance',
    'notebook-instance/*',
    'sagemaker:notebook-instance',
    'SageMaker::NotebookInstance',
  ),
  made('backup:CreateBackupVault', 'backup-vault:*', 'backup:backup-vault', 'Backup::BackupVault'),
];

function made(
  action: string,
  arn: string,
  type: string,
  cloudFormation: string,
  judgedOn: readonly string[] = [],
): TagOnCreate {
  return { action, arn, type, cloudFormation: `AWS::${cloudFormation}`, judgedOn };
}
