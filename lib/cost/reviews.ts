import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ReviewCostsEnv, ShowReviewEnv } from '../../shared/cost/review-env.ts';
import { plain } from '../constructs/access.ts';
import { PageBucket } from '../constructs/page-bucket.ts';
import { PICTURE_FILES } from '../constructs/picture-files.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import { startBySchedule } from '../constructs/start-by-schedule.ts';
import type { CostPart } from './cost-part.ts';

/** Pages are kept for two years and a month, so that a month can be held against the same of last year. */
const KEEP_DAYS = 761;

/** Tells teams and finance every month what it cost, and keeps the page of it behind a link. */
export class Reviews extends Construct {
  readonly pages: PageBucket;

  constructor(scope: Construct, id: string, part: CostPart) {
    super(scope, id);
    this.pages = new PageBucket(this, 'Pages', {
      key: part.platform.key,
      keepDays: KEEP_DAYS,
      prefix: 'reviews/',
    });
    this.tell(part);
    this.show(part);
  }

  private tell({ platform, config, cost }: CostPart): void {
    const { alarms } = platform;
    const reviewCosts = new ServiceFunction(this, 'ReviewCosts', {
      entry: 'cost/review-costs',
      schema: ReviewCostsEnv,
      env: {
        COSTS_TABLE: cost.costs.accessWithIndex('GetItem', 'Query', 'PutItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        BUS_NAME: platform.bus.putEvents(),
        PAGES_BUCKET: this.pages.write(),
        LINK_KEY_ID: cost.linkKey.sign(),
        PAGE_URL: plain(platform.api.url),
      },
      permissions: [
        new PolicyStatement({ sid: 'CountUnits', actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
        new PolicyStatement({ sid: 'OwnCost', actions: ['ce:GetCostAndUsage'], resources: ['*'] }),
        ...(platform.mail === undefined ? [] : [platform.mail.send()]),
      ],
      config,
      files: PICTURE_FILES,
      eventStreams: true, // the client of S3
      limits: { timeout: 120, concurrency: 1, memory: 1769 }, // one whole processor: it draws
      alarms,
    });
    Validations.of(reviewCosts).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Metrics, and costs without a billing view, have no ARN to name; both are only read.',
    });
    this.pages.acknowledgeObjects(reviewCosts);
    const { deadLetters } = cost;
    reviewCosts.keepFailures(deadLetters, { attempts: 2, within: Duration.hours(1) });
    startBySchedule(this, 'Daily', {
      target: reviewCosts,
      input: '{"at":"<aws.scheduler.scheduled-time>"}',
      whom: 'the monthly review',
      purpose: 'tells on the 3rd what the last month cost, and later whether AWS has changed it',
      expression: 'cron(0 7 * * ? *)', // an hour after costs are collected
      deadLetters,
      within: 3600,
    });
  }

  private show({ platform, config, cost }: CostPart): void {
    const showReview = new ServiceFunction(this, 'ShowReview', {
      entry: 'cost/show-review',
      schema: ShowReviewEnv,
      env: { PAGES_BUCKET: this.pages.read(), LINK_KEY_ID: cost.linkKey.verify() },
      config,
      eventStreams: true, // the client of S3
      limits: { timeout: 10, concurrency: 2 },
      alarms: platform.alarms,
    });
    this.pages.acknowledgeObjects(showReview);
    platform.api.serveOpen(
      'The link in a mail is all a reader has; the token in the path is checked by KMS and expires.',
      showReview,
      'GET /r/{token}',
    );
  }
}
