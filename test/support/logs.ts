import { type LogsConfig, LogsSection } from '../../shared/logs/config.ts';
import type { LogGroup } from '../../shared/logs/log-group.ts';
import { ACCOUNT, organization } from './tags.ts';

/** The rules of the contract. */
export const RULES = [
  { match: { name: '/aws/lambda/*-debug' }, level: 'debug' },
  { match: { name: '/audit/*' }, floor: { why: 'HIPAA', days: 2192 } },
];

/** The configuration with these rules, and whatever else the section is to say. */
export function logsConfig(rules: readonly object[] = RULES, section: object = {}): LogsConfig {
  return { organization, logs: LogsSection.parse({ rules, ...section }) };
}

/** A group that has logs and never expires, two years old; or another one. */
export function group(name: string, other: Partial<LogGroup> = {}): LogGroup {
  return {
    name,
    account: ACCOUNT,
    region: 'eu-west-1',
    class: 'STANDARD',
    currentDays: null,
    storedBytes: 100 * 2 ** 30,
    createdAt: '2024-11-21T00:00:00.000Z',
    tags: {},
    ...other,
  };
}
