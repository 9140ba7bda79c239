import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { homeOf } from '../platform/member-access.ts';
import { Members } from '../platform/member-client.ts';
import type { Organization } from '../platform/schema.ts';
import type { SweepCell } from '../platform/sweep.ts';
import { sweptPlaces } from '../platform/sweep-config.ts';
import { cellName } from '../platform/sweep-progress.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { Pacer } from '../runtime/pacer.ts';
import { RetentionClient, type RetentionPlace } from './retention-client.ts';

/** The log groups of the organization. */
export interface LogPlaces {
  /** Whether an account and region are swept at all. */
  has(cell: SweepCell): boolean;
  /** What can be asked of a cell. @throws AppError `forbidden` where the account does not let us in */
  enter(cell: SweepCell): Promise<RetentionPlace>;
}

/** So long the clients of a cell are kept, and with them their pace; the credentials they have last longer. */
const KEPT_MS = 300_000;

/**
 * The log groups of all accounts, through each account's role.
 * @param homeRole `MEMBER_ROLE` of the function
 * @param now milliseconds since 1970
 */
export function logPlaces(homeRole: string, organization: Organization, now: () => number): LogPlaces {
  const { accounts } = sweptPlaces(organization, homeOf(homeRole).home);
  const members = new Members({
    homeRole,
    organization: organization.name,
    session: 'belltower-logs',
    now,
  });
  const kept = new Map<string, { readonly place: RetentionPlace; readonly since: number }>();
  return {
    has: ({ account }) => accounts.includes(account),
    async enter(cell) {
      const name = cellName(cell);
      const known = kept.get(name);
      if (known !== undefined && now() - known.since < KEPT_MS) return known.place;
      const client = new CloudWatchLogsClient({ ...clientOptions(), ...(await members.enter(cell)) });
      const place = new RetentionClient(new Pacer().pace(logCalls(client)), cell);
      kept.set(name, { place, since: now() });
      return place;
    },
  };
}
