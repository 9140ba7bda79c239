import type { Instant } from '../../kernel/instant.ts';
import type { System } from '../config.ts';
import type { Connector, ConnectorCall, Erased, Read } from '../connector.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { classGroups } from './class-groups.ts';
import { isWanted, type PoolUser, poolId, type Searchable, searchableBy } from './cognito-search.ts';
import { countedErasure, countedReading } from './counted-work.ts';
import { connectorError, errorOf, writing } from './failure-of.ts';
import { LookedUp } from './looked-up.ts';
import { type Redaction, redaction } from './redact-record.ts';

/** A user pool. */
export interface UserPool {
  /** Whom a search finds, which may be a little behind. */
  search(attribute: Searchable, value: string): Promise<readonly PoolUser[]>;
  /** The user as they are now. @param name the username, or the sub */
  get(name: string): Promise<PoolUser | undefined>;
  /** Where there is no such user any more, nothing is to be done. */
  remove(username: string): Promise<void>;
  change(username: string, change: Extract<Redaction, { kind: 'change' }>): Promise<void>;
}

export interface CognitoConnectorDeps {
  readonly pool: (id: string) => UserPool;
  readonly now: () => Instant;
}

/** Erases users, or attributes of them, from user pools. */
export class CognitoConnector implements Connector {
  readonly #deps: CognitoConnectorDeps;

  constructor(deps: CognitoConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    return countedErasure(call, this.#deps.now, async (claim) => {
      const pool = this.#poolOf(call.system);
      for (const { user, todo } of await due(pool, call)) {
        await claim([user.username]);
        if (todo.kind === 'delete') await writing(pool.remove(user.username));
        else await writing(pool.change(user.username, todo));
      }
      return [];
    });
  }

  async verify(call: ConnectorCall): Promise<Read> {
    const pool = (): UserPool => this.#poolOf(call.system);
    return countedReading(call, this.#deps.now, async function* () {
      yield (await due(pool(), call)).length;
    });
  }

  async lookUp(system: System, lookup: Parameters<Connector['lookUp']>[1]): Promise<LookupAnswer> {
    const { attribute, identity, forms } = lookup;
    const looked = new LookedUp(lookup);
    try {
      const by = searchableBy({ attribute, from: `identity.${identity}` });
      if (by === undefined) throw connectorError('key-missing');
      for (const { attributes } of await find(this.#poolOf(system), by, identity, forms))
        looked.add(attributes);
      return looked.answer;
    } catch (error) {
      throw errorOf(error, 'read');
    }
  }

  #poolOf(system: System): UserPool {
    if (system.connector !== 'cognito') throw connectorError('unexpected');
    return this.#deps.pool(poolId(system));
  }
}

interface Due {
  readonly user: PoolUser;
  readonly todo: Exclude<Redaction, { kind: 'none' }>;
}

/** Of whom what is left to be erased. */
async function due(pool: UserPool, call: ConnectorCall): Promise<Due[]> {
  const found: Due[] = [];
  for (const group of classGroups(call)) {
    const { key, identity, forms } = group;
    const by = searchableBy(key);
    if (by === undefined) throw connectorError('key-missing');
    for (const user of await find(pool, by, identity, forms)) {
      const todo = redaction(user.attributes, group, { attribute: by, forms: new Set(forms) });
      if (todo.kind !== 'none') found.push({ user, todo });
    }
  }
  return found;
}

/** Everybody who is known by one of these forms, as they are now. */
async function find(
  pool: UserPool,
  by: Searchable,
  identity: string,
  forms: readonly string[],
): Promise<PoolUser[]> {
  const users = new Map<string, PoolUser>();
  for (const form of forms) {
    const named = by === 'username' || by === 'sub' ? await pool.get(form) : undefined;
    for (const { username } of [...(await pool.search(by, form)), ...(named === undefined ? [] : [named])]) {
      const user = named?.username === username ? named : await pool.get(username);
      if (user !== undefined && isWanted(user, by, identity, form)) users.set(username, user);
    }
  }
  return [...users.values()];
}
