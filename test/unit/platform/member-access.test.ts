import '../../support/quiet.ts';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { homeOf, memberAccess } from '../../../shared/platform/member-access.ts';
import { Members } from '../../../shared/platform/member-client.ts';

const HOME_ROLE = 'arn:aws:iam::111111111111:role/BelltowerMember';
const sts = mockClient(STSClient);
let now = Date.parse('2026-11-21T02:00:00Z');

const members = () =>
  new Members({ homeRole: HOME_ROLE, organization: 'acme', session: 'belltower-logs', now: () => now });

beforeEach(() => {
  sts.reset();
  now = Date.parse('2026-11-21T02:00:00Z');
  sts.on(AssumeRoleCommand).callsFake(() => ({
    Credentials: {
      AccessKeyId: 'key',
      SecretAccessKey: 'secret',
      SessionToken: 'token',
      Expiration: new Date(now + 3_600_000),
    },
  }));
});

describe('the way into an account', () => {
  it.each([
    ['the account of Belltower: none', HOME_ROLE, '111111111111', { as: 'ourselves' }],
    [
      'another: its role',
      HOME_ROLE,
      '222222222222',
      { as: 'role', roleArn: 'arn:aws:iam::222222222222:role/BelltowerMember', externalId: 'belltower-acme' },
    ],
    [
      'another in China: its role there',
      'arn:aws-cn:iam::111111111111:role/BelltowerMember',
      '222222222222',
      {
        as: 'role',
        roleArn: 'arn:aws-cn:iam::222222222222:role/BelltowerMember',
        externalId: 'belltower-acme',
      },
    ],
  ])('%s', (_what, homeRole, account, expected) => {
    expect(memberAccess(homeRole, 'acme', account)).toEqual(expected);
  });

  it('is not made up from what is no role', () => {
    expect(() => homeOf('belltower')).toThrow(/not the ARN/);
  });
});

describe('members', () => {
  it('are entered as their role, for the organization, without anybody’s name', async () => {
    expect(await members().enter({ account: '222222222222', region: 'us-east-1' })).toMatchObject({
      region: 'us-east-1',
      credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' },
    });
    expect(sts.commandCalls(AssumeRoleCommand)[0]?.args[0].input).toEqual({
      RoleArn: 'arn:aws:iam::222222222222:role/BelltowerMember',
      ExternalId: 'belltower-acme',
      RoleSessionName: 'belltower-logs',
      DurationSeconds: 3600,
    });
  });

  it('are entered once for all regions, until the credentials might end during a round', async () => {
    const all = members();
    await all.enter({ account: '222222222222', region: 'us-east-1' });
    await all.enter({ account: '222222222222', region: 'eu-west-1' });
    await all.enter({ account: '333333333333', region: 'eu-west-1' });
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(2);
    now += 55 * 60_000;
    await all.enter({ account: '222222222222', region: 'eu-west-1' });
    expect(sts.commandCalls(AssumeRoleCommand)).toHaveLength(3);
  });

  it('the account of Belltower is entered as the function itself', async () => {
    expect(await members().enter({ account: '111111111111', region: 'us-east-1' })).toEqual({
      region: 'us-east-1',
    });
    expect(sts.calls()).toEqual([]);
  });

  it.each([
    ['who does not let us in', 'AccessDenied', { kind: 'forbidden', code: 'member-access-denied' }],
    ['who does not answer', 'TimeoutError', { name: 'TimeoutError' }],
  ])('%s: %s', async (_what, name, expected) => {
    sts.on(AssumeRoleCommand).rejects(Object.assign(new Error(name), { name }));
    await expect(members().enter({ account: '222222222222', region: 'us-east-1' })).rejects.toMatchObject(
      expected,
    );
  });
});
