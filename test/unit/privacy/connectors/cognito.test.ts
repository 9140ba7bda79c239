import {
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
  ListUsersCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserPoolClient } from '../../../../shared/privacy/connectors/cognito-client.ts';
import { CognitoConnector } from '../../../../shared/privacy/connectors/cognito-connector.ts';
import { filterFor, searchableBy } from '../../../../shared/privacy/connectors/cognito-search.ts';
import { aCall, NOW, serviceError } from '../../../support/connector-calls.ts';

const accounts = (more: object = {}) => ({
  id: 'accounts',
  connector: 'cognito',
  userPool: 'arn:aws:cognito-idp:eu-west-1:111111111111:userpool/eu-west-1_abc',
  subjectKey: { from: 'identity.email' },
  classes: [{ id: 'account', erase: 'delete' }],
  ...more,
});
type Attributes = Record<string, string>;

/** A pool with these users, whose searches find what `lists` says, whatever is asked for. */
function pool(users: Record<string, Attributes>, lists: readonly string[] = Object.keys(users)) {
  const left = new Map(Object.entries(users));
  const client = new CognitoIdentityProviderClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  const attributesOf = (of: Attributes = {}) => Object.entries(of).map(([Name, Value]) => ({ Name, Value }));
  mock.on(ListUsersCommand).callsFake(() => ({
    Users: lists.map((Username) => ({ Username, Attributes: attributesOf(users[Username]) })),
  }));
  mock.on(AdminGetUserCommand).callsFake(({ Username }) => {
    const found = [...left].find(([name, { sub }]) => name === Username || sub === Username);
    if (found === undefined) throw serviceError('UserNotFoundException');
    return { Username: found[0], UserAttributes: attributesOf(found[1]) };
  });
  mock.on(AdminDeleteUserCommand).callsFake(({ Username }) => {
    if (!left.delete(Username)) throw serviceError('UserNotFoundException');
    return {};
  });
  mock.on(AdminUpdateUserAttributesCommand).callsFake(({ Username, UserAttributes }) => {
    const changed = UserAttributes.map(({ Name, Value }: { Name: string; Value: string }) => [Name, Value]);
    left.set(Username, { ...left.get(Username), ...Object.fromEntries(changed) });
    return {};
  });
  const asked: string[] = [];
  const connector = new CognitoConnector({
    now: () => NOW,
    pool: (id) => {
      asked.push(id);
      return new UserPoolClient(client, id);
    },
  });
  return { mock, connector, left, asked };
}

describe('users of a pool', () => {
  it('are deleted with what is known of them, and found to be gone although a search still lists them', async () => {
    const { connector, left, asked } = pool({ ann: { email: 'Ann@acme.example', sub: 's-1' } });
    const call = aCall(accounts());
    expect(await connector.verify(call)).toEqual({ answer: 'residue', count: 1 });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(left.size).toBe(0);
    expect(new Set(asked)).toEqual(new Set(['eu-west-1_abc']));
  });

  it('who only look alike are left alone, whatever a search finds (28)', async () => {
    const { connector, left } = pool({
      bob: { email: 'bob@acme.example' },
      аnn: { email: 'аnn@acme.example' },
      plus: { email: 'ann+x@acme.example' },
      none: {},
    });
    expect(await connector.erase(aCall(accounts()))).toEqual({ answer: 'none' });
    expect(left.size).toBe(4);
  });

  it('that nobody knows are none', async () => {
    expect(await pool({}).connector.erase(aCall(accounts()))).toEqual({ answer: 'none' });
  });

  it('lose attributes where only those are asked for', async () => {
    const { connector, left } = pool({ ann: { email: 'ann@acme.example', name: 'Ann', locale: 'de' } });
    const call = aCall(accounts({ classes: [{ id: 'name', erase: 'anonymise', fields: ['name'] }] }));
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(left.get('ann')).toMatchObject({ name: 'Deleted user', locale: 'de' });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
  });

  it.each([
    [{ from: 'identity.userId' }, 'username'],
    [{ from: 'identity.email' }, 'email'],
    [{ attribute: 'sub', from: 'identity.userId' }, 'sub'],
    [{ attribute: 'custom:tenant', from: 'identity.userId' }, undefined],
    [{ attribute: 'family_name', from: 'identity.userId' }, undefined],
  ])('are found by %j: %s', (key, expected) => expect(searchableBy(key)).toBe(expected));

  it('are found by their sub without a search', async () => {
    const { connector } = pool({ ann: { sub: 'u-1' } }, []);
    const call = aCall(accounts({ subjectKey: { attribute: 'sub', from: 'identity.userId' } }));
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
  });

  it('are not found by attributes that no pool searches: that is an error (23)', async () => {
    const { connector } = pool({});
    const call = aCall(accounts({ subjectKey: { attribute: 'custom:id', from: 'identity.userId' } }));
    expect(await connector.erase(call)).toMatchObject({ answer: 'failed', code: 'key-missing' });
    expect(await connector.verify(call)).toMatchObject({ answer: 'failed', code: 'key-missing' });
  });

  it('are who they are to other systems', async () => {
    const { connector } = pool({ ann: { email: 'ann@acme.example', sub: 's-1', 'custom:customer': '7' } });
    const answer = await connector.lookUp(aCall(accounts()).system, {
      system: 'accounts',
      way: 0,
      attribute: 'email',
      identity: 'email',
      canonical: 'ann@acme.example',
      forms: ['ann@acme.example'],
      gives: { userId: 'sub', customerId: 'custom:customer' },
    });
    expect(answer.records).toEqual([{ email: ['ann@acme.example'], sub: ['s-1'], 'custom:customer': ['7'] }]);
  });
});

describe('a filter', () => {
  it('is one value, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const [, quoted = ''] = /^email = "((?:[^"\\]|\\.)*)"$/s.exec(filterFor('email', value)) ?? [];
        expect(quoted.replace(/\\(.)/gs, '$1')).toBe(value);
      }),
    );
    expect(filterFor('email', 'x" or email ^= "')).toBe('email = "x\\" or email ^= \\""');
  });
});

describe('what cannot be done is said (22, 23)', () => {
  it.each([
    [ListUsersCommand, serviceError('ResourceNotFoundException'), 'target-missing'],
    [ListUsersCommand, serviceError('AccessDeniedException'), 'no-read-right'],
    [ListUsersCommand, serviceError('TooManyRequestsException'), 'rate-limited'],
    [AdminDeleteUserCommand, serviceError('AccessDeniedException'), 'no-write-right'],
    [AdminDeleteUserCommand, serviceError('InternalErrorException', 500), 'down'],
    [AdminDeleteUserCommand, serviceError('InvalidParameterException'), 'rejected'],
  ])('%# %s', async (command, error, code) => {
    const { connector, mock } = pool({ ann: { email: 'ann@acme.example' } });
    mock.on(command as typeof ListUsersCommand).rejects(error); // whichever it is
    const answer = await connector.erase(aCall(accounts()));
    expect(answer).toMatchObject({ answer: 'failed', code });
    expect(JSON.stringify(answer)).not.toMatch(/@|\d{6}/);
  });
});
