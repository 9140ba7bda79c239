import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { homeOf } from '../platform/member-access.ts';
import { Members } from '../platform/member-client.ts';
import type { Organization } from '../platform/schema.ts';
import type { SweepCell } from '../platform/sweep.ts';
import { sweptPlaces } from '../platform/sweep-config.ts';
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
  return {
    has: ({ account }) => accounts.includes(account),
    async enter(cell) {
      const client = new CloudWatchLogsClient({ ...clientOptions(), ...(await members.enter(cell)) });
      return new RetentionClient(new Pacer().pace(logCalls(client)), cell);
    },
  };
}
