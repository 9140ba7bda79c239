import { Construct } from 'constructs';
import { ReviewTagPlansEnv } from '../../shared/tags/sweep-env.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { TagsPart } from './tags-part.ts';

/** What people and tools see of tags: scores, and plans of quarantine that wait for somebody. */
export class TagApi extends Construct {
  constructor(scope: Construct, id: string, { platform, config, tags }: TagsPart) {
    super(scope, id);
    const reviewPlans = new ServiceFunction(this, 'ReviewTagPlans', {
      entry: 'tags/review-tag-plans',
      schema: ReviewTagPlansEnv,
      env: {
        RESOURCES_TABLE: tags.resources.access('GetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
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
    );
  }
}
