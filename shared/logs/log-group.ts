import * as z from 'zod';
import { type Instant, instant } from '../kernel/instant.ts';

/** The largest number AWS can state. To a whole byte it is exact up to 9 PB. */
const Bytes = z
  .number()
  .min(0)
  .max(2 ** 63);

/** A log group as DescribeLogGroups has it, with its tags where somebody has asked for them. */
export const DescribedGroup = z.object({
  logGroupName: z.string().min(1).max(512),
  arn: z.string().nullish(),
  logGroupArn: z.string().nullish(),
  /** Milliseconds since the epoch. */
  creationTime: z.number().min(0).max(8.64e15).nullish(),
  /** Absent: they never expire. */
  retentionInDays: z.int().min(0).max(100_000).nullish(),
  storedBytes: Bytes.nullish(),
  logGroupClass: z.string().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});
export type DescribedGroup = z.infer<typeof DescribedGroup>;

/** One page of DescribeLogGroups. */
export const DescribedPage = z.object({ logGroups: z.array(DescribedGroup) });

/** What happened to a group before; all of it is kept by us, never in its tags. */
export interface GroupHistory {
  /** A shortening its owner was told of. */
  readonly announced?: {
    readonly at: Instant;
    /** The days at that time; null: never. They are what goes back when somebody asks. */
    readonly from: number | null;
    readonly to: number;
    /** False where it has not reached its owner yet: the wait has not begun. */
    readonly told?: boolean;
    readonly approved: boolean;
    readonly vetoed: boolean;
  };
  /** The days its own template set right after it was created. */
  readonly ownDays?: number | undefined;
  /** Others undid what was set, again and again; see `contest.ts`. */
  readonly contested?: boolean;
}

/** A log group as its retention is decided. */
export interface LogGroup {
  readonly name: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** STANDARD, INFREQUENT_ACCESS, DELIVERY or one to come. */
  readonly class: string;
  /** Null: they never expire. */
  readonly currentDays: number | null;
  readonly storedBytes: number;
  readonly createdAt: Instant | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly history?: GroupHistory | undefined;
}

/** A described group as it is decided on. What is not stated is nothing: no bytes, no limit, the standard class. */
export function logGroupOf(group: DescribedGroup): LogGroup {
  const { logGroupName, creationTime, retentionInDays, storedBytes, logGroupClass, tags } = group;
  const [, , , region, account] = (group.arn ?? group.logGroupArn ?? '').split(':');
  const days = retentionInDays ?? 0;
  return {
    name: logGroupName,
    account: account === '' ? undefined : account,
    region: region === '' ? undefined : region,
    class: logGroupClass ?? 'STANDARD',
    currentDays: days === 0 ? null : days,
    storedBytes: storedBytes ?? 0,
    createdAt: typeof creationTime === 'number' ? instant(creationTime) : undefined,
    tags: tags ?? {},
  };
}
