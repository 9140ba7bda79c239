import { type Instant, parseInstant } from '../kernel/instant.ts';
import { isRecord, textOf, unwrapped } from './event-fields.ts';
import type { CreateCall } from './events/create-call.ts';
import { plainName } from './events/table.ts';
import { partitionOf } from './partition.ts';

/** One call that CloudTrail wrote down. */
export interface TrailCall extends CreateCall {
  /** `ec2.amazonaws.com`; in China without its `.cn`. */
  readonly source: string;
  /** The id of the event; undefined where CloudTrail has none. */
  readonly id: string | undefined;
  /** When it was called. */
  readonly at: Instant | undefined;
  readonly identity: unknown;
  /** The program that called, as it calls itself. */
  readonly userAgent: string | undefined;
  /** Undefined where the call went well. */
  readonly errorCode: string | undefined;
  /** Whether the call can have made nothing that has tags: it only reads, or is about data. */
  readonly makesNothing: boolean;
}

/** A record that is no call, and why, in words. */
export interface UnreadableRecord {
  readonly unreadable: string;
}

/** Fields of which an event or a record has some, however broken it is. */
const MARKS = [
  'detail',
  'detail-type',
  'eventName',
  'eventSource',
  'eventVersion',
  'eventID',
  'userIdentity',
];

/**
 * The records in a JSON value: an event of EventBridge, a record of CloudTrail, or `{ Records: […] }` of either.
 * Undefined where it is none of these. What a single record says is not looked at yet.
 */
export function recordsIn(value: unknown): readonly unknown[] | undefined {
  if (!isRecord(value)) return undefined;
  const { Records: records } = value;
  if (Array.isArray(records)) return records;
  return MARKS.some((mark) => Object.hasOwn(value, mark)) ? [value] : undefined;
}

/** Reads one record; never throws, whatever it is. */
export function readRecord(value: unknown): TrailCall | UnreadableRecord {
  const record = isRecord(value) && isRecord(value['detail']) ? value['detail'] : value;
  if (!isRecord(record)) return { unreadable: 'it is not an object' };
  const eventName = textOf(record, 'eventName');
  const source = sourceOf(record, value);
  if (eventName === undefined) return { unreadable: 'it has no eventName' };
  if (source === undefined) return { unreadable: 'it has no eventSource' };
  const region = regionOf(record, value);
  const name = plainName(eventName);
  const request = answered(record['requestParameters']);
  const response = answered(record['responseElements']);
  return {
    name,
    source,
    region,
    partition: region === '' ? callersPartition(record) : partitionOf(region),
    account: accountOf(record, value),
    request: unwrapped(request, name, 'Request'),
    response: unwrapped(response, name, 'Response'),
    id: textOf(record, 'eventID'),
    at: parseInstant(textOf(record, 'eventTime') ?? ''),
    identity: record['userIdentity'],
    userAgent: textOf(record, 'userAgent'),
    errorCode:
      textOf(record, 'errorCode') ?? (textOf(record, 'errorMessage') === undefined ? undefined : 'an error'),
    makesNothing: record['readOnly'] === true || record['eventCategory'] === 'Data',
  };
}

/** Who was called. EventBridge says it as well, as `aws.ec2`. */
function sourceOf(record: Record<string, unknown>, whole: unknown): string | undefined {
  const stated = textOf(record, 'eventSource')?.toLowerCase().replace(/\.cn$/, '');
  const [, service] = /^aws\.([a-z0-9-]+)$/.exec(textOf(whole, 'source') ?? '') ?? [];
  return stated ?? (service === undefined ? undefined : `${service}.amazonaws.com`);
}

/** The region of the call; empty where nothing says it. */
function regionOf(record: Record<string, unknown>, whole: unknown): string {
  const stated = [textOf(record, 'awsRegion'), textOf(whole, 'region')];
  return stated.find((region) => region !== undefined && /^[a-z][a-z0-9-]+$/.test(region)) ?? '';
}

/** The account in which the call did what it did: not always the caller's. */
function accountOf(record: Record<string, unknown>, whole: unknown): string {
  const stated = [
    textOf(record, 'recipientAccountId'),
    textOf(whole, 'account'),
    textOf(record, 'userIdentity.accountId'),
  ];
  return stated.find((account) => account !== undefined && /^\d{12}$/.test(account)) ?? '';
}

function callersPartition(record: Record<string, unknown>): string {
  const [, partition] = /^arn:(aws[a-z-]*):/.exec(textOf(record, 'userIdentity.arn') ?? '') ?? [];
  return partition ?? partitionOf('');
}

/**
 * A request or answer. CloudTrail writes one that is not there as null, as the text "null", or as JSON in a text, and
 * instead of one that is too large, that it is (CloudTrail User Guide, "CloudTrail record contents", `omitted`).
 */
function answered(value: unknown): unknown {
  if (value === null || value === undefined || value === '' || value === 'null') return undefined;
  if (typeof value !== 'string') return isOmitted(value) ? undefined : value;
  try {
    const parsed: unknown = JSON.parse(value);
    return parsed === null || isOmitted(parsed) ? undefined : parsed;
  } catch {
    return undefined;
  }
}

function isOmitted(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { omitted } = value;
  return omitted === true || omitted === 'true';
}
