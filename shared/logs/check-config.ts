import { type ConfigIssue, idsIn, type Loose, unknownName } from '../kernel/config-check.ts';
import type { Organization } from '../platform/schema.ts';
import { DEFAULT_LEVELS, type LogsSection } from './config.ts';

/**
 * What the schema of `logs.yaml` cannot see: levels, accounts and teams that are named and not there. Paths begin with `logs`.
 * @param organization undefined where it could not be read: nothing is said then about what it may hold.
 */
export function checkLogs(
  organization: Loose<Organization> | undefined,
  logs: Loose<LogsSection>,
): ConfigIssue[] {
  const { rules = [], levels, defaultLevel, defaultOwner } = logs;
  const unreadable = levels === undefined && Object.hasOwn(logs, 'levels');
  const known = unreadable ? undefined : new Set(Object.keys({ ...DEFAULT_LEVELS, ...levels }));
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
      ...unknownEnv(rule?.match?.env, organization, ['logs', 'rules', place, 'match', 'env']),
    ]),
  ];
}

/** A rule for an env of which there is no account says nothing; a floor that says nothing keeps nothing. */
function unknownEnv(
  env: string | undefined,
  organization: Loose<Organization> | undefined,
  path: ConfigIssue['path'],
): ConfigIssue[] {
  const accounts = organization?.accounts;
  if (env === undefined || accounts === undefined || accounts.some((account) => account === undefined))
    return [];
  const envs = new Set(accounts.flatMap((account) => account?.env ?? []));
  return unknownName('env', env, envs, path).map((issue) => ({ ...issue, severity: 'warning' }));
}

function accountNames(organization: Loose<Organization> | undefined): ReadonlySet<string> | undefined {
  const names = organization?.accounts?.map((account) => account?.name);
  return names?.every((name) => name !== undefined) === true ? new Set(names) : undefined;
}
