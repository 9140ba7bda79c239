import type { Rails } from './config.ts';

/** A resource that is to be put in quarantine. */
export interface Planned {
  readonly arn: string;
  /** Undefined: nobody's. They are one team together. */
  readonly team: string | undefined;
}

/** Which rail an action is beyond, with its limit and what would be done. */
export interface Beyond {
  readonly rail: keyof Rails;
  readonly limit: number;
  readonly would: number;
  readonly team?: string | undefined;
}

/** Whether an action goes ahead. One that is beyond a rail is held as a whole, for an approval, and is an alarm. */
export type RailsVerdict =
  | { readonly kind: 'go'; readonly reason: 'WITHIN_RAILS' | 'APPROVED' }
  | {
      readonly kind: 'held';
      readonly alarm: true;
      readonly reason: string;
      readonly beyond: readonly Beyond[];
    };

/**
 * Holds an action that would put more in quarantine than anybody can have meant: the whole of it, never a part.
 * @param sizes how many resources each team has; the one of nobody by ''
 * @param lastHour how many were put in quarantine within the hour before
 * @param approved the very resources that somebody has let through; another plan needs another approval
 */
export function checkRails(
  planned: readonly Planned[],
  sizes: ReadonlyMap<string, number>,
  lastHour: number,
  { maxPerRun, maxPctOfTeam, maxPerHour }: Rails,
  approved: ReadonlySet<string> = new Set(),
): RailsVerdict {
  const byTeam = new Map<string, number>();
  for (const { team = '' } of planned) byTeam.set(team, (byTeam.get(team) ?? 0) + 1);
  const beyond: Beyond[] = [];
  const count = planned.length;
  if (count > maxPerRun) beyond.push({ rail: 'maxPerRun', limit: maxPerRun, would: count });
  if (count > 0 && lastHour + count > maxPerHour)
    beyond.push({ rail: 'maxPerHour', limit: maxPerHour, would: lastHour + count });
  for (const [team, would] of byTeam) {
    const size = sizes.get(team) ?? 0;
    if (would * 100 > maxPctOfTeam * size)
      beyond.push({
        rail: 'maxPctOfTeam',
        limit: maxPctOfTeam,
        would: percent(would, size),
        team: team === '' ? undefined : team,
      });
  }
  if (beyond.length === 0) return { kind: 'go', reason: 'WITHIN_RAILS' };
  if (planned.every(({ arn }) => approved.has(arn))) return { kind: 'go', reason: 'APPROVED' };
  return { kind: 'held', alarm: true, reason: `HELD: ${beyond.map(words).join('; ')}`, beyond };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((part * 1000) / whole) / 10;
}

function words({ rail, limit, would, team }: Beyond): string {
  if (rail !== 'maxPctOfTeam') return `${rail} is ${limit}, this would be ${would}`;
  return `${rail} is ${limit}, this would be ${would} of ${team ?? 'those without a team'}`;
}
