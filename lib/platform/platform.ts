import { Construct } from 'constructs';
import { DescribeApiEnv } from '../../shared/platform/env.ts';
import type { Organization } from '../../shared/platform/schema.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { Alarms } from './alarms.ts';
import { Bus } from './bus.ts';
import { DataKey } from './data-key.ts';
import { HttpApi } from './http-api.ts';
import { MailSender } from './mail-sender.ts';

export interface PlatformProps {
  readonly organization: Organization;
}

/** What every domain stands on: the data key, alarms, the bus, the HTTP API, mail and the audit trail. */
export class Platform extends Construct {
  readonly key: DataKey;
  readonly alarms: Alarms;
  readonly api: HttpApi;
  /** Entries are only ever added: no function may change or delete one. */
  readonly audit: DomainTable;
  readonly bus: Bus;
  /** Undefined where no address to mail from is configured: nothing is mailed then. */
  readonly mail: MailSender | undefined;

  constructor(scope: Construct, id: string, props: PlatformProps) {
    super(scope, id);
    this.key = new DataKey(this, 'DataKey');
    this.alarms = new Alarms(this, 'Alarms', { key: this.key });
    this.audit = new DomainTable(this, 'Audit', { key: this.key });
    this.bus = new Bus(this, 'Bus', {
      accounts: props.organization.accounts.map(({ id }) => id),
    });
    const { sender } = props.organization;
    this.mail = sender === undefined ? undefined : new MailSender(this, 'Mail', { address: sender });
    this.api = new HttpApi(this, 'HttpApi', { alarms: this.alarms });

    const describeApi = new ServiceFunction(this, 'DescribeApi', {
      entry: 'platform/describe-api',
      schema: DescribeApiEnv,
      env: {},
      config: { organization: props.organization },
      limits: { timeout: 10, concurrency: 2 },
      alarms: this.alarms,
    });
    this.api.serveOpen(
      'Health and the description of the API are the same for everyone and hold nothing of anyone.',
      describeApi,
      'GET /v1/health',
      'GET /openapi.json',
    );
  }
}
