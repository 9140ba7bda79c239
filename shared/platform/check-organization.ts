import { type ConfigIssue, duplicates, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
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
    ...people.flatMap((person, place) => voiceSteps(person?.notify, at('people', place, 'notify'))),
  ];
}

/** Warnings for steps by voice, which are not sent yet. */
export function voiceSteps(rules: Loose<NotifyRules> | undefined, path: ConfigIssue['path']): ConfigIssue[] {
  return (['high', 'low'] as const).flatMap((urgency) =>
    (rules?.[urgency] ?? []).flatMap((step, place): ConfigIssue[] => {
      if (step?.method !== 'voice') return [];
      const message = 'voice is not sent yet: this step is passed over; sent are sms, email and webhook';
      return [{ path: [...path, urgency, place, 'method'], message, severity: 'warning' }];
    }),
  );
}
