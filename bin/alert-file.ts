import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Instant } from '../shared/kernel/instant.ts';
import type { Integration, PagingConfig } from '../shared/paging/config.ts';
import { readAlert } from '../shared/paging/read-alert.ts';
import type { Normalised } from '../shared/paging/signal.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { UsageFault } from './usage-fault.ts';

const WANTED =
  'an alert as JSON, such as config/example/alerts/payments-errors.json, an SNS notification, an EventBridge event or a CloudWatch alarm message';

/**
 * Reads an alert from a file, or from stdin where the name is `-`.
 * @throws UsageFault for a file that cannot be read, is not JSON or is no alert
 */
export async function readAlertFile(
  file: string,
  at: Instant,
  config: PagingConfig,
  integration: Integration | undefined,
): Promise<Exclude<Normalised, { kind: 'malformed' }>> {
  const where = file === '-' ? 'stdin' : file;
  const content = (await textOf(file)).replace(/^\uFEFF/, '');
  const fault = jsonFault(content);
  if (fault !== undefined) throw new UsageFault(`${where}${fault}; wanted: ${WANTED}`);
  const alert = readAlert(content, at, config, hash, integration);
  if (alert.kind !== 'malformed') return alert;
  throw new UsageFault(`${where}: not an alert: ${oneLine(alert.reason, 300)}; wanted: ${WANTED}`);
}

async function textOf(file: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${file}: cannot be read${code}; wanted: ${WANTED}, or - for stdin`);
  }
}

/** Where and that it is not JSON, without quoting what is written there. */
function jsonFault(content: string): string | undefined {
  try {
    JSON.parse(content);
    return undefined;
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
    const place = line === undefined || column === undefined ? '' : `:${line}:${column}`;
    return `${place}: ${content.trim() === '' ? 'is empty' : 'not JSON'}`;
  }
}

/** As the intake function hashes. */
function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
