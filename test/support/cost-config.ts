import { CostConfig } from '../../shared/cost/config.ts';

/** An organization with teams and accounts of every kind: with and without addresses and owners. */
export const COST_CONFIG = CostConfig.parse({
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    accounts: [
      { id: '111111111111', name: 'payments-prod', owner: 'payments' },
      { id: '222222222222', name: 'search-prod', owner: 'search' },
      { id: '333333333333', name: 'sandbox' },
    ],
    teams: [
      { id: 'payments', name: 'Payments', email: 'payments@acme.example' },
      { id: 'platform', name: 'Platform', email: 'platform@acme.example' },
      { id: 'search', name: 'Search' },
    ],
    sender: 'belltower@acme.example',
  },
  cost: { defaultOwner: 'platform', teamAliases: { pay: 'payments' } },
});
