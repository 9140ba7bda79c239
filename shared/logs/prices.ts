import { exactAmount } from '../kernel/money.ts';

/** Dollars for a gigabyte, as AWS lists them. Regions that are not named cost the default. */
export const LOG_PRICES = {
  asOf: '2026-11-01',
  source: 'https://aws.amazon.com/cloudwatch/pricing/',
  /** Stored for a month. */
  storage: {
    default: '0.03',
    'ap-northeast-1': '0.033',
    'ap-southeast-2': '0.033',
    'eu-central-1': '0.0324',
  },
  /** Taken in, in the standard class. */
  ingestion: { default: '0.50', 'ap-northeast-1': '0.76', 'eu-central-1': '0.63', 'eu-west-1': '0.57' },
} as const;

const GIGABYTE = 2n ** 30n;

/** What so many bytes cost in a region, in trillionths of a dollar; multiplied and divided exactly before it is rounded. */
export function costOfBytes(
  what: 'storage' | 'ingestion',
  region: string | undefined,
  bytes: number,
  [times, of]: readonly [times: bigint, of: bigint],
): bigint {
  const prices: Readonly<Record<string, string>> = LOG_PRICES[what];
  const price =
    (Object.hasOwn(prices, region ?? '') ? prices[region ?? ''] : undefined) ?? prices['default'] ?? '';
  return (BigInt(Math.round(bytes)) * times * (exactAmount(price) ?? 0n)) / (of * GIGABYTE);
}
