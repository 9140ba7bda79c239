import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { UserPoolClient } from '../../shared/privacy/connectors/cognito-client.ts';
import { CognitoConnector } from '../../shared/privacy/connectors/cognito-connector.ts';
import { aCall, NOW } from '../support/connector-calls.ts';

let client: CognitoIdentityProviderClient;
let userPool = '';
const connector = () =>
  new CognitoConnector({ pool: (id) => new UserPoolClient(client, id), now: () => NOW });
const accounts = (more: object = {}) => ({
  id: 'accounts',
  connector: 'cognito',
  userPool,
  subjectKey: { from: 'identity.email' },
  classes: [{ id: 'account', erase: 'delete' }],
  ...more,
});

async function create(Username: string, email: string): Promise<void> {
  await client.send(
    new AdminCreateUserCommand({
      UserPoolId: userPool,
      Username,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: email },
        { Name: 'name', Value: 'Ann' },
      ],
    }),
  );
}

beforeAll(async () => {
  client = new CognitoIdentityProviderClient(localClientConfig(inject('localStack').url));
  const { UserPool } = await client.send(new CreateUserPoolCommand({ PoolName: 'erase-users' }));
  userPool = UserPool?.Id ?? '';
});

describe('users in Cognito', () => {
  it('are found by their address, deleted, and found to be gone; others stay', async () => {
    await create('ann', 'ann@acme.example');
    await create('bob', 'bob@acme.example');
    const call = aCall(accounts());
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 1 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    await expect(
      client.send(new AdminGetUserCommand({ UserPoolId: userPool, Username: 'bob' })),
    ).resolves.toMatchObject({ Username: 'bob' });
  });

  it('lose attributes, and keep the others', async () => {
    await create('u-1', 'other@acme.example');
    const call = aCall(
      accounts({
        subjectKey: { from: 'identity.userId' },
        classes: [{ id: 'name', erase: 'anonymise', fields: ['name'] }],
      }),
    );
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    const { UserAttributes = [] } = await client.send(
      new AdminGetUserCommand({ UserPoolId: userPool, Username: 'u-1' }),
    );
    const named = Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
    expect(named).toMatchObject({ name: 'Deleted user', email: 'other@acme.example' });
  });

  it('of a pool that is not there are an error (23)', async () => {
    const call = aCall(accounts({ userPool: 'eu-west-1_nothing' }));
    expect(await connector().erase(call)).toMatchObject({ answer: 'failed', code: 'target-missing' });
    expect(await connector().verify(call)).toMatchObject({ answer: 'failed', code: 'target-missing' });
  });
});
