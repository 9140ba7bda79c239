import { globMatches } from '../kernel/glob.ts';
import type { LogMatch, LogRule, LogsConfig, LogsSection } from './config.ts';
import { type GroupLevel, levelOf } from './level.ts';
import type { LogGroup } from './log-group.ts';

/** What one rule says about a group. */
export interface Voice {
  /** The rule in words: `rule 2 (name /audit/*): floor HIPAA, 2192 days`. */
  readonly rule: string;
  /** Null: never. */
  readonly days: number | null;
  /** Whether nothing may go below it. */
  readonly isFloor: boolean;
}

/**
 * Everything that is said about a group: by each rule that fits; by its own level, unless a rule has said the same; by the
 * default level where nothing else speaks. Never empty.
 */
export function voicesOf(group: LogGroup, config: LogsConfig): readonly Voice[] {
  const { logs } = config;
  const level = levelOf(group, logs);
  const fitting = logs.rules.flatMap((rule, place) =>
    fits(rule.match, group, level, config) ? [{ rule, place }] : [],
  );
  const voices = fitting.map(({ rule, place }) => voiceOf(rule, place, logs));
  if (level !== undefined && !fitting.some(({ rule }) => rule.level === level.level))
    voices.push(levelVoice(`level ${level.level} by its ${level.by}`, level.level, logs));
  if (voices.length === 0)
    voices.push(levelVoice(`default level ${logs.defaultLevel}`, logs.defaultLevel, logs));
  return voices;
}

function levelVoice(words: string, level: string, { levels }: LogsSection): Voice {
  const days = levels[level] ?? null; // `checkLogs` has seen to it that there is one; if not, nothing is lost
  return { rule: `${words}: ${daysWords(days)}`, days, isFloor: false };
}

function voiceOf(rule: LogRule, place: number, { levels }: LogsSection): Voice {
  const { match, level, days, floor } = rule;
  const about = Object.entries(match)
    .filter(([, value]) => value !== undefined)
    .map(([what, value]) => `${what} ${[value].flat().join(' or ')}`)
    .join(', ');
  const name = `rule ${place + 1} (${about})`;
  if (floor !== undefined)
    return { rule: `${name}: floor ${floor.why}, ${daysWords(floor.days)}`, days: floor.days, isFloor: true };
  const kept = typeof days === 'number' ? days : level === undefined ? null : (levels[level] ?? null);
  const words = level === undefined ? daysWords(kept) : `level ${level}, ${daysWords(kept)}`;
  return { rule: `${name}: ${words}`, days: kept, isFloor: false };
}

/** Days in words: `30 days`, `never expires`. */
export function daysWords(days: number | null): string {
  if (days === null) return 'never expires';
  return days === 1 ? '1 day' : `${days} days`;
}

function fits(
  match: LogMatch,
  group: LogGroup,
  level: GroupLevel | undefined,
  { organization }: LogsConfig,
): boolean {
  const { name, account, env } = match;
  const known = organization.accounts.find(({ id }) => id === group.account);
  return (
    (name === undefined || [name].flat().some((pattern) => globMatches(pattern, group.name))) &&
    (match.level === undefined || match.level === level?.level) &&
    (match.class === undefined || match.class === group.class) &&
    (account === undefined || account === group.account || account === known?.name) &&
    (env === undefined || env === known?.env)
  );
}
