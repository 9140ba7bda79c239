import * as z from 'zod';

const Cells = z.object({ done: z.number(), failed: z.number(), unfinished: z.number() });
const LogOutcome = z.object({
  Cells,
  Conclude: z.object({
    unknown: z.array(z.string()),
    counts: z.record(z.string(), z.number()),
    told: z.number(),
  }),
});
const TagOutcome = z.object({
  Cells,
  Conclude: z.object({
    resources: z.number(),
    violations: z.number(),
    unknownCells: z.number(),
    quarantined: z.number(),
    held: z.boolean(),
    told: z.number(),
  }),
});

/** What the output of a sweep of log groups comes to: numbers, and words for people. */
export function logSweep(output: string): {
  readonly written: number;
  readonly told: number;
  readonly words: string;
} {
  const { Cells: cells, Conclude } = LogOutcome.parse(JSON.parse(output));
  const { groups = 0, written = 0, ...others } = Conclude.counts;
  const left = Object.entries(others)
    .filter(([code]) => code !== 'ANNOUNCE')
    .map(([code, count]) => `${count} ${code}`);
  const unknown = Conclude.unknown.join(', ') || 'none';
  return {
    written,
    told: Conclude.told,
    words: `${groups} log groups in ${places(cells)}: ${written} written, ${Conclude.told} announced to their owners; left as they are: ${left.join(', ') || 'none'}; not looked at, and so unknown: ${unknown}`,
  };
}

/** The same of a sweep of tags. */
export function tagSweepWords(output: string): string {
  const { Cells: cells, Conclude } = TagOutcome.parse(JSON.parse(output));
  const { resources, violations, unknownCells, quarantined, held, told } = Conclude;
  return [
    `${resources} resources in ${places(cells)}, ${violations} of them still violate the policy`,
    ...(held ? ['quarantine is held until somebody approves'] : []),
    ...(quarantined > 0 ? [`${quarantined} put in quarantine`] : []),
    `${told} ${told === 1 ? 'team' : 'teams'} told by mail`,
    ...(unknownCells > 0 ? [`${unknownCells} accounts × regions unknown`] : []),
  ].join('; ');
}

function places({ done, failed, unfinished }: z.infer<typeof Cells>): string {
  const not = failed + unfinished;
  return `${done} accounts × regions${not > 0 ? ` (${not} failed)` : ''}`;
}
