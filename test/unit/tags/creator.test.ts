import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creatorOf } from '../../../shared/tags/creator.ts';

const session = (role: string, name: string, more: object = {}) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${name}`,
  arn: `arn:aws:sts::111111111111:assumed-role/${role}/${name}`,
  accountId: '111111111111',
  sessionContext: {
    sessionIssuer: { type: 'Role', arn: `arn:aws:iam::111111111111:role/${role}`, userName: role },
  },
  ...more,
});

describe('creatorOf', () => {
  it.each<[what: string, identity: object, name: string]>([
    ['an IAM user', { type: 'IAMUser', arn: 'arn:aws:iam::1:user/dev/alice', userName: 'alice' }, 'alice'],
    ['an IAM user without a name', { type: 'IAMUser', arn: 'arn:aws:iam::1:user/dev/alice' }, 'alice'],
    [
      'an SSO session',
      session('AWSReservedSSO_Admin_0123456789abcdef', 'alice@acme.example'),
      'alice@acme.example',
    ],
    ['a session of a role', session('Deploy', 'alice'), 'alice'],
    ['a session known by its principal only', { type: 'AssumedRole', principalId: 'AROAX:bob' }, 'bob'],
    [
      'a federated user',
      { type: 'FederatedUser', arn: 'arn:aws:sts::111111111111:federated-user/carol' },
      'carol',
    ],
    ['a user of SAML', { type: 'SAMLUser', userName: 'dave@acme.example' }, 'dave@acme.example'],
    [
      'a person for whom CloudFormation acts',
      session('AWSReservedSSO_Admin_1', 'alice@acme.example', { invokedBy: 'cloudformation.amazonaws.com' }),
      'alice@acme.example',
    ],
    [
      'a person for whom AWS itself acts',
      session('Deploy', 'alice', { invokedBy: 'internal.amazonaws.com' }),
      'alice',
    ],
    [
      'a person whose program named the session',
      session('Deploy', 'botocore-session-1700000000', {
        sessionContext: { sourceIdentity: 'alice@acme.example' },
      }),
      'alice@acme.example',
    ],
    [
      'a session whose ARN is cut short',
      { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/Deploy', principalId: 'AROAX:bob' },
      'bob',
    ],
    [
      'a person in China',
      { ...session('Deploy', 'li'), arn: 'arn:aws-cn:sts::1:assumed-role/Deploy/li' },
      'li',
    ],
  ])('%s', (_what, identity, name) => {
    expect(creatorOf(identity)).toEqual({ kind: 'person', name });
  });

  it.each<[what: string, identity: unknown, why: string]>([
    ['root', { type: 'Root', arn: 'arn:aws:iam::111111111111:root', userName: 'acme' }, 'root'],
    ['a service', { type: 'AWSService', invokedBy: 'ecs.amazonaws.com' }, 'service'],
    ['another account', { type: 'AWSAccount', principalId: 'AIDAX', accountId: '2' }, 'another-account'],
    [
      'Auto Scaling',
      session('AWSServiceRoleForAutoScaling', 'AutoScaling', { invokedBy: 'autoscaling.amazonaws.com' }),
      'autoscaling',
    ],
    [
      'a user for whom Auto Scaling is said to act',
      { type: 'IAMUser', userName: 'alice', invokedBy: 'autoscaling.amazonaws.com' },
      'autoscaling',
    ],
    ['an instance', session('web', 'i-0123456789abcdef0'), 'machine'],
    ['an old instance', session('web', 'i-01234567'), 'machine'],
    [
      'an instance by how it got its role',
      session('web', 'web', { sessionContext: { ec2RoleDelivery: '2.0' } }),
      'machine',
    ],
    [
      'a function',
      session('fn', 'fn', { inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: 'arn' } }),
      'machine',
    ],
    ['a task of ECS', session('task', '0123456789abcdef0123456789abcdef'), 'machine'],
    ['a program that nobody named', session('Deploy', 'botocore-session-1700000000'), 'machine'],
    ['a build', session('Deploy', 'GitHubActions'), 'machine'],
    [
      'a pod',
      session('pod', 'x', {
        sessionContext: {
          webIdFederationData: {
            federatedProvider: 'arn:aws:iam::1:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X',
          },
        },
      }),
      'machine',
    ],
    [
      'a role of a service',
      session('AWSServiceRoleForECS', 'ecs', {
        sessionContext: {
          sessionIssuer: {
            arn: 'arn:aws:iam::1:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
          },
        },
      }),
      'service',
    ],
    [
      'EKS in the role of a cluster',
      session('cluster', '1692148309803252560', { invokedBy: 'eks.amazonaws.com' }),
      'service',
    ],
    ['a service in a role', session('batch', 'batch-job', { invokedBy: 'batch.amazonaws.com' }), 'service'],
    ['a session named by its moment', session('Deploy', '1692148309803252560'), 'machine'],
    ['a session of CloudFormation', session('cfn', 'AWSCloudFormation'), 'machine'],
    ['a run of Terraform', session('Deploy', 'terraform-run-AbCdEfGhIjKlMnOp'), 'machine'],
    ['a session with a random name', session('x', '0f8fad5b-d9cb-469f-a165-70867728950e'), 'machine'],
    [
      'an instance, whoever handed it its role',
      session('web', 'i-0123456789abcdef0', { sessionContext: { sourceIdentity: 'alice' } }),
      'machine',
    ],
    [
      'a role without a session',
      { type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/Deploy', principalId: 'AROAX' },
      'not-said',
    ],
    ['nobody', undefined, 'not-said'],
    ['an empty identity', {}, 'not-said'],
    ['a user without any name', { type: 'IAMUser' }, 'not-said'],
  ])('23: %s is not a person', (_what, identity, why) => {
    expect(creatorOf(identity)).toEqual({ kind: 'nobody', why });
  });

  it.each([
    'aws-sdk-js/3.1 ua/2.1 os/linux exec-env/AWS_Lambda_nodejs24.x',
    'awslambda-worker/1.0 rusoto/0.48.0',
    'Boto3/1.3 exec-env/AWS_ECS_FARGATE',
  ])('23: whoever calls from %s is no person', (userAgent) => {
    expect(creatorOf(session('fn', 'checkout'), userAgent)).toEqual({ kind: 'nobody', why: 'machine' });
  });

  it('whoever calls from a shell is one, and so is who is named before a console that runs in a function', () => {
    expect(creatorOf(session('Dev', 'alice'), 'aws-cli/2.3 exec-env/CloudShell').kind).toBe('person');
    const agent = 'aws-sdk-go/1.55.5 exec-env/AWS_Lambda_go1.x';
    for (const identity of [
      { type: 'IAMUser', userName: 'alice' },
      session('AWSReservedSSO_Dev_1', 'alice'),
      session('Dev', 'alice@acme.example'),
    ])
      expect(creatorOf(identity, agent).kind).toBe('person');
  });

  it('never throws', () => {
    const type = fc.constantFrom('Root', 'IAMUser', 'AssumedRole', 'FederatedUser', 'WebIdentityUser', 'x');
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.record({ type, arn: fc.jsonValue(), sessionContext: fc.jsonValue() })),
        (any) => {
          expect(['person', 'nobody']).toContain(creatorOf(any).kind);
        },
      ),
    );
  });
});
