import type { Organization } from './schema.ts';

/** Where a sweep goes: each of the accounts in each of the regions. */
export interface SweptPlaces {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/**
 * The accounts and regions of `organization.yaml`; the account and region of Belltower itself where it names none. The
 * account of Belltower is swept like any other, and so has to stand in the list where there is one.
 * @param home the account that Belltower is deployed in
 */
export function sweptPlaces({ accounts, regions, home }: Organization, homeAccount: string): SweptPlaces {
  return {
    accounts: accounts.length === 0 ? [homeAccount] : accounts.map(({ id }) => id),
    regions: regions.length === 0 ? [home.region] : regions,
  };
}
