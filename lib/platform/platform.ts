import { Construct } from 'constructs';
import { DescribeApiEnv } from '../../shared/platform/env.ts';
import type { Organization } from '../../shared/platform/schema.ts';
import { DomainTable } from '../constructs/domain-table.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { Alarms } from './alarms.ts';
import { DataKey } from './data-key.ts';
import { HttpApi } from './http-api.ts';

export interface PlatformProps {
  readonly organization: Organization;
}

/** What every domain stands on: the data key, alarms, the HTTP API and the audit trail. */
export class Platform extends Construct {
  readonly key: DataKey;
  readonly alarms: Alarms;
  readonly api: HttpApi;
  /** Entries are only ever added: no function may change or delete one. */
  readonly audit: DomainTable;

  constructor(scope: Construct, id: string, props: PlatformProps) {
    super(scope, id);
    this.key = new DataKey(this, 'DataKey');
    this.alarms = new Alarms(this, 'Alarms', { key: this.key });
    this.audit = new DomainTable(this, 'Audit', { key: this.key });
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
