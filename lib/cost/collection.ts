import { Duration, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { LONGEST_GAP_MS } from '../../shared/cost/config.ts';
import { CollectCostsEnv } from '../../shared/cost/env.ts';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { CostPart } from './cost-part.ts';

const AGE: MetricName = 'CostDataAge';

/** The function that fetches the bill and keeps it, and the alarm that goes off when days of it are missing. */
export class Collection extends Construct {
  readonly collect: ServiceFunction<typeof CollectCostsEnv>;

  constructor(scope: Construct, id: string, { platform, config, cost }: CostPart) {
    super(scope, id);
    this.collect = new ServiceFunction(this, 'CollectCosts', {
      entry: 'cost/collect-costs',
      schema: CollectCostsEnv,
      env: {
        COSTS_TABLE: cost.costs.access('GetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
      },
      permissions: [new PolicyStatement({ actions: ['ce:GetCostAndUsage'], resources: ['*'] })],
      config,
      // Thirty requests of up to half a minute on the first run; one at a time, since AWS charges for each.
      limits: { timeout: 600, concurrency: 1, memory: 1024 },
      alarms: platform.alarms,
    });
    Validations.of(this.collect).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'A request for costs that names no billing view is about no resource; costs are only read.',
    });
    platform.alarms.watch(this, 'DataGap', {
      metric: new Metric({
        namespace: 'Belltower',
        metricName: AGE,
        dimensionsMap: { service: 'cost' },
        statistic: 'Maximum',
        period: Duration.days(1), // said twice a day
      }),
      meaning: 'a day of the bill is missing for more than 36 hours, or nobody says whether one is',
      severity: 'SEV3',
      wrong: { above: LONGEST_GAP_MS },
      silence: 'alarms',
    });
  }
}
