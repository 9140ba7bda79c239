import { Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeliverPagesEnv } from '../../shared/paging/env.ts';
import { plain } from '../constructs/access.ts';
import { ServiceFunction } from '../constructs/service-function.ts';
import type { PagingPart } from './paging-part.ts';
import { smsPermissions } from './sms-permissions.ts';

/** Sends the pages on the delivery queue by SMS, mail and webhook. */
export class Delivery extends Construct {
  constructor(scope: Construct, id: string, { platform, config, paging }: PagingPart) {
    super(scope, id);
    const mail = platform.mail === undefined ? [] : [platform.mail.send()];
    const deliverPages = new ServiceFunction(this, 'DeliverPages', {
      entry: 'paging/deliver-pages',
      schema: DeliverPagesEnv,
      env: {
        INCIDENTS_TABLE: paging.incidents.accessWithIndex(
          'GetItem',
          'BatchGetItem',
          'PutItem',
          'UpdateItem',
          'ConditionCheckItem',
        ),
        CONTACTS_TABLE: paging.contacts.access('BatchGetItem', 'UpdateItem'),
        AUDIT_TABLE: platform.audit.access('PutItem'),
        LINK_KEY_ID: paging.linkKey.sign(),
        LADDER_ARN: paging.ladder.start(),
        BUS_NAME: platform.bus.putEvents(),
        PAGE_URL: plain(platform.api.url),
        DLQ_URL: paging.deliveryQueue.deadLetters.send(),
      },
      permissions: [...smsPermissions(this), ...mail],
      config,
      limits: { timeout: 30, concurrency: 20 },
      alarms: platform.alarms,
    });
    Validations.of(deliverPages).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'A message to a phone number has no ARN to name; topics, which have one, are denied beside it.',
    });
    // One person at a time: what kills the function on the way can repeat no one else's pages.
    paging.deliveryQueue.feed(deliverPages, { batch: 1 });
  }
}
