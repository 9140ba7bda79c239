import { type ConfigIssue, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import type { Organization } from '../platform/schema.ts';
import type { LogsSection } from './config.ts';

/**
 * What the schema of `logs.yaml` cannot see: levels, accounts and teams that are named and not there. Paths begin with `logs`.
 * @param organization undefined where it could not be read: nothing is said then about what it may hold.
 */
export function checkLogs(
  organization: Loose<Organization> | undefined,
  logs: Loose<LogsSection>,
): ConfigIssue[] {
  const { rules = [], levels, defaultLevel, defaultOwner } = logs;
  const known = levels === undefined ? undefined : new Set(Object.keys(levels));
  const accounts = accountNames(organization);
  return [
    ...unknownName('level', defaultLevel, known, ['logs', 'defaultLevel']),
    ...unknownName('team', defaultOwner, idsIn(organization, 'teams'), ['logs', 'defaultOwner']),
    ...rules.flatMap((rule, place) => [
      ...unknownName('level', rule?.level, known, ['logs', 'rules', place, 'level']),
      ...unknownName('level', rule?.match?.level, known, ['logs', 'rules', place, 'match', 'level']),
      ...(/^\d{12}$/.test(rule?.match?.account ?? '')
        ? []
        : unknownName('account', rule?.match?.account, accounts, [
            'logs',
            'rules',
            place,
            'match',
            'account',
          ])),
    ]),
  ];
}

function accountNames(organization: Loose<Organization> | undefined): ReadonlySet<string> | undefined {
  const names = organization?.accounts?.map((account) => account?.name);
  return names?.every((name) => name !== undefined) === true ? new Set(names) : undefined;
}
