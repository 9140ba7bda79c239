import { KeySpec } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { PagingConfig } from '../../shared/paging/config.ts';
import { ActOnLadderEnv } from '../../shared/paging/env.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { EventQueue } from '../constructs/event-queue.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { MacKey } from '../platform/mac-key.ts';
import type { Platform } from '../platform/platform.ts';
import { AlertSources } from './alert-sources.ts';
import { DailyCheck } from './daily-check.ts';
import { PagingDashboard } from './dashboard.ts';
import { Delivery } from './delivery.ts';
import { Heartbeat } from './heartbeat.ts';
import { IncidentApi } from './incident-api.ts';
import { Intake } from './intake.ts';
import { Ladder } from './ladder.ts';
import { ScheduleApi } from './schedule-api.ts';
import { SmsReceipts } from './sms-receipts.ts';
import { Sweeper } from './sweeper.ts';

export interface PagingProps {
  readonly platform: Platform;
  readonly config: PagingConfig;
}

/** The pager: alerts come in, become incidents, climb ladders and go out as pages. */
export class Paging extends Construct {
  readonly incidents: DomainTable;
  /** Phone numbers and addresses: read by the function that sends pages, which marks opt-outs, and by the daily check. */
  readonly contacts: DomainTable;
  readonly linkKey: MacKey;
  readonly integrationKey: MacKey;
  readonly intakeQueue: EventQueue;
  readonly deliveryQueue: EventQueue;
  readonly sources: AlertSources;
  readonly ladder: Ladder;

  constructor(scope: Construct, id: string, { platform, config }: PagingProps) {
    super(scope, id);
    const { key, alarms } = platform;
    this.incidents = new DomainTable(this, 'Incidents', { key, gsi1: true, expires: true });
    this.contacts = new DomainTable(this, 'Contacts', { key });
    this.linkKey = new MacKey(this, 'LinkKey', { spec: KeySpec.HMAC_224, signs: 'page links' });
    this.integrationKey = new MacKey(this, 'IntegrationKey', {
      spec: KeySpec.HMAC_256,
      signs: 'integration keys',
    });
    this.intakeQueue = new EventQueue(this, 'IntakeQueue', {
      key,
      alarms,
      holds: 'alerts that wait to be taken in',
      losses: 'alerts that could not be taken in',
      redelivery: 90, // six times what the function may take, as Lambda advises
    });
    this.deliveryQueue = new EventQueue(this, 'DeliveryQueue', {
      key,
      alarms,
      holds: 'pages that wait to be sent',
      losses: 'pages that could not be sent',
      // A page lost to a crash is a minute late.
      redelivery: 60,
    });
    this.sources = new AlertSources(this, 'Sources', {
      organization: config.organization,
      key,
      bus: platform.bus,
      intake: this.intakeQueue,
      cloudwatchEvents: config.paging.cloudwatchEvents,
      healthEvents: config.paging.healthEvents,
    });
    alarms.alsoPage(this.sources.topic);

    const act = new ServiceFunction(this, 'ActOnLadder', {
      entry: 'paging/act-on-ladder',
      schema: ActOnLadderEnv,
      env: {
        INCIDENTS_TABLE: this.incidents.access('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        BUS_NAME: platform.bus.putEvents(),
      },
      config,
      limits: { timeout: 15, concurrency: 12 },
      alarms,
    });
    this.ladder = new Ladder(this, 'Ladder', { act, delivery: this.deliveryQueue, alarms });
    new Intake(this, 'Intake', { platform, config, paging: this });
    new Delivery(this, 'Delivery', { platform, config, paging: this });
    new Sweeper(this, 'Sweeper', {
      env: {
        INCIDENTS_TABLE: this.incidents.accessWithIndex('GetItem', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        LADDER_ARN: this.ladder.start(),
        DELIVERY_QUEUE_URL: this.deliveryQueue.send(),
      },
      config,
      key,
      alarms,
    });
    new Heartbeat(this, 'Heartbeat', { config, bus: platform.bus.putEvents(), key, alarms });
    if (config.paging.smsReceipts) new SmsReceipts(this, 'SmsReceipts', { platform, config, paging: this });
    new DailyCheck(this, 'DailyCheck', { platform, config, paging: this });
    new IncidentApi(this, 'IncidentApi', { platform, config, paging: this });
    new ScheduleApi(this, 'ScheduleApi', { platform, config, paging: this });
    new PagingDashboard(this, 'Dashboard', { paging: this });
  }
}
