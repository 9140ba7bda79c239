import type { Tags } from '../../../../shared/tags/resource.ts';

/** A create call as CloudTrail writes it down, of account 111111111111 in eu-west-1, and what it made. */
export interface Fixture {
  /** Without `.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  readonly request: unknown;
  readonly response: unknown;
  /** The tags of each thing it made, by ARN. Undefined tags: the event does not tell them. */
  readonly made: Readonly<Record<string, Tags | undefined>>;
  /** Whether the request alone says what it made. */
  readonly byRequest: boolean;
}

export const A = '111111111111';
export const R = 'eu-west-1';

/** A list of tags with these names for its parts. */
export function tagList(tags: Tags, key = 'key', value = 'value'): object[] {
  return Object.entries(tags).map(([name, text]) => ({ [key]: name, [value]: text }));
}

export const TAGS: Tags = { team: 'payments', env: 'prod' };

/** Somebody in IAM Identity Center. */
export const ALICE = {
  type: 'AssumedRole',
  principalId: 'AROAX:alice@acme.example',
  arn: `arn:aws:sts::${A}:assumed-role/AWSReservedSSO_Dev_1/alice@acme.example`,
  accountId: A,
};

type Call = Pick<Fixture, 'source' | 'name' | 'request' | 'response'>;

/** A record of CloudTrail for a call of hers. */
export function record({ source, name, request, response }: Call, more: object = {}) {
  return {
    eventVersion: '1.11',
    userIdentity: ALICE,
    eventTime: '2026-11-21T08:59:00Z',
    eventSource: `${source}.amazonaws.com`,
    eventName: name,
    awsRegion: R,
    requestParameters: request,
    responseElements: response,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: A,
    eventCategory: 'Management',
    ...more,
  };
}
