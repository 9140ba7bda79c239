import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LeafSeries } from '../../shared/cost/leaf-series.ts';
import { policyOf } from '../../shared/cost/policy.ts';
import { beginBill, type Scanned, seenUpTo } from '../../shared/cost/scan.ts';
import { backtestFinding, findingsTable } from '../backtest-words.ts';
import { readBillFile } from '../bill-file.ts';
import { costFileOption, readCostFile } from '../cost-file.ts';
import { print } from '../print.ts';

interface BacktestOptions {
  readonly config?: string;
  readonly asOfLag: number;
  readonly json?: boolean;
}

const DAYS_A_MONTH = 365 / 12;

const NOTES = `
The file has a header with date, service and cost, and if you like account, region, team, usage_type, record_type and
currency; or the columns of FOCUS 1.x. Rows of one series and day are added up. A day that has no row is missing, not 0.
Each day is judged by what was known before it. In JSON, a charge by the calendar or a contract that is seen for the first
time is a fee-change from 0.

Examples:
  npx belltower cost backtest bill.csv
  npx belltower cost backtest bill.csv --json --config config/example
  gunzip -c focus.csv.gz | npx belltower cost backtest -`;

/** `belltower cost backtest` */
export function registerBacktest(cost: Command): void {
  cost
    .command('backtest')
    .description('what Belltower would have told you of a bill, day by day')
    .argument('<csv>', 'file with the bill; - reads stdin')
    .addOption(
      new Option('--as-of-lag <DAYS>', 'after how many days the cost of a day is judged')
        .argParser(lagArgument)
        .default(1),
    )
    .addOption(costFileOption())
    .option('--json', 'print [{ date, firstDate, series, kind, actual, baseline, … }] as JSON')
    .addHelpText('after', NOTES)
    .action(backtest);
}

async function backtest(file: string, { config, asOfLag, json }: BacktestOptions): Promise<void> {
  const from = performance.now();
  const cost = readCostFile(config);
  const series = await readBillFile(file, cost.teamTag);
  const end = series.reduce((last, leaf) => Math.max(last, leaf.from + leaf.micros.length), 0);
  const policy = policyOf(cost, []); // accounts are called as the file calls them
  const scanned = seenUpTo(beginBill({ series, policy }), end - (asOfLag - 1));
  print(json, scanned.findings.map(backtestFinding), () => findingsTable(scanned.findings));
  process.stderr.write(`${summary(series, scanned, (performance.now() - from) / 1000)}\n`);
}

function lagArgument(text: string): number {
  if (!/^\d{1,2}$/.test(text) || Number(text) < 1 || Number(text) > 14)
    throw new InvalidArgumentError('wanted: a whole number of days from 1 to 14');
  return Number(text);
}

function summary(
  series: readonly LeafSeries[],
  { findings, muted, learning }: Scanned,
  seconds: number,
): string {
  const services = new Set(series.map(({ key }) => key.service)).size;
  const first = Math.min(...series.map(({ from }) => from));
  const last = Math.max(...series.map(({ from, micros }) => from + micros.length));
  const months = (last - first) / DAYS_A_MONTH;
  const days = series.reduce(
    (sum, { micros }) => sum + micros.filter((micro) => !Number.isNaN(micro)).length,
    0,
  );
  const each = findings.length / (services * months);
  return [
    `${findings.length} findings, ${each.toFixed(2)} per service-month (services: ${services}, months: ${months.toFixed(1)})`,
    `muted: ${muted.length}`,
    `learning: ${learning.length}`,
    `${days} series-days in ${seconds.toFixed(2)} s`,
  ].join('; ');
}
