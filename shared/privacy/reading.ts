import type { Case } from './case.ts';
import type { Step } from './progress.ts';

/** What the reading of a step is called: the one that follows on an erasure, or that of the sweep which is due. */
export function readingName(of: Case, { round }: Pick<Step, 'round'>): string {
  const { issue, stage } = of;
  return stage.state === 'certified' ? `${issue}.sweep-${stage.sweeps + 1}` : `${issue}.round-${round}`;
}
