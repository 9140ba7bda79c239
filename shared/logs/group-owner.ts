import type { Organization } from '../platform/schema.ts';
import type { LogsConfig } from './config.ts';

/** Somebody who is told of log groups by mail. */
export interface LogReader {
  /** For records and logs, which hold no address: `team:payments`. */
  readonly id: string;
  readonly name: string;
  readonly address: string;
}

/** The team that an account belongs to by configuration; undefined where it belongs to nobody. */
export function groupOwner(account: string, { organization, logs }: LogsConfig): string | undefined {
  return organization.accounts.find(({ id }) => id === account)?.owner ?? logs.defaultOwner;
}

/** Who is told what an owner is to be told, in the order in which they stand in: the team, then the default owner. */
export function ownersReaders(owner: string | undefined, { organization, logs }: LogsConfig): LogReader[] {
  const readers = [owner, logs.defaultOwner].flatMap((team) => readerOf(team, organization) ?? []);
  return readers.filter(({ id }, place) => readers.findIndex((one) => one.id === id) === place);
}

function readerOf(team: string | undefined, { teams }: Organization): LogReader | undefined {
  const found = teams.find(({ id }) => id === team);
  return found?.email === undefined
    ? undefined
    : { id: `team:${found.id}`, name: found.name, address: found.email };
}

/** An account as people call it: its name where it has one. */
export function accountName(account: string, { accounts }: Organization): string {
  return accounts.find(({ id }) => id === account)?.name ?? account;
}
