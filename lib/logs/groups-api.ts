import { Construct } from 'constructs';
import { ServeLogGroupsEnv } from '../../shared/logs/env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { LogsPart } from './logs-part.ts';

/** What people and tools see of log groups, and how a shortening is approved or vetoed. */
export class GroupsApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, logs }: LogsPart) {
    super(scope, id);
    const serve = new ServiceFunction(this, 'ServeLogGroups', {
      entry: 'logs/serve-log-groups',
      schema: ServeLogGroupsEnv,
      env: {
        GROUPS_TABLE: logs.groups.accessWithIndex('GetItem', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
      },
      config,
      limits: { timeout: 25, concurrency: 2 },
      alarms: platform.alarms,
    });
    // A route for each: IAM can allow a veto to everybody, and an approval to few.
    platform.api.serveSigned(
      serve,
      'GET /v1/logs/groups',
      'POST /v1/logs/groups/approve',
      'POST /v1/logs/groups/veto',
    );
  }
}
