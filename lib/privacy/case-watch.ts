import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { WatchCasesEnv } from '../../shared/privacy/api-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import type { PrivacyPart } from './privacy-part.ts';

/** Every five minutes: who must hear of which case, which is to be started again, and the audit trail is signed for. */
export class CaseWatch extends Construct {
  constructor(scope: Construct, id: string, { platform, config, privacy }: PrivacyPart) {
    super(scope, id);
    const { alarms, bus } = platform;
    const { deadLetters } = privacy;
    const watch = new ServiceFunction(this, 'WatchCases', {
      entry: 'privacy/watch-cases',
      schema: WatchCasesEnv,
      env: {
        CASES_TABLE: privacy.cases.accessWithIndex('GetItem', 'BatchGetItem', 'PutItem'),
        ERASURE_ARN: privacy.erasure.start(),
        BUS_NAME: bus.putEvents(),
        SIGNING_KEY_ID: privacy.keys.sign(),
      },
      config,
      limits: { timeout: 240, concurrency: 1 },
      alarms,
    });
    // The next run does the work of one that failed.
    watch.keepFailures(deadLetters, { attempts: 0, within: Duration.minutes(5) });
    const schedule = startBySchedule(this, 'EveryFiveMinutes', {
      target: watch,
      whom: 'the watch over privacy cases',
      purpose: 'tells of privacy cases that are late, and starts those again that stopped',
      expression: 'rate(5 minutes)',
      deadLetters,
      within: 240,
    });
    const stopped = alarms.watch(this, 'Stopped', {
      metric: watch.lambda.metricInvocations({ period: Duration.minutes(15), statistic: 'Sum' }),
      meaning: 'nobody watches over privacy cases: the watch has not run for half an hour',
      severity: 'SEV3',
      wrong: { below: 1 },
      periods: { wrong: 2, of: 2 },
    });
    stopped.node.addDependency(schedule);
  }
}
