import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { Day } from '../../shared/kernel/day.ts';
import { ROOT } from '../places.ts';

const Text = z.string().min(1);

/** Something that is used every day. */
const UsageLine = z.strictObject({
  account: Text,
  team: Text.optional(),
  service: Text,
  region: Text.default('eu-west-1'),
  usageType: Text,
  recordType: Text.default('Usage'),
  usd: z.number(),
  price: z.number().min(0),
  weekend: z.number().min(0),
  noisePct: z.number().min(0).default(3),
  growthPct: z.number().default(0),
  from: Day.optional(),
});
export type UsageLine = z.infer<typeof UsageLine>;

const Fee = z.strictObject({ account: Text, service: Text, recordType: Text });

const Monthly = Fee.extend({ day: z.int().min(1).max(28), from: Day.optional() });

/** What a bill is made of: accounts by their names in `organization.yaml`. */
export const BillParameters = z.strictObject({
  seed: z.int(),
  from: Day,
  to: Day,
  renamedTag: z.strictObject({ was: Text, is: Text, on: Day }),
  lines: z.array(UsageLine).min(1),
  monthly: z.array(
    z.union([Monthly.extend({ usd: z.number() }), Monthly.extend({ pctOfLastMonth: z.number().positive() })]),
  ),
  daily: z.array(Fee.extend({ usd: z.number(), from: Day })),
  once: z.array(Fee.extend({ usd: z.number(), on: Day })),
  restated: z.array(
    z.strictObject({ on: Day, from: Day, to: Day, account: Text, service: Text, was: z.number().positive() }),
  ),
});
export type BillParameters = z.infer<typeof BillParameters>;

/** What has gone wrong, and is to be found. */
export const BillIncident = z.strictObject({
  id: Text,
  kind: z.enum(['spike', 'step', 'drift', 'leak', 'drop', 'new']),
  says: Text,
  match: z.strictObject({ account: Text, service: Text, usageType: Text.optional(), team: Text.optional() }),
  from: Day,
  /** The last day; without it, it goes on. */
  to: Day.optional(),
  shape: z.union([
    z.strictObject({ addUsd: z.number() }),
    z.strictObject({ addUsdADay: z.number() }),
    z.strictObject({ times: z.number().min(0) }),
    z.strictObject({ growPctADay: z.number() }),
  ]),
});
export type BillIncident = z.infer<typeof BillIncident>;

const FOLDER = join(ROOT, 'config/example/bill');

/** The example bill as it is configured. */
export function exampleBill(): { readonly parameters: BillParameters; readonly incidents: BillIncident[] } {
  const read = (name: string): unknown => parse(readFileSync(join(FOLDER, name), 'utf8'));
  return {
    parameters: BillParameters.parse(read('bill.yaml')),
    incidents: z.strictObject({ incidents: z.array(BillIncident) }).parse(read('incidents.yaml')).incidents,
  };
}
