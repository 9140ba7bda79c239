import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, test } from 'vitest';
import { connectorPermissions } from '../../lib/privacy/connector-permissions.ts';
import { System } from '../../shared/privacy/config.ts';
import { type OwnedStatement, resources, statements, synthesize } from './synthesized.ts';

describe('erasure', () => {
  let template: Template;
  let allowed: OwnedStatement[];
  beforeAll(() => {
    ({ template } = synthesize());
    allowed = statements(template).filter(
      ({ type, statement }) => type === 'AWS::IAM::Policy' && statement['Effect'] === 'Allow',
    );
  });
  const of = (owner: string) => allowed.filter((one) => one.owner.includes(owner));
  const actionsOf = (owner: string) => of(owner).flatMap(({ actions }) => actions);

  test('its table and keys outlive the stack, and none of the keys is a person’s (66)', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key'].flatMap((type) =>
      Object.entries(template.findResources(type)).filter(([id]) => id.startsWith('Privacy')),
    );
    expect(kept).toHaveLength(5); // the table; keys for tags, callbacks, certificates, commands
    for (const [, resource] of kept)
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(
      resources(template, 'AWS::KMS::Alias').filter(([, { AliasName }]) => /subject/.test(AliasName)),
    ).toEqual([]);
  });

  test('who signs certificates may erase nothing, and who erases may sign none', () => {
    expect(actionsOf('AdvanceCase').filter((action) => /Delete|Decrypt.*|GenerateMac/.test(action))).toEqual([
      'kms:Decrypt',
    ]); // of the table, by way of DynamoDB
    const signs = of('RunCommand').filter(({ actions }) => actions.includes('kms:Sign'));
    expect(JSON.stringify(signs.map(({ statement }) => statement['Resource']))).toMatch(
      /PrivacyKeysCommands/,
    );
    expect(signs).toHaveLength(1);
    expect(JSON.stringify(of('AdvanceCase'))).toMatch(/PrivacyKeysSigning/);
    // The watch signs how far the audit trail has come.
    expect(JSON.stringify(of('WatchCases'))).toMatch(/PrivacyKeysSigning/);
    expect(actionsOf('WatchCases').filter((action) => /Delete|GenerateMac/.test(action))).toEqual([]);
  });

  test('a key may be given to deletion only where its tag says that it is one of a person', () => {
    const destroys = of('').filter(({ actions }) => actions.includes('kms:ScheduleKeyDeletion'));
    expect(destroys.map(({ owner }) => owner)).toEqual([expect.stringContaining('RunCommand')]);
    expect(destroys[0]?.statement['Condition']).toEqual({
      StringEquals: { 'aws:ResourceTag/belltower:subject-key': ['contact'] },
    });
  });

  test('no function of ours makes a key; an application that may seal is told how to tag it', () => {
    expect(of('').filter(({ actions }) => actions.includes('kms:CreateKey'))).toEqual([]);
    const [, sealing] =
      resources(template, 'AWS::IAM::ManagedPolicy').find(([id]) => id.includes('Sealing')) ?? [];
    const makes = sealing?.['PolicyDocument'].Statement.find(({ Action }: { Action: string[] }) =>
      Action.includes('kms:CreateKey'),
    );
    expect(makes.Condition).toEqual({
      StringEquals: { 'aws:RequestTag/belltower:subject-key': ['contact'] },
    });
  });
});

/** A reference as text: `<Name>`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(flat).join(' ');
  if ('Ref' in value) return value.Ref === 'AWS::Partition' ? 'aws' : `<${flat(value.Ref)}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join']))
    return value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]);
  return JSON.stringify(value);
}

describe('what erasing from a system takes', () => {
  const classes = [{ id: 'data', erase: 'delete' }];
  const subjectKey = { attribute: 'userId', from: 'identity.userId' };
  const permissions = (...systems: object[]) => {
    const stack = new Stack(new App(), 'Test', { env: { account: '111111111111', region: 'eu-west-1' } });
    const parsed = systems.map((one) => System.parse({ classes, ...one }));
    const made = connectorPermissions(stack, parsed);
    if (made.length === 0) return [];
    new ManagedPolicy(stack, 'Policy', { statements: made });
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    return policies
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .map(({ Action, Resource }) => ({ Action, Resource: flat(Resource) }));
  };
  const changes = (...systems: object[]) =>
    permissions(...systems)
      .filter(({ Action }) => /Delete|Update|Execute|Send|ESHttpPost|Invoke/.test(JSON.stringify(Action)))
      .map(({ Resource }) => Resource);

  test.each<[string, object, unknown[]]>([
    [
      'a table by its name',
      { id: 't', connector: 'dynamodb', table: 'profiles', subjectKey },
      ['arn:aws:dynamodb:eu-west-1:111111111111:table/profiles'],
    ],
    [
      'a table by its ARN, also in another account',
      {
        id: 't',
        connector: 'dynamodb',
        table: 'arn:aws:dynamodb:eu-west-1:222222222222:table/profiles',
        subjectKey,
      },
      ['arn:aws:dynamodb:eu-west-1:222222222222:table/profiles'],
    ],
    [
      'objects below the prefix of a bucket',
      { id: 'b', connector: 's3', bucket: 'uploads', prefix: 'users/', subjectKey },
      ['arn:aws:s3:::uploads/users/*'],
    ],
    [
      'the users of a pool',
      { id: 'u', connector: 'cognito', userPool: 'eu-west-1_abc', subjectKey },
      ['arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_abc'],
    ],
    [
      'a queue by its URL',
      { id: 'q', connector: 'queue', queue: 'https://sqs.eu-west-1.amazonaws.com/222222222222/erase' },
      ['arn:aws:sqs:eu-west-1:222222222222:erase'],
    ],
    ['a third party: nothing', { id: 'h', connector: 'http', url: 'https://a.example/erase' }, []],
    ['a person: nothing', { id: 'm', connector: 'manual' }, []],
    [
      'one that is switched off: nothing',
      { id: 't', connector: 'dynamodb', table: 'profiles', subjectKey, enabled: false },
      [],
    ],
  ])('%s', (_, system, expected) => {
    expect(changes(system)).toEqual(expected);
  });

  test('a name in the parameter store is read when the stack is deployed, and may be read by the function', () => {
    const table = `\${ssm:/app/profile-table}`;
    const found = permissions({ id: 't', connector: 'dynamodb', table, subjectKey });
    expect(found.map(({ Resource }) => Resource)).toContainEqual(
      expect.stringMatching(
        /^arn:aws:dynamodb:eu-west-1:111111111111:table\/<SsmParameterValueappprofiletable\w+>$/,
      ),
    );
    expect(found[0]).toMatchObject({
      Action: 'ssm:GetParameters',
      Resource: 'arn:aws:ssm:eu-west-1:111111111111:parameter/app/profile-table',
    });
  });
});
