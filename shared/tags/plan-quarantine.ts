import type { Rails, TagsSection } from './config.ts';
import type { PlannedQuarantine, QuarantinePlan } from './quarantine-record.ts';
import { checkRails } from './rails.ts';

/** So many resources one plan has at most; the others come with the next. */
export const MOST_IN_PLAN = 1_000;

/** What rails go by. */
export interface RailsFacts {
  /** How many resources each team has; those of nobody by ''. */
  readonly sizes: ReadonlyMap<string, number>;
  /** How many were put in quarantine within the hour before. */
  readonly lastHour: number;
  /** What somebody has let through. */
  readonly approved: ReadonlySet<string>;
}

/** What becomes of resources whose quarantine is due. */
export interface QuarantineDecision {
  readonly state: 'nothing' | Exclude<QuarantinePlan['state'], 'approved' | 'lapsed'>;
  /** A short code and the inputs that mattered. */
  readonly reason: string;
  /** All of it, in order of ARNs: the same resources make the same plan. */
  readonly resources: readonly PlannedQuarantine[];
}

/**
 * Whether resources are put in quarantine. What was approved goes ahead as it was approved; the rest is one plan by
 * itself, which goes ahead or is held as a whole.
 * @returns first what was approved, then the rest
 */
export function planQuarantine(
  due: readonly PlannedQuarantine[],
  facts: RailsFacts,
  { rails, apply }: { readonly rails: Rails; readonly apply: TagsSection['apply'] },
): readonly [approved: QuarantineDecision, rest: QuarantineDecision] {
  const sorted = [...new Map(due.map((one) => [one.arn, one])).values()].sort((a, b) =>
    a.arn < b.arn ? -1 : 1,
  );
  const through = sorted.filter(({ arn }) => facts.approved.has(arn));
  const rest = sorted.filter(({ arn }) => !facts.approved.has(arn)).slice(0, MOST_IN_PLAN);
  if (!apply) return [nothing, decided(sorted.slice(0, MOST_IN_PLAN), 'dry-run', 'DRY_RUN: apply is false')];
  const verdict = checkRails(
    rest.map(({ arn, team }) => ({ arn, team })),
    facts.sizes,
    facts.lastHour + through.length,
    rails,
  );
  return [
    decided(through, 'applied', 'APPROVED'),
    decided(rest, verdict.kind === 'go' ? 'applied' : 'held', verdict.reason),
  ];
}

const nothing: QuarantineDecision = { state: 'nothing', reason: 'NOTHING_DUE', resources: [] };

function decided(
  resources: readonly PlannedQuarantine[],
  state: QuarantineDecision['state'],
  reason: string,
): QuarantineDecision {
  return resources.length === 0 ? nothing : { state, reason, resources };
}
