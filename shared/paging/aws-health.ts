import * as z from 'zod';
import { type Instant, instant } from '../kernel/instant.ts';
import { AlertRaised, AWS_HEALTH } from './events.ts';
import { cutText, firstText, fitLabels } from './fit-alert.ts';
import type { Hash } from './signal.ts';

/** What is wrong with a field that only describes must not lose the event. */
const Text = z.string().nullish().catch(undefined);
const Count = z.coerce.number().int().min(1).catch(1);

/** https://docs.aws.amazon.com/health/latest/ug/aws-health-events-eventbridge-schema.html */
const HealthEvent = z.object({
  'detail-type': z.string(),
  account: Text,
  time: Text,
  detail: z.object({
    eventArn: z.string().min(1),
    service: Text,
    eventTypeCode: Text,
    eventTypeCategory: Text,
    eventScopeCode: Text,
    statusCode: Text,
    eventRegion: Text,
    actionability: Text,
    affectedAccount: Text,
    startTime: Text,
    lastUpdatedTime: Text,
    eventDescription: z
      .array(z.object({ language: Text, latestDescription: z.string() }))
      .nullish()
      .catch(undefined),
    affectedEntities: z
      .array(z.object({ entityValue: z.string() }))
      .nullish()
      .catch(undefined),
    page: Count,
    totalPages: Count,
  }),
});
type Detail = z.infer<typeof HealthEvent>['detail'];

/** An event of AWS Health as an alert; `changedAt` is undefined where it does not say. */
export type HealthChange =
  | { readonly ok: true; readonly alert: AlertRaised; readonly changedAt: Instant | undefined }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads an event of AWS Health. Its updates, its pages and its copy in the backup region share a key: one incident for
 * each event and affected account. `closed` resolves it; `open` and `upcoming` fire.
 */
export function healthFromBus(event: unknown, hash: Hash): HealthChange {
  const parsed = HealthEvent.safeParse(event);
  if (!parsed.success) return { ok: false, reason: fault(parsed.error) };
  const { detail } = parsed.data;
  const account = firstText([detail.affectedAccount, parsed.data.account], 64);
  const service = firstText([detail.service], 128);
  const key = `aws-health:${account ?? ''}:${detail.eventArn}`;
  const startsAt = timeOf(detail.startTime);
  const alert = AlertRaised.safeParse({
    title: titleOf(detail),
    source: 'aws-health',
    severity: severityOf(parsed.data['detail-type'], detail),
    state: detail.statusCode === 'closed' ? 'resolved' : 'firing',
    dedupKey: key.length <= 1024 ? key : `aws-health:${hash(key)}`,
    labels: labelsOf(detail),
    links: [{ text: 'AWS Health Dashboard', url: 'https://health.aws.amazon.com/health/home' }],
    ...(service === undefined ? {} : { service }),
    ...(account === undefined ? {} : { account }),
    ...(startsAt === undefined ? {} : { startsAt }),
  });
  if (!alert.success) return { ok: false, reason: fault(alert.error) };
  return {
    ok: true,
    alert: alert.data,
    changedAt: timeOf(detail.lastUpdatedTime) ?? timeOf(parsed.data.time),
  };
}

function severityOf(detailType: string, { eventTypeCategory }: Detail): AlertRaised['severity'] {
  if (detailType === AWS_HEALTH.abuse) return 'SEV2';
  return eventTypeCategory === 'accountNotification' || eventTypeCategory === 'scheduledChange'
    ? 'SEV4'
    : 'SEV3';
}

function titleOf({ eventTypeCode, eventRegion, eventDescription }: Detail): string {
  const code = firstText([eventTypeCode], 256) ?? 'AWS Health event';
  const region = firstText([eventRegion], 64);
  const texts = eventDescription ?? [];
  const text = (texts.find(({ language }) => language?.startsWith('en')) ?? texts[0])?.latestDescription;
  // Some descriptions come with their line breaks escaped twice.
  const line = firstText((text ?? '').replaceAll('\\n', '\n').split('\n'), 200);
  return `${code}${region === undefined ? '' : ` in ${region}`}${line === undefined ? '' : `: ${line}`}`;
}

function labelsOf(detail: Detail): AlertRaised['labels'] {
  const { eventTypeCode, eventTypeCategory, eventScopeCode, statusCode, eventRegion, actionability } = detail;
  const entities = (detail.affectedEntities ?? []).map(({ entityValue }) => entityValue);
  return fitLabels({
    awsService: detail.service,
    eventArn: detail.eventArn,
    eventTypeCode,
    eventTypeCategory,
    eventScopeCode,
    statusCode,
    eventRegion,
    actionability,
    ...(entities.length > 0 ? { affectedEntities: someOf(entities, 480) } : {}),
    ...(detail.totalPages > 1 ? { page: `${detail.page} of ${detail.totalPages}` } : {}),
  });
}

/** As many of the names as fit into `most` characters, at least one, and how many more there are. */
function someOf(names: readonly string[], most: number): string {
  const [first = '', ...others] = names;
  let text = cutText(first, most - 20);
  let shown = 1;
  for (const name of others) {
    if (text.length + name.length + 20 > most) break;
    text += `, ${name}`;
    shown++;
  }
  return shown === names.length ? text : `${text} and ${names.length - shown} more`;
}

const RFC_1123 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

/** `Wed, 16 Aug 2023 23:18:51 GMT`, or ISO 8601 as the event's own time has it. */
function timeOf(text: string | null | undefined): Instant | undefined {
  if (text == null || !(RFC_1123.test(text) || ISO.test(text))) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : instant(ms);
}

function fault(error: z.ZodError): string {
  const issue = error.issues[0];
  return `AWS Health event: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
}
