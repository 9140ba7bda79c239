import { millis } from '../kernel/duration.ts';
import { globMatches } from '../kernel/glob.ts';
import { briefInstant, type Instant, shift } from '../kernel/instant.ts';
import { spokenMoney } from '../kernel/money.ts';
import type { LogsConfig } from './config.ts';
import { OWN_TAG } from './events.ts';
import type { LogGroup } from './log-group.ts';
import { estimateSavings, type Savings } from './savings.ts';
import { daysWords, type Voice, voicesOf } from './voices.ts';

/** Short codes for why a group is treated as it is. */
type RetentionCode =
  | 'ALREADY_RIGHT'
  | 'EMPTY'
  | 'TOO_SHORT'
  | 'ANNOUNCE'
  | 'WAITING'
  | 'NOT_APPROVED'
  | 'ANNOUNCED_LONG_AGO'
  | 'VETOED'
  | 'FLOOR_KEEPS_NEVER'
  | 'OWN_VALUE'
  | 'BELLTOWER'
  | 'CONTESTED'
  | 'DELIVERY_CLASS'
  | 'SERVICE_OWNED';

/** What is to be done about the retention of one group. */
export interface RetentionPlan {
  readonly name: string;
  /** Null: they never expire. */
  readonly currentDays: number | null;
  /** What holds when the action is done; null: they never expire. */
  readonly targetDays: number | null;
  /**
   * `set` writes at once, where nothing is lost or all have been told; `lengthen` writes at once; `shorten-announce` tells
   * the owner and writes nothing yet.
   */
  readonly action: 'set' | 'lengthen' | 'shorten-announce' | 'keep' | 'skip';
  readonly code: RetentionCode;
  /** The code and the inputs that mattered. */
  readonly reason: string;
  /** Every rule that spoke, in words. */
  readonly rules: readonly string[];
  readonly savings: Savings;
}

/** Where nothing is changed. */
export const NO_SAVINGS: Savings = { monthly: 0, atOnce: 0, extra: 0 };

/**
 * Decides how long a group keeps its logs. All rules that fit it speak, and the most protective wins, whatever the order.
 * What would lose logs is announced first; only an announcement that is old enough, of the same or a shorter time, and
 * approved where that is asked for, lets it happen. Plans of the same group differ only with its state and the time.
 */
export function planRetention(group: LogGroup, config: LogsConfig, now: Instant): RetentionPlan {
  const voices = voicesOf(group, config);
  const plan = planner(group, voices, now);
  const { logs } = config;
  const { currentDays, name } = group;
  if (group.class === 'DELIVERY')
    return plan(
      'skip',
      currentDays,
      'DELIVERY_CLASS',
      'the DELIVERY class keeps logs for 2 days, which cannot be changed',
    );
  const owner = logs.serviceOwned.find((pattern) => globMatches(pattern, name));
  if (owner !== undefined)
    return plan('skip', currentDays, 'SERVICE_OWNED', `groups named ${owner} belong to a service of AWS`);
  const wanted = longest(voices);
  const floor = longest(voices.filter(({ isFloor }) => isFloor));
  const hasFloor = voices.some(({ isFloor }) => isFloor);
  if (currentDays === wanted) return plan('keep', currentDays, 'ALREADY_RIGHT', daysWords(currentDays));
  if (group.history?.contested === true)
    return plan(
      'keep',
      currentDays,
      'CONTESTED',
      'others have undone what was set more than once; it is for people to settle',
    );
  const mayKeep = currentDays !== null && (!hasFloor || isAtLeast(currentDays, floor));
  if (mayKeep && currentDays === group.history?.ownDays)
    return plan('keep', currentDays, 'OWN_VALUE', `its own template set ${daysWords(currentDays)}`);
  // Receipts of texts, with numbers in them, are kept for three days, whatever the level.
  if (mayKeep && group.tags[OWN_TAG.key] === OWN_TAG.value)
    return plan(
      'keep',
      currentDays,
      'BELLTOWER',
      `it is Belltower's own, which has set ${daysWords(currentDays)}`,
    );
  if (currentDays !== null && isAtLeast(wanted, currentDays))
    return plan(
      'lengthen',
      wanted,
      'TOO_SHORT',
      wanted === null
        ? `${daysWords(currentDays)}, and they are to be kept for ever`
        : `${daysWords(currentDays)} is less than ${daysWords(wanted)}`,
    );
  if (wanted === null) return plan('keep', currentDays, 'ALREADY_RIGHT', daysWords(currentDays));
  if (currentDays === null && hasFloor && logs.protect.keepNeverExpireOnFloor)
    return plan(
      'keep',
      null,
      'FLOOR_KEEPS_NEVER',
      `it has a floor of ${daysWords(floor)} and never expires: left as it is`,
    );
  if (currentDays === null && group.storedBytes === 0)
    return plan('set', wanted, 'EMPTY', `nothing is stored that could be lost; ${daysWords(wanted)}`);
  return shortening(group, wanted, config, now, plan);
}

