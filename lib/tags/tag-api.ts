import { Construct } from 'constructs';
import { ReviewTagPlansEnv } from '../../shared/tags/sweep-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { TagsPart } from './tags-part.ts';

/** What people and tools see of tags: scores, plans of quarantine that wait for somebody, and what is in quarantine. */
export class TagApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, tags }: TagsPart) {
    super(scope, id);
    const reviewPlans = new ServiceFunction(this, 'ReviewTagPlans', {
      entry: 'tags/review-tag-plans',
      schema: ReviewTagPlansEnv,
      env: {
        RESOURCES_TABLE: tags.resources.accessWithIndex('GetItem', 'BatchGetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        TAG_SWEEP_ARN: tags.sweep.sweep.invocation(),
      },
      config,
      limits: { timeout: 10, concurrency: 2 },
      alarms: platform.alarms,
    });
    platform.api.serveSigned(
      reviewPlans,
      'GET /v1/tags/scores',
      'GET /v1/tags/plans/{digest}',
      'POST /v1/tags/plans/{digest}/approve',
      'GET /v1/tags/quarantine',
      'POST /v1/tags/quarantine/release',
    );
  }
}
