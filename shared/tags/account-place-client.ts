import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { AccountAccess } from './tagging-api-client.ts';

/** An account and region. */
export interface AccountPlace {
  readonly account: string | undefined;
  readonly region: string;
}

/** What a client of an account and region is made with. */
interface PlaceOptions extends ReturnType<typeof clientOptions> {
  readonly region: string;
  readonly credentials?: NonNullable<ReturnType<AccountAccess>>;
}

/** A client for each account and region, made when it is first asked for. */
export function accountClients<C extends object>(
  access: AccountAccess,
  make: (options: PlaceOptions) => C,
): (place: AccountPlace) => C {
  const clients = new Map<string, C>();
  return ({ account, region }) => {
    const key = `${account} ${region}`;
    const before = clients.get(key);
    if (before !== undefined) return before;
    const credentials = account === undefined ? undefined : access(account);
    const options = { ...clientOptions(), region, ...(credentials === undefined ? {} : { credentials }) };
    const client = logCalls(make(options));
    clients.set(key, client);
    return client;
  };
}
