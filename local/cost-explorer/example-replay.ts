import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../../shared/kernel/day.ts';
import type { Organization } from '../../shared/platform/schema.ts';
import type { Lifetime } from '../lifetime.ts';
import { folder } from '../places.ts';
import type { BillAt } from './answer.ts';
import { billFromCsv, billToCsv } from './bill.ts';
import { exampleBill } from './bill-parameters.ts';
import { generateBill } from './generate-bill.ts';
import { startReplay } from './replay-server.ts';

/** An assumption: AWS states no size of its pages. */
const GROUPS_PER_PAGE = 5000;

/** The bill of the example organization: written as CSV into the folder, where it can be looked at, and read from there. */
export function exampleBillIn(
  dir: string,
  { accounts }: Pick<Organization, 'accounts'>,
  { teamTag }: { readonly teamTag: string },
): BillAt {
  const { parameters, incidents } = exampleBill();
  const ids = new Map(accounts.map(({ name, id }) => [name, id]));
  const file = join(folder(dir), 'bill.csv');
  const csv = billToCsv(generateBill(parameters, incidents, ids));
  if (!existsSync(file) || readFileSync(file, 'utf8') !== csv) writeFileSync(file, csv);
  return {
    lines: billFromCsv(readFileSync(file, 'utf8')),
    restatements: parameters.restated.map((one) => ({
      ...one,
      account: ids.get(one.account) ?? one.account,
    })),
    accountNames: new Map(accounts.map(({ name, id }) => [id, name])),
    at: `${addDays(parameters.to, 1)}T06:00:00.000Z`,
    page: GROUPS_PER_PAGE,
    tag: teamTag,
  };
}

/** Starts Cost Explorer's stand-in with the example bill. @returns its URL */
export function startExampleReplay(
  dir: string,
  organization: Pick<Organization, 'accounts'>,
  cost: { readonly teamTag: string },
  lifetime: Lifetime,
): Promise<string> {
  return startReplay(exampleBillIn(dir, organization, cost), lifetime);
}
