import { FINDING_API } from '../../shared/cost/finding-api.ts';
import { REVIEW_API } from '../../shared/cost/review-api.ts';
import { PAGING_API } from '../../shared/paging/api.ts';
import { PLATFORM_API } from '../../shared/platform/api.ts';
import { describingOperations } from '../../shared/platform/describe-api.ts';
import { DescribeApiEnv } from '../../shared/platform/env.ts';
import { PRIVACY_API } from '../../shared/privacy/api.ts';
import { apiHandler } from '../../shared/runtime/api-handler.ts';
import { parseEnv } from '../../shared/runtime/env.ts';

parseEnv(DescribeApiEnv);

export const handler = apiHandler(
  describingOperations([...PLATFORM_API, ...PAGING_API, ...FINDING_API, ...REVIEW_API, ...PRIVACY_API]),
);
