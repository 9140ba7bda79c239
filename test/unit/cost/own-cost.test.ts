import type { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { expect, it } from 'vitest';
import { ownCost } from '../../../shared/cost/own-cost-client.ts';
import { asClient } from '../../support/memory-dynamo.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const answering = (answer: () => unknown) => {
  const asked: unknown[] = [];
  const client = asClient<CostExplorerClient>((command) => {
    asked.push((command as GetCostAndUsageCommand).input); // it is asked nothing else
    return answer();
  });
  return { asked, own: ownCost('NetUnblendedCost', SILENT, client) };
};
const amount = (Amount: string) => () => ({
  ResultsByTime: [{ Total: { NetUnblendedCost: { Amount, Unit: 'USD' } } }],
});

it('asks once for what bears the tag of the stack', async () => {
  const { asked, own } = answering(amount('14.2000000282'));
  expect(await own('2026-12')).toBe(14_200_000);
  expect(asked).toEqual([
    {
      TimePeriod: { Start: '2026-12-01', End: '2027-01-01' },
      Granularity: 'MONTHLY',
      Metrics: ['NetUnblendedCost'],
      Filter: { Tags: { Key: 'application', Values: ['belltower'] } },
    },
  ]);
});

it('knows nothing where the tag is not activated, or Cost Explorer does not answer', async () => {
  expect(await answering(amount('0')).own('2026-10')).toBeUndefined();
  expect(await answering(() => ({})).own('2026-10')).toBeUndefined();
  const refusing = answering(() => {
    throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  });
  expect(await refusing.own('2026-10')).toBeUndefined();
});
