import { Duration, Stack } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { Paging } from './paging.ts';

const PERIOD = Duration.minutes(5);

/** How the pager does: what comes in, what goes out, how long people take, and what got stuck. */
export class PagingDashboard extends Construct {
  constructor(scope: Construct, id: string, { paging }: { readonly paging: Paging }) {
    super(scope, id);
    const { intakeQueue, deliveryQueue, ladder } = paging;
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [
          graph('Alerts received, by source', search('AlertsReceived', 'source')),
          graph('Incidents opened and alerts unrouted', ours('IncidentsOpened'), ours('AlertsUnrouted')),
          graph('Pages, by method and outcome', search('PagesSettled', 'method,outcome')),
        ],
        [
          graph('Time to first page (ms)', ...spread('TimeToFirstPage')),
          graph('Time to acknowledge (ms): average is MTTA', ...spread('TimeToAcknowledge')),
          graph(
            'Incidents overdue, and stuck',
            ours('OverdueIncidents', 'Maximum'),
            ours('StuckIncidents', 'Maximum'),
          ),
        ],
        [
          graph(
            'Waiting, and dead letters',
            intakeQueue.queue.metricApproximateNumberOfMessagesVisible({ label: 'intake' }),
            intakeQueue.deadLetters.depth().with({ label: 'intake dead letters' }),
            deliveryQueue.queue.metricApproximateNumberOfMessagesVisible({ label: 'delivery' }),
            deliveryQueue.deadLetters.depth().with({ label: 'delivery dead letters' }),
          ),
          graph('Errors of functions', ...errorsOf(Stack.of(this))),
          graph('Heartbeat: age of the last to arrive (ms)', ours('HeartbeatAge', 'Maximum')),
        ],
        [
          graph('Heartbeat: time of each stage (ms)', search('HeartbeatStage', 'stage', 'Maximum')),
          graph('Ladders', ladder.stateMachine.metricStarted(), ladder.stateMachine.metricFailed()),
        ],
      ],
    });
  }
}

function graph(title: string, ...left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6, period: PERIOD });
}

/** A metric that has no dimension but the service. */
function ours(metricName: MetricName, statistic = 'Sum'): Metric {
  return new Metric({
    namespace: 'Belltower',
    metricName,
    dimensionsMap: { service: 'paging' },
    statistic,
    period: PERIOD,
  });
}

function spread(metricName: MetricName): Metric[] {
  return ['Average', 'p95', 'Maximum'].map((statistic) =>
    ours(metricName, statistic).with({ label: statistic }),
  );
}

/** Every value of these dimensions, also those that nobody has thought of yet. */
function search(metricName: MetricName, dimensions: string, statistic = 'Sum'): MathExpression {
  return new MathExpression({
    expression: `SEARCH('{Belltower,service,${dimensions}} MetricName="${metricName}"', '${statistic}', 300)`,
    label: '',
    period: PERIOD,
  });
}

/** One line for each function of the stack, whatever its domain. */
function errorsOf(stack: Stack): Metric[] {
  return stack.node
    .findAll()
    .filter((construct) => construct instanceof ServiceFunction)
    .map((fn) => fn.lambda.metricErrors({ label: fn.node.id, period: PERIOD }));
}
