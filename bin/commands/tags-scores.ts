import type { Command } from 'commander';
import { SweepReport } from '../../shared/tags/sweep-report.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { print } from '../print.ts';
import { reportWords } from '../tag-report-words.ts';

/** `belltower tags scores` */
export function registerTagsScores(tags: Command): void {
  withApiOptions(tags.command('scores'), '{ at, teams, cells, coverage, planned, tagged }')
    .description('what the last sweep came to: the score of each team, and what could not be looked at')
    .addHelpText('after', '\nExample:\n  npx belltower tags scores')
    .action(scores);
}

async function scores({ json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const report = await api.get('/v1/tags/scores', SweepReport.omit({ v: true }));
  print(json, report, () => reportWords(report));
}
