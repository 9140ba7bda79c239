import { type ConfigIssue, duplicates, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import { millis } from '../kernel/duration.ts';
import type { NotifyRules, Organization } from './schema.ts';
import { checkTimeZone } from './time-zone.ts';

/** Whether the organization agrees with itself: nothing named twice, and nobody named who is not there. */
export function checkOrganization(organization: Loose<Organization>): ConfigIssue[] {
  const { accounts = [], teams = [], people = [], regions = [] } = organization;
  const [knownTeams, knownPeople] = [idsIn(organization, 'teams'), idsIn(organization, 'people')];
  const at = (...path: ConfigIssue['path']) => ['organization', ...path];
  const ids = (list: readonly ({ readonly id?: string | undefined } | undefined)[]) =>
    list.map((item) => item?.id);
  return [
    ...duplicates('id', ids(accounts), (place) => at('accounts', place, 'id')),
    ...duplicates(
      'name',
      accounts.map((account) => account?.name),
      (place) => at('accounts', place, 'name'),
    ),
    ...duplicates('region', regions, (place) => at('regions', place)),
    ...duplicates('id', ids(teams), (place) => at('teams', place, 'id')),
    ...duplicates('id', ids(people), (place) => at('people', place, 'id')),
    ...accounts.flatMap((account, place) =>
      unknownName('team', account?.owner, knownTeams, at('accounts', place, 'owner')),
    ),
    ...teams.flatMap((team, place) => [
      ...unknownName('person', team?.lead, knownPeople, at('teams', place, 'lead')),
      ...(team?.members ?? []).flatMap((member, index) =>
        unknownName('person', member, knownPeople, at('teams', place, 'members', index)),
      ),
    ]),
    ...teams.flatMap((team, place) => checkTimeZone(team?.timeZone, at('teams', place, 'timeZone'))),
    ...people.flatMap((person, place) => checkTimeZone(person?.timeZone, at('people', place, 'timeZone'))),
    ...people.flatMap((person, place) => checkNotify(person?.notify, at('people', place, 'notify'))),
  ];
}

/** The planner forgets the rungs of earlier passes after an hour: a step that comes later would never be taken. */
const LATEST_STEP = '1h';

/** Steps that are not taken: by voice, which is not sent yet (a warning), and such as come too late. */
export function checkNotify(rules: Loose<NotifyRules> | undefined, path: ConfigIssue['path']): ConfigIssue[] {
  return (['high', 'low'] as const).flatMap((urgency) =>
    (rules?.[urgency] ?? []).flatMap((step, place): ConfigIssue[] => {
      const issue = (field: string, message: string, severity: ConfigIssue['severity']) => [
        { path: [...path, urgency, place, field], message, severity },
      ];
      if (step?.method === 'voice')
        return issue(
          'method',
          'voice is not sent yet: this step is passed over; sent are sms, email and webhook',
          'warning',
        );
      if (step?.after !== undefined && millis(step.after) > millis(LATEST_STEP))
        return issue(
          'after',
          `${step.after} is later than ${LATEST_STEP}: the ladder has gone on by then, and the step would never be taken`,
          'error',
        );
      return [];
    }),
  );
}
