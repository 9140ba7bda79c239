import { addDays } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { CostQuestions, RecentChanges } from './cost-questions.ts';
import type { Explanation } from './explanation.ts';
import { findCauses } from './find-causes.ts';
import type { Finding } from './finding.ts';
import type { FindingId } from './finding-id.ts';
import { planExplanation } from './plan-explanation.ts';

export interface ExplainFindingDeps {
  readonly questions: CostQuestions;
  /** Absent where nothing knows of changes. */
  readonly changes?: RecentChanges;
  readonly telemetry: Telemetry;
}

/**
 * Why a finding is one, with at most four requests to Cost Explorer. Never throws: where it cannot be explained, that is
 * what it says. Undefined where there is nothing to explain.
 */
export function makeExplainFinding({ questions, changes, telemetry }: ExplainFindingDeps) {
  return async (id: FindingId, finding: Finding): Promise<Explanation | undefined> => {
    const plan = planExplanation(finding);
    if (plan === undefined) return undefined;
    try {
      const answers = await Promise.all(plan.questions.map((question) => questions.ask(question)));
      const found = findCauses(plan, answers);
      const made = await changes
        ?.find(finding.series, addDays(finding.firstDate, -1), finding.firstDate)
        .catch(() => undefined); // a mail without them says as much as it knows
      return made === undefined ? found : { ...found, changes: [...made] };
    } catch (thrown) {
      const reason = thrown instanceof AppError ? thrown.code : 'not-answered';
      telemetry.warn('finding-not-explained', { finding: id, reason });
      return { state: 'failed', reason };
    }
  };
}
