import { createHash } from 'node:crypto';
import type { Instant } from '../shared/kernel/instant.ts';
import type { Integration, PagingConfig } from '../shared/paging/config.ts';
import { readAlert } from '../shared/paging/read-alert.ts';
import type { Normalised } from '../shared/paging/signal.ts';
import { oneLine } from '../shared/platform/one-line.ts';
import { readJsonFile } from './json-file.ts';
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
  const { where, content } = await readJsonFile(file, WANTED);
  const alert = readAlert(content, at, config, hash, integration);
  if (alert.kind !== 'malformed') return alert;
  throw new UsageFault(`${where}: not an alert: ${oneLine(alert.reason, 300)}; wanted: ${WANTED}`);
}

/** As the intake function hashes. */
function hash(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
