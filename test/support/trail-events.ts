import { ACCOUNT } from './tags.ts';

/** A person who signed in by IAM Identity Center, as CloudTrail names them. */
export const ALICE = {
  type: 'AssumedRole',
  principalId: 'AROAX:alice@acme.example',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Dev_1/alice@acme.example`,
  accountId: ACCOUNT,
};

/** A call that CloudTrail wrote down, as far as tests of tags care. */
export interface Trailed {
  /** Without `.amazonaws.com`. */
  readonly source: string;
  readonly name: string;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly id?: string;
  /** ISO 8601 with seconds. */
  readonly at?: string;
  readonly region?: string;
  readonly more?: object;
}

/** The event that EventBridge makes of a call. */
export function trailEvent({ source, name, request, response, id, at, region, more }: Trailed): object {
  const [awsRegion, eventTime] = [region ?? 'eu-west-1', at ?? '2026-11-21T08:59:30Z'];
  return {
    version: '0',
    id: '6f87d04b-9f74-4f04-a780-7acf4b0a9b38',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${source}`,
    account: ACCOUNT,
    time: eventTime,
    region: awsRegion,
    resources: [],
    detail: {
      eventVersion: '1.11',
      userIdentity: ALICE,
      eventTime,
      eventSource: `${source}.amazonaws.com`,
      eventName: name,
      awsRegion,
      requestParameters: request ?? null,
      responseElements: response ?? null,
      requestID: '59dbff89-35bd-4eac-99ed-be587EXAMPLE',
      eventID: id ?? '1fdc1f92-8f5c-4f04-9dcd-000000000001',
      readOnly: false,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
      ...more,
    },
  };
}

/** Tags as EC2 lists them. */
export function ec2Tags(tags: Readonly<Record<string, string>>): { items: object[] } {
  return { items: Object.entries(tags).map(([key, value]) => ({ key, value })) };
}

/** The launch of so many instances with these tags, each with a network interface and a volume without any. */
export function runInstances(
  count: number,
  tags: Readonly<Record<string, string>>,
  other: Partial<Trailed> = {},
): object {
  const number = (place: number) => String(place).padStart(17, '0');
  return trailEvent({
    source: 'ec2',
    name: 'RunInstances',
    request: { tagSpecificationSet: { items: [{ resourceType: 'instance', tags: ec2Tags(tags).items }] } },
    response: {
      reservationId: 'r-1',
      instancesSet: {
        items: Array.from({ length: count }, (_, place) => ({
          instanceId: `i-${number(place)}`,
          tagSet: ec2Tags(tags),
          networkInterfaceSet: { items: [{ networkInterfaceId: `eni-${number(place)}`, tagSet: {} }] },
          blockDeviceMapping: {
            items: [{ deviceName: '/dev/xvda', ebs: { volumeId: `vol-${number(place)}` } }],
          },
        })),
      },
    },
    ...other,
  });
}
