/** Calls after which a log group is looked at. */
export const LOG_CALLS = [
  'CreateLogGroup',
  'PutRetentionPolicy',
  'DeleteRetentionPolicy',
  'DeleteLogGroup',
] as const;

/** Under which names EventBridge brings what CloudTrail has written down of CloudWatch Logs. */
export const LOG_CALL_EVENT = {
  detailType: 'AWS API Call via CloudTrail',
  eventSource: 'logs.amazonaws.com',
} as const;

/** What log groups have that Belltower itself makes, as everything of its stack. */
export const OWN_TAG = { key: 'application', value: 'belltower' } as const;
