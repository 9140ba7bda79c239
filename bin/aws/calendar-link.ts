import { KMSClient } from '@aws-sdk/client-kms';
import { CalendarLinks } from '../../shared/paging/calendar-link-client.ts';
import type { CalendarSubject } from '../../shared/paging/calendar-token.ts';
import type { PagingConfig } from '../../shared/paging/config.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** Where a calendar is subscribed to, signed by the deployed stack's KMS key. @throws UsageFault when it is not deployed */
export async function calendarUrl(
  subject: CalendarSubject,
  config: PagingConfig,
  options: AwsOptions,
): Promise<string> {
  const region = regionOf(options);
  const outputs = await readStackOutputs(options.stack, region);
  const links = new CalendarLinks(outputs.valueOf('IntegrationKeyId'), new KMSClient({ region }));
  const token = await links.issue(subject, config);
  return `${outputs.valueOf('ApiUrl').replace(/\/$/, '')}/c/${token}`;
}
