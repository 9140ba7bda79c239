import { expect, it } from 'vitest';
import { CostSection } from '../../../shared/cost/config.ts';
import { tierOf } from '../../../shared/cost/finding-tier.ts';
import { policyOf } from '../../../shared/cost/policy.ts';
import { aFinding } from '../../support/findings.ts';

const POLICY = policyOf(
  CostSection.parse({
    thresholds: { pageAboveUsdPerDay: 500 },
    overrides: [
      { match: { service: 'Amazon Bedrock' }, pageAboveUsdPerDay: 100 },
      { match: { service: 'Amazon Bedrock' }, minImpactUsd: 10 },
      { match: { account: 'search-prod' }, pageAboveUsdPerDay: 10_000 },
    ],
  }),
  [{ id: '333333333333', name: 'search-prod' }],
);

it.each<[service: string, account: string, usd: number, tier: string]>([
  ['Amazon EC2', '111111111111', 499, 'message'],
  ['Amazon EC2', '111111111111', 500, 'page SEV3'],
  ['Amazon EC2', '111111111111', 2000, 'page SEV2'],
  ['Amazon EC2', '111111111111', -900, 'message'],
  ['Amazon Bedrock', '111111111111', 100, 'page SEV3'],
  ['Amazon Bedrock', '333333333333', 5000, 'message'],
])(
  '%s of %s at %d USD a day more is a %s: the last override that says so counts',
  (service, account, usd, tier) => {
    const finding = aFinding({ series: { service, account }, impact: usd * 1_000_000 });
    const found = tierOf(finding, POLICY);
    expect(found.tier === 'page' ? `page ${found.severity}` : found.tier).toBe(tier);
  },
);
