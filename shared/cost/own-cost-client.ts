import { CostExplorerClient, GetCostAndUsageCommand } from '@aws-sdk/client-cost-explorer';
import { addMonths, firstDay, type Month } from '../kernel/day.ts';
import { type Micros, microsOf } from '../kernel/money.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { toAppError } from '../runtime/error-table.ts';
import type { CostMetric } from './config.ts';

/** A review is not kept waiting for it. */
const PATIENCE = { attempts: 2, attemptMs: 10_000, waitMs: 1_000 } as const;

/** What Belltower itself cost in a month; undefined where nobody knows. */
export type OwnCost = (month: Month) => Promise<Micros | undefined>;

/**
 * Asks Cost Explorer, in one request, for what bears the stack's own tag `application: belltower`. Nothing at all means
 * that the tag is not activated for cost allocation, since Belltower costs something. A review does without, where it
 * fails.
 */
export function ownCost(
  metric: CostMetric,
  telemetry: Telemetry,
  client = logCalls(new CostExplorerClient(clientOptions(PATIENCE))),
): OwnCost {
  return async (month) => {
    try {
      const { ResultsByTime = [] } = await client.send(
        new GetCostAndUsageCommand({
          TimePeriod: { Start: firstDay(month), End: firstDay(addMonths(month, 1)) },
          Granularity: 'MONTHLY',
          Metrics: [metric],
          Filter: { Tags: { Key: 'application', Values: ['belltower'] } },
        }),
      );
      const total = ResultsByTime.reduce(
        (sum, { Total }) => sum + microsOf(Total?.[metric]?.Amount ?? '0'),
        0,
      );
      return total === 0 ? undefined : total;
    } catch (thrown) {
      const { code, kind } = toAppError(thrown);
      telemetry.warn('own-cost-unknown', { month, code, kind });
      return undefined;
    }
  };
}
