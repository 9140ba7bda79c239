import { Organization } from '../../shared/platform/schema.ts';
import { TagsSection } from '../../shared/tags/config.ts';
import { compilePolicy, type TagPolicy } from '../../shared/tags/policy.ts';
import type { Resource } from '../../shared/tags/resource.ts';

export const ACCOUNT = '111111111111';

export const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  accounts: [
    { id: ACCOUNT, name: 'payments-prod', env: 'prod', owner: 'payments' },
    { id: '222222222222', name: 'search-dev', env: 'dev', owner: 'search' },
  ],
  teams: [
    { id: 'payments', name: 'Payments' },
    { id: 'search', name: 'Search' },
  ],
});

/** The five keys of the contract. */
export const REQUIRED = [
  { key: 'team', values: 'fromTeams' },
  { key: 'service', pattern: '^[a-z][a-z0-9-]{1,40}$' },
  { key: 'env', values: ['prod', 'staging', 'dev'], aliases: { prod: ['production', 'prd'] } },
  { key: 'cost-center', pattern: '^cc-[0-9]{4}$' },
  { key: 'owner', fromCreator: true },
];

/** Tags with which nothing is wrong by `REQUIRED`. */
export const RIGHT = {
  team: 'payments',
  service: 'checkout',
  env: 'prod',
  'cost-center': 'cc-1200',
  owner: 'alice',
};

/** A compiled policy of these required tags, with whatever else the section is to say. */
export function tagPolicy(required: readonly object[] = REQUIRED, section: object = {}): TagPolicy {
  return compilePolicy({ organization, tags: TagsSection.parse({ required, ...section }) });
}

/** An instance with these tags, or another resource. */
export function resource(tags: Resource['tags'], other: Partial<Resource> = {}): Resource {
  return {
    arn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:instance/i-0123456789abcdef0`,
    type: 'ec2:instance',
    account: ACCOUNT,
    region: 'eu-west-1',
    tags,
    ...other,
  };
}
