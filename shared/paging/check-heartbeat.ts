import type { ConfigIssue, Loose } from '../kernel/config-check.ts';
import { millis } from '../kernel/duration.ts';
import { urlFault } from '../platform/public-address.ts';
import type { Organization } from '../platform/schema.ts';
import type { PagingSection } from './config.ts';
import { HEARTBEAT } from './events.ts';

/** What the schema cannot see of the heartbeat: its name taken by somebody else, a URL that nobody may call. */
export function checkHeartbeat(
  organization: Loose<Organization> | undefined,
  { heartbeat, ladders = [], routes = [] }: Loose<PagingSection>,
): ConfigIssue[] {
  const taken = [
    ...(organization?.people ?? []).map((one, place) => ({
      name: one?.id,
      path: ['organization', 'people', place, 'id'],
    })),
    ...ladders.map((one, place) => ({ name: one?.id, path: ['paging', 'ladders', place, 'id'] })),
    ...routes.map((one, place) => ({ name: one?.service, path: ['paging', 'routes', place, 'service'] })),
  ].filter(({ name }) => name === HEARTBEAT);
  const issues = taken.map(({ path }): ConfigIssue => {
    const message = `"${HEARTBEAT}" is what Belltower calls its own heartbeat; choose another name`;
    return { path, message, severity: 'error' };
  });
  if (heartbeat === undefined || heartbeat === false) return issues;
  const { every, deadManUrl } = heartbeat;
  // Less than a minute is for the local run, and refused by the stack for any other.
  if (every !== undefined && millis(every) > 60_000 && millis(every) % 60_000 !== 0)
    issues.push({
      path: ['paging', 'heartbeat', 'every'],
      message: `${every} are not whole minutes, and schedules of AWS know no others; wanted: 1m, 2m, 5m, …`,
      severity: 'error',
    });
  const fault = deadManUrl === undefined ? undefined : urlFault(deadManUrl);
  if (fault !== undefined)
    issues.push({
      path: ['paging', 'heartbeat', 'deadManUrl'],
      message: `${fault}; wanted: a public https URL`,
      severity: 'error',
    });
  return issues;
}
