import { randomUUID } from 'node:crypto';
import type { SweepCell } from '../shared/platform/sweep.ts';
import { TRAIL_CALL } from '../shared/tags/tag-events.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION } from './aws-environment.ts';

/** A call that made something, as CloudTrail writes it down. */
export interface MadeCall {
  /** Who called, by IAM Identity Center. */
  readonly by: string;
  /** Without `.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  readonly request: unknown;
  readonly response: unknown;
  /** The ARN of what it made, where CloudTrail does not tell it. */
  readonly arn?: string | undefined;
}

/** Tools put tags on by a second call; by then they have. */
const AGO_MS = 120_000;

const HERE: SweepCell = { account: LOCAL_ACCOUNT, region: LOCAL_REGION };

/**
 * The entry that AWS would put on the default bus of the account and region so many milliseconds after the call, but for
 * its source, which is AWS's alone.
 */
export function trailEntry(
  { by, source, name, request, response }: MadeCall,
  now: number,
  ago = AGO_MS,
  { account, region } = HERE,
) {
  const detail = {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:${by}`,
      arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Developer_0123456789abcdef/${by}`,
      accountId: account,
    },
    eventTime: new Date(now - ago).toISOString().replace(/\.\d+Z$/, 'Z'),
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: region,
    userAgent: 'aws-cli/2.31.0',
    requestParameters: request,
    responseElements: response,
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  };
  return { Source: `local.${source}`, DetailType: TRAIL_CALL, Detail: JSON.stringify(detail) };
}
