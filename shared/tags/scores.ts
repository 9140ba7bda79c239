import type { TagPolicy } from './policy.ts';
import type { Resource } from './resource.ts';
import type { Verdict } from './verdict.ts';

/** How well a team's resources keep to the policy. */
export interface TeamScore {
  /** Undefined: resources that are no team's. */
  readonly team: string | undefined;
  readonly compliant: number;
  readonly violations: number;
  /** Shown, and not judged. */
  readonly unknown: number;
  readonly exempt: number;
  readonly untaggable: number;
  /** Compliant of those judged, as a percentage with one decimal; undefined where none was. */
  readonly score: number | undefined;
}

/** The scores of all teams, the worst first, those of which nothing was judged last. */
export function scoreTeams(
  judged: readonly { readonly resource: Resource; readonly verdict: Verdict['verdict'] }[],
  policy: TagPolicy,
): readonly TeamScore[] {
  const counts = new Map<string, Record<Verdict['verdict'], number>>();
  for (const { resource, verdict } of judged) {
    const team = teamOf(resource, policy) ?? '';
    const count = counts.get(team) ?? { compliant: 0, violation: 0, unknown: 0, exempt: 0, untaggable: 0 };
    count[verdict]++;
    counts.set(team, count);
  }
  return [...counts]
    .map(([team, { violation, ...count }]): TeamScore => {
      const of = count.compliant + violation;
      const score = of === 0 ? undefined : Math.floor((count.compliant * 1000) / of) / 10;
      return { team: team === '' ? undefined : team, ...count, violations: violation, score };
    })
    .toSorted((a, b) => (a.score ?? 101) - (b.score ?? 101) || (a.team ?? '').localeCompare(b.team ?? ''));
}

/** Whose a resource is: by a tag whose values are teams, also under another name of theirs, or else by its account. */
export function teamOf(
  { tags = {}, account }: Pick<Resource, 'tags' | 'account'>,
  policy: TagPolicy,
): string | undefined {
  for (const rule of policy.rules) {
    if (!rule.isTeam) continue;
    const key = Object.keys(tags).find((one) => one.trim().toLowerCase() === rule.key.toLowerCase());
    const value = key === undefined ? undefined : tags[key];
    const said = value === undefined ? undefined : rule.judgeValue(value);
    if (said?.kind === 'right')
      return rule.values?.find((team) => team.toLowerCase() === value?.toLowerCase());
    if (said?.kind === 'alias') return said.stands;
  }
  return policy.config.organization.accounts.find(({ id }) => id === account)?.owner;
}
