import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { decideReceipt, type SentPage } from './decide-receipt.ts';
import type { OrderDelivery } from './delivery-queue-client.ts';
import type { LadderTimer } from './ladder-client.ts';
import { OPTED_OUT } from './opt-out.ts';
import { pageId } from './page-key.ts';
import type { SettlementStore } from './settlement-store.ts';
import { parseSmsReceipt, type SmsReceipt } from './sms-receipt.ts';

export interface RecordReceiptsDeps {
  readonly store: Pick<SettlementStore, 'readByReceipt' | 'settle'>;
  readonly timer: LadderTimer;
  /** Only who sends pages may touch contacts: an opt-out is passed on to them by the page that shows it. */
  readonly order: OrderDelivery;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/**
 * Lines of the delivery log of text messages: each receipt is recorded with its page, and a failure wakes the ladder, which
 * goes on to the next method or rung. Messages that other senders of the account sent are passed over.
 * @throws AppError `unavailable` when some could not be recorded, after all others were.
 */
export function makeRecordReceipts(deps: RecordReceiptsDeps) {
  return async (lines: readonly string[], correlationId: string): Promise<void> => {
    const receipts = lines.map(parseSmsReceipt).filter((receipt) => receipt !== undefined);
    deps.telemetry.count('SmsReceiptsUnreadable', lines.length - receipts.length);
    const results = await Promise.allSettled(
      receipts.map((receipt) => afresh(() => record(deps, receipt, correlationId))),
    );
    const failures = results.filter((result) => result.status === 'rejected');
    if (failures.length > 0)
      throw new AppError(`${failures.length} of ${receipts.length} receipts could not be recorded`, {
        code: 'receipts-incomplete',
        kind: 'unavailable',
        cause: failures[0]?.reason,
      });
  };
}

async function record(deps: RecordReceiptsDeps, receipt: SmsReceipt, correlationId: string): Promise<void> {
  const page = await deps.store.readByReceipt(receipt.messageId);
  if (page === undefined) {
    deps.telemetry.count('SmsReceiptsOfOthers', 1);
    return;
  }
  await recordPage(deps, page, receipt, correlationId);
  const { incident, delivery } = page;
  // Also where the page was closed before: whoever did may have died in between.
  if (receipt.reason === OPTED_OUT)
    await deps.order({
      incidentId: incident.id,
      service: incident.service,
      person: delivery.person,
      pages: [pageId(delivery)],
    });
}

async function recordPage(
  { store, timer, telemetry, now }: RecordReceiptsDeps,
  page: SentPage,
  receipt: SmsReceipt,
  correlationId: string,
): Promise<void> {
  const at = now();
  const decision = decideReceipt(page, receipt, at);
  const { incident, delivery } = page;
  telemetry.info('receipt', {
    incident: incident.id,
    person: delivery.person,
    outcome: receipt.outcome,
    reason: decision.kind === 'ignore' ? decision.reason : receipt.reason,
  });
  if (decision.kind === 'ignore') return;
  const clock = await store.settle(
    { incident, settled: [decision.change], timeline: [decision.timeline], wake: decision.wake },
    { at, actor: 'system:record-receipts', correlationId },
  );
  telemetry.count('PagesSettled', 1, { method: delivery.method, outcome: receipt.outcome });
  if (clock !== undefined) await timer.start({ incidentId: incident.id, clock, run: incident.climb.run });
}
