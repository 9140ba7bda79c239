import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CheckChannelsEnv, ShowFindingEnv, TellFindingEnv } from '../../shared/cost/tell-env.ts';
import type { Metric as MetricName } from '../../shared/kernel/telemetry.ts';
import { plain } from '../constructs/access.ts';
import { PICTURE_FILES } from '../constructs/picture-files.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import type { CostPart } from './cost-part.ts';

export interface TellingProps extends CostPart {
  /** Whether there is a pager that hears the alerts of this stack. */
  readonly pager: boolean;
}

/** What becomes of a finding: it is explained, told to who owns it or to the pager, and answered on its page. */
export class Telling extends Construct {
  /** Started with `{ findingId, at }` for each finding that a run of detection has something to tell of. */
  readonly tell: ServiceFunction<typeof TellFindingEnv>;

  constructor(scope: Construct, id: string, props: TellingProps) {
    super(scope, id);
    this.tell = this.tellFinding(props);
    this.showFinding(props);
    this.checkChannels(props);
    this.watch(props);
  }

  private tellFinding({ platform, config, cost, pager }: TellingProps): Telling['tell'] {
    const { alarms, audit, bus, mail, api } = platform;
    const tell = new ServiceFunction(this, 'TellFinding', {
      entry: 'cost/tell-finding',
      schema: TellFindingEnv,
      env: {
        COSTS_TABLE: cost.costs.access('GetItem', 'PutItem'),
        AUDIT_TABLE: audit.access('PutItem'),
        LINK_KEY_ID: cost.linkKey.sign(),
        BUS_NAME: bus.putEvents(),
        PAGE_URL: plain(api.url),
        PAGER: plain(pager ? 'yes' : 'no'),
      },
      permissions: [
        new PolicyStatement({ sid: 'AskWhy', actions: ['ce:GetCostAndUsage'], resources: ['*'] }),
        ...(mail === undefined ? [] : [mail.send()]),
      ],
      config,
      files: PICTURE_FILES,
      limits: { timeout: 120, concurrency: 3, memory: 1024 }, // drawing a chart takes most of a second of a processor
      alarms,
    });
    Validations.of(tell).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'The bill is one for the whole organization and has no ARN to name; it is only read.',
    });
    return tell;
  }

  private showFinding({ platform, config, cost }: TellingProps): void {
    const showFinding = new ServiceFunction(this, 'ShowFinding', {
      entry: 'cost/show-finding',
      schema: ShowFindingEnv,
      env: {
        COSTS_TABLE: cost.costs.access('GetItem', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        LINK_KEY_ID: cost.linkKey.verify(),
        BUS_NAME: platform.bus.putEvents(),
      },
      config,
      limits: { timeout: 10, concurrency: 4 },
      alarms: platform.alarms,
    });
    platform.api.serveOpen(
      'Whoever owns a cost has a mail and no credentials; the token in the path is checked by KMS and expires.',
      showFinding,
      'GET /f/{token}',
      'POST /f/{token}',
    );
  }

  private checkChannels({ platform, config, cost }: TellingProps): void {
    const { alarms } = platform;
    const { deadLetters } = cost;
    const checkChannels = new ServiceFunction(this, 'CheckChannels', {
      entry: 'cost/check-channels',
      schema: CheckChannelsEnv,
      env: { BUS_NAME: platform.bus.putEvents() },
      permissions: this.readMail(config.organization.sender),
      config,
      limits: { timeout: 120, concurrency: 1 },
      alarms,
    });
    Validations.of(checkChannels).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'The state of an account and its list of suppressed addresses have no ARN to name; both are only read.',
    });
    const week = new Construct(this, 'Week');
    checkChannels.keepFailures(deadLetters, { attempts: 2, within: Duration.hours(1) });
    startBySchedule(week, 'Weekly', {
      target: checkChannels,
      whom: 'the weekly check of channels',
      purpose: 'looks whether those who own costs can be told of them',
      expression: 'cron(0 13 ? * MON *)', // with a week of work ahead in which to mend what it finds
      deadLetters,
      within: 3600,
    });
  }

  private readMail(sender: string | undefined): PolicyStatement[] {
    const account = new PolicyStatement({
      sid: 'ReadMailAccount',
      actions: ['ses:GetAccount', 'ses:GetSuppressedDestination'],
      resources: ['*'],
    });
    if (sender === undefined) return [account];
    const identity = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: sender.slice(sender.indexOf('@') + 1),
    });
    return [account, new PolicyStatement({ actions: ['ses:GetEmailIdentity'], resources: [identity] })];
  }

  /** Where there is a pager, it hears of channels by alerts; the operations topic is all there is else. */
  private watch({ platform, pager }: TellingProps): void {
    platform.alarms.watch(this, 'Untold', {
      metric: this.metric('FindingsUntold'),
      meaning: 'nobody could be told of a cost finding',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
    if (pager) return;
    platform.alarms.watch(this, 'ChannelsUnusable', {
      metric: this.metric('ChannelsUnusable'),
      meaning: 'messages about costs would not reach a team',
      severity: 'SEV3',
      wrong: { above: 0 },
    });
  }

  private metric(metricName: MetricName): Metric {
    return new Metric({
      namespace: 'Belltower',
      metricName,
      dimensionsMap: { service: 'cost' },
      statistic: 'Sum',
      period: Duration.minutes(1),
    });
  }
}
