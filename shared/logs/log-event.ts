import * as z from 'zod';
import { AppError, invalidInput } from '../kernel/errors.ts';
import { LOG_CALLS } from './events.ts';
import { GroupKey } from './group-memory.ts';

const Event = z.object({
  account: z.string().optional(),
  region: z.string().optional(),
  detail: z.object({
    eventName: z.string(),
    awsRegion: z.string().optional(),
    recipientAccountId: z.string().optional(),
    errorCode: z.string().nullish(),
    errorMessage: z.string().nullish(),
    requestParameters: z.object({ logGroupName: z.string().optional() }).nullish(),
  }),
});

/** What an event says: which group to look at, or why there is nothing to look at. */
export type LogEvent =
  | { readonly kind: 'look'; readonly key: GroupKey; readonly born: boolean }
  | { readonly kind: 'ignored'; readonly reason: 'FAILED_CALL' | 'OTHER_CALL' };

/**
 * Reads one message of the queue. What the event says of retention is not asked for: events come late, twice and out of
 * order, and the group itself says what holds.
 * @throws AppError `invalid` for what is no event, or names no group
 */
export function readLogEvent(body: string): LogEvent {
  const parsed = Event.safeParse(json(body));
  if (!parsed.success) throw invalidInput('the event', parsed.error.issues);
  const { account, region, detail } = parsed.data;
  const { eventName, errorCode, errorMessage, requestParameters } = detail;
  if ((errorCode ?? errorMessage ?? undefined) !== undefined)
    return { kind: 'ignored', reason: 'FAILED_CALL' };
  if (!LOG_CALLS.some((call) => call === eventName)) return { kind: 'ignored', reason: 'OTHER_CALL' };
  const key = GroupKey.safeParse({
    account: detail.recipientAccountId ?? account,
    region: detail.awsRegion ?? region,
    name: requestParameters?.logGroupName,
  });
  if (!key.success) throw invalidInput('the event', key.error.issues);
  return { kind: 'look', key: key.data, born: eventName === 'CreateLogGroup' };
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new AppError('the event is not JSON', { code: 'malformed-event', kind: 'invalid', cause });
  }
}
