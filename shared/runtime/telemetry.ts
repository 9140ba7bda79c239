import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Telemetry } from '../kernel/telemetry.ts';

/** Level, service name and namespace come from the function's environment. */
export const logger = new Logger();
export const metrics = new Metrics({ logger: unlessEmpty() });

/** Powertools warns of every invocation that counted nothing, and most of ours have nothing to count. */
function unlessEmpty() {
  return {
    debug: () => {},
    info: () => {},
    warn: (message: string) =>
      message.startsWith('No application metrics') ? undefined : logger.warn(message),
    error: (message: string) => logger.error(message),
  };
}

function emit(unit: (typeof MetricUnit)[keyof typeof MetricUnit]): Telemetry['count'] {
  return (metric, value, dimensions) => {
    if (dimensions === undefined) {
      metrics.addMetric(metric, unit, value);
      return;
    }
    const single = metrics.singleMetric();
    single.addDimensions({ ...dimensions });
    single.addMetric(metric, unit, value);
  };
}

/** Logs as JSON lines, metrics in the embedded metric format. */
export const telemetry: Telemetry = {
  info: (event, facts = {}) => logger.info(event, { ...facts }),
  warn: (event, facts = {}) => logger.warn(event, { ...facts }),
  count: emit(MetricUnit.Count),
  milliseconds: emit(MetricUnit.Milliseconds),
};
