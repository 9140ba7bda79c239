import { describe, expect, it } from 'vitest';
import { chargeOf } from '../../../shared/cost/charge-of.ts';
import type { ChargeClass } from '../../../shared/cost/series.ts';

describe('the class of a charge', () => {
  it.each<[recordType: string, service: string, isNegative: boolean, expected: ChargeClass]>([
    ['Usage', 'Amazon S3', false, 'usage'],
    ['', 'Amazon S3', false, 'usage'],
    ['', 'Amazon S3', true, 'credit'],
    ['Usage', 'Amazon S3', true, 'usage'],
    ['SavingsPlanCoveredUsage', 'Amazon EC2', false, 'usage'],
    ['Savings Plan Negation', 'Amazon EC2', true, 'usage'],
    ['Savings Plan Recurring Fee', 'Savings Plans for AWS Compute usage', false, 'commitment'],
    ['SavingsPlanUpfrontFee', 'Amazon EC2', false, 'commitment'],
    ['', 'Savings Plans for AWS Compute usage', false, 'commitment'],
    ['', 'AWS Savings Plans', false, 'commitment'],
    ['RIFee', 'Amazon RDS', false, 'commitment'],
    ['Purchase', 'Amazon RDS', false, 'commitment'],
    ['Purchase', 'AWS Support (Enterprise)', false, 'support'],
    ['Tax', 'Amazon S3', false, 'tax'],
    ['', 'Tax', false, 'tax'],
    ['Support', 'AWS Premium Support', false, 'support'],
    ['Usage', 'AWS Support (Business)', false, 'support'],
    ['', 'AWSSupportBusiness', false, 'support'],
    ['', 'AWS Support App', false, 'usage'],
    ['Credit', 'Tax', true, 'credit'],
    ['Refund', 'AWS Support (Business)', true, 'refund'],
    ['Adjustment', 'Amazon S3', true, 'refund'],
    ['', 'AWS Marketplace: Observability', false, 'marketplace'],
    ['AWS Marketplace', 'Observability', false, 'marketplace'],
    ['Fee', 'AmazonRDS', false, 'commitment'],
    ['Fee', 'Observability', false, 'marketplace'],
    ['Solution Provider Program Discount Refund', 'Amazon S3', true, 'refund'],
    ['SomethingNew', 'Amazon S3', false, 'usage'],
  ])('%j of %j, negative: %j: %s', (recordType, service, isNegative, expected) => {
    expect(chargeOf(recordType, service, isNegative)).toBe(expected);
  });
});
