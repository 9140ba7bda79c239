import {
  AdminDeleteUserAttributesCommand,
  AdminDeleteUserCommand,
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  type AttributeType,
  CognitoIdentityProviderClient,
  ListUsersCommand,
  type ListUsersCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Instant } from '../../kernel/instant.ts';
import { logCalls } from '../../runtime/aws-calls.ts';
import { clientOptions } from '../../runtime/client-options.ts';
import { CognitoConnector, type UserPool } from './cognito-connector.ts';
import { filterFor, type PoolUser, type Searchable } from './cognito-search.ts';
import type { Redaction } from './redact-record.ts';

/** The connector for all user pools of the region. */
export function cognitoConnector(now: () => Instant): CognitoConnector {
  const client = logCalls(new CognitoIdentityProviderClient(clientOptions()));
  return new CognitoConnector({ pool: (id) => new UserPoolClient(client, id), now });
}

/** A user pool of whomever. */
export class UserPoolClient implements UserPool {
  readonly #client: CognitoIdentityProviderClient;
  readonly #pool: string;

  constructor(client: CognitoIdentityProviderClient, pool: string) {
    this.#client = client;
    this.#pool = pool;
  }

  async search(attribute: Searchable, value: string): Promise<readonly PoolUser[]> {
    const users: PoolUser[] = [];
    let token: string | undefined;
    do {
      const page: ListUsersCommandOutput = await this.#client.send(
        new ListUsersCommand({
          UserPoolId: this.#pool,
          Filter: filterFor(attribute, value),
          ...(token === undefined ? {} : { PaginationToken: token }),
        }),
      );
      for (const { Username, Attributes } of page.Users ?? []) users.push(userOf(Username, Attributes));
      token = page.PaginationToken;
    } while (token !== undefined);
    return users;
  }

  async get(name: string): Promise<PoolUser | undefined> {
    const found = await unlessGone(
      this.#client.send(new AdminGetUserCommand({ UserPoolId: this.#pool, Username: name })),
    );
    return found === undefined ? undefined : userOf(found.Username, found.UserAttributes);
  }

  async remove(username: string): Promise<void> {
    await unlessGone(
      this.#client.send(new AdminDeleteUserCommand({ UserPoolId: this.#pool, Username: username })),
    );
  }

  async change(username: string, { set, remove }: Extract<Redaction, { kind: 'change' }>): Promise<void> {
    const user = { UserPoolId: this.#pool, Username: username };
    const attributes = Object.entries(set).map(([Name, value]) => ({ Name, Value: String(value) }));
    if (attributes.length > 0)
      await this.#client.send(new AdminUpdateUserAttributesCommand({ ...user, UserAttributes: attributes }));
    if (remove.length > 0)
      await this.#client.send(
        new AdminDeleteUserAttributesCommand({ ...user, UserAttributeNames: [...remove] }),
      );
  }
}

function userOf(username = '', attributes: readonly AttributeType[] = []): PoolUser {
  const named = attributes.map(({ Name = '', Value = '' }) => [Name, Value] as const);
  return { username, attributes: { ...Object.fromEntries(named), username } };
}

async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return undefined;
    throw error;
  }
}
