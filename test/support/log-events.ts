/** What CloudTrail writes of a call to CloudWatch Logs, as EventBridge brings it. */
export function logEvent(
  eventName: string,
  logGroupName: string,
  {
    detail = {},
    account = '111111111111',
    region = 'eu-west-1',
  }: { readonly detail?: object; readonly account?: string; readonly region?: string } = {},
) {
  return {
    version: '0',
    id: `event-${eventName}-${logGroupName}`,
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.logs',
    account,
    time: '2026-11-21T12:00:00Z',
    region,
    resources: [],
    detail: {
      eventVersion: '1.11',
      eventTime: '2026-11-21T12:00:00Z',
      eventSource: 'logs.amazonaws.com',
      eventName,
      awsRegion: region,
      recipientAccountId: account,
      requestParameters: { logGroupName },
      responseElements: null,
      readOnly: false,
      ...detail,
    },
  };
}
