import * as z from 'zod';
import type { TagPolicy } from './policy.ts';
import type { Resource } from './resource.ts';
import type { Verdict } from './verdict.ts';

/** How well a team's resources keep to the policy. */
export const TeamScore = z
  .strictObject({
    /** Absent: resources that are no team's. */
    team: z.string().optional(),
    compliant: z.int(),
    violations: z.int(),
    /** Shown, and not judged. */
    unknown: z.int(),
    exempt: z.int(),
    untaggable: z.int(),
    /** Compliant of those judged, as a percentage with one decimal; absent where none was. */
    score: z.number().optional(),
  })
  .readonly();
export type TeamScore = z.infer<typeof TeamScore>;

/** How many resources of a team have each verdict. */
export type VerdictCounts = Readonly<Record<Verdict['verdict'], number>>;

const NONE: VerdictCounts = { compliant: 0, violation: 0, unknown: 0, exempt: 0, untaggable: 0 };

/** Counts one more resource of a team. */
export function counted(
  counts: Map<string, VerdictCounts>,
  team: string | undefined,
  verdict: Verdict['verdict'],
): void {
  const count = counts.get(team ?? '') ?? NONE;
  counts.set(team ?? '', { ...count, [verdict]: count[verdict] + 1 });
}

/** The scores of all teams, the worst first, those of which nothing was judged last. */
export function scoreTeams(
  judged: readonly { readonly resource: Resource; readonly verdict: Verdict['verdict'] }[],
  policy: TagPolicy,
): readonly TeamScore[] {
  const counts = new Map<string, VerdictCounts>();
  for (const { resource, verdict } of judged) counted(counts, teamOf(resource, policy), verdict);
  return scoresOf(counts);
}

/** The scores that follow from counts by team, in the same order. What is nobody's is counted under ''. */
export function scoresOf(counts: ReadonlyMap<string, VerdictCounts>): readonly TeamScore[] {
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
