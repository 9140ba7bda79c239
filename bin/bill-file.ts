import { createReadStream } from 'node:fs';
import { CsvError, parse } from 'csv-parse';
import type { LeafSeries } from '../shared/cost/leaf-series.ts';
import { BillRows } from './bill-rows.ts';
import { UsageFault } from './usage-fault.ts';

const MOST_ROW_BYTES = 1_000_000;

/**
 * Reads a bill from a CSV file, or from stdin where the name is `-`, row by row; rows of one series and day are added up.
 * @param teamTag the tag that names the team, in a FOCUS file
 * @throws UsageFault for a file that cannot be read or is no bill, with the row
 */
export async function readBillFile(file: string, teamTag: string): Promise<readonly LeafSeries[]> {
  const where = file === '-' ? 'stdin' : file;
  const bill = new BillRows(where, teamTag);
  const input = file === '-' ? process.stdin : createReadStream(file);
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: MOST_ROW_BYTES });
  await new Promise<void>((done, failed) => {
    parser.on('readable', () => {
      try {
        for (let row = nextRow(parser); row !== undefined; row = nextRow(parser)) bill.add(row);
      } catch (error) {
        input.unpipe(parser);
        failed(error);
      }
    });
    parser.on('end', () => done());
    parser.on('error', (error: unknown) => failed(new UsageFault(`${where}: ${csvFault(error)}`)));
    input.on('error', (error: Error) =>
      failed(new UsageFault(`${where}: cannot be read${codeOf(error)}; wanted: a CSV file, or - for stdin`)),
    );
    input.pipe(parser);
  }).finally(() => input.destroy());
  return bill.series();
}

function nextRow(parser: ReturnType<typeof parse>): readonly string[] | undefined {
  const row: readonly string[] | null = parser.read();
  return row ?? undefined;
}

const FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quote ends before its field does',
  INVALID_OPENING_QUOTE: 'a quote in the middle of a field',
  CSV_MAX_RECORD_SIZE: `the row is longer than ${MOST_ROW_BYTES} characters`,
};

function csvFault(error: unknown): string {
  if (!(error instanceof CsvError)) return `not CSV: ${String(error)}`;
  const row = typeof error['lines'] === 'number' ? error['lines'] : 1;
  return `row ${row}: not CSV: ${FAULTS[error.code] ?? error.code}`;
}

function codeOf(error: Error): string {
  return 'code' in error ? ` (${String(error.code)})` : '';
}