type Plan = (
  action: RetentionPlan['action'],
  targetDays: number | null,
  code: RetentionCode,
  words: string,
) => RetentionPlan;

function planner(group: LogGroup, voices: readonly Voice[], now: Instant): Plan {
  const { name, currentDays } = group;
  const rules = voices.map(({ rule }) => rule);
  return (action, targetDays, code, words) => {
    const savings = targetDays === currentDays ? NO_SAVINGS : estimateSavings(group, targetDays, now);
    const extra =
      savings.extra === 0 ? '' : `; storing it costs ${spokenMoney(savings.extra, 'USD')} a month more`;
    return {
      name,
      currentDays,
      targetDays,
      action,
      code,
      reason: `${code}: ${words}${extra}`,
      rules,
      savings,
    };
  };
}

/** The most protective of them; null is for ever. Without any, 0. */
function longest(voices: readonly Voice[]): number | null {
  return voices.reduce<number | null>(
    (most, { days }) => (most === null || days === null ? null : Math.max(most, days)),
    0,
  );
}

/** Whether days (null: for ever) are as many as these or more. */
function isAtLeast(days: number | null, least: number | null): boolean {
  return days === null || (least !== null && days >= least);
}

/** A limit where there was none, or a shorter one: what is older is lost within some 72 hours of the write. */
function shortening(
  group: LogGroup,
  wanted: number,
  { logs }: LogsConfig,
  now: Instant,
  plan: Plan,
): RetentionPlan {
  const { shortenOnlyAfter, neverShortenWithout, vetoTag } = logs.protect;
  const { currentDays, tags, history } = group;
  const announced = history?.announced;
  const tag = Object.keys(tags).find((key) => key.toLowerCase() === vetoTag.toLowerCase());
  if (tag !== undefined && tags[tag]?.trim().toLowerCase() !== 'false')
    return plan('keep', currentDays, 'VETOED', `its tag ${tag} says to keep them`);
  const holds = announced !== undefined && announced.from === currentDays && announced.to <= wanted;
  if (holds && announced.vetoed) return plan('keep', currentDays, 'VETOED', 'its owner said no');
  const change = `from ${currentDays ?? 'never'} to ${daysWords(wanted)}`;
  if (!holds) {
    const wait = `not before ${shortenOnlyAfter}${neverShortenWithout === 'approval' ? ' and an approval' : ''}`;
    return plan(
      'shorten-announce',
      wanted,
      'ANNOUNCE',
      `${change}, which loses what is older: its owner is told, ${wait}`,
    );
  }
  if (announced.told === false)
    return plan('keep', currentDays, 'WAITING', `${change}, of which its owner has not been told yet`);
  const due = shift(announced.at, millis(shortenOnlyAfter));
  if (now < due)
    return plan(
      'keep',
      currentDays,
      'WAITING',
      `${change}, which was announced; not before ${briefInstant(due)}`,
    );
  if (neverShortenWithout === 'approval' && !announced.approved)
    return plan(
      'keep',
      currentDays,
      'NOT_APPROVED',
      `${change}, which was announced; nobody has approved it`,
    );
  return plan('set', wanted, 'ANNOUNCED_LONG_AGO', `${change}, announced at ${briefInstant(announced.at)}`);
}
