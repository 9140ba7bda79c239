/** An event of AWS Health on the default bus, in the form that its user guide documents. `detail` overrides. */
export function healthEvent(detail: Record<string, unknown> = {}, changes: Record<string, unknown> = {}) {
  return {
    version: '0',
    id: '7bf73129-1428-4cd3-a780-95db273d1602',
    'detail-type': 'AWS Health Event',
    source: 'aws.health',
    account: '111111111111',
    time: '2026-11-21T02:50:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      eventArn:
        'arn:aws:health:eu-west-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/AWS_EC2_OPERATIONAL_ISSUE_7f35c8ae-af1f-54e6-a526-d0179ed6d68f',
      service: 'EC2',
      eventTypeCode: 'AWS_EC2_OPERATIONAL_ISSUE',
      eventTypeCategory: 'issue',
      eventScopeCode: 'PUBLIC',
      communicationId: '01b0993207d81a09dcd552ebd1e633e36cf1f09a-1',
      startTime: 'Sat, 21 Nov 2026 02:31:07 GMT',
      lastUpdatedTime: 'Sat, 21 Nov 2026 02:49:30 GMT',
      statusCode: 'open',
      eventRegion: 'eu-west-1',
      eventDescription: [
        {
          language: 'en_US',
          latestDescription:
            'Current severity level: Degraded\n\n[02:49 AM UTC] Launches of instances are slow in one zone.',
        },
      ],
      affectedEntities: [],
      page: '1',
      totalPages: '1',
      backupEvent: 'false',
      affectedAccount: '111111111111',
      personas: ['OPERATIONS'],
      ...detail,
    },
    ...changes,
  };
}

/** The retirement of an instance, announced weeks ahead. */
export const RETIREMENT = healthEvent({
  eventArn: 'arn:aws:health:eu-west-1::event/AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED_90353408594353983',
  eventTypeCode: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
  eventTypeCategory: 'scheduledChange',
  eventScopeCode: 'ACCOUNT_SPECIFIC',
  startTime: 'Thu, 10 Dec 2026 13:19:03 GMT',
  statusCode: 'upcoming',
  actionability: 'ACTION_REQUIRED',
  eventDescription: [{ language: 'en_US', latestDescription: '\\nThe instance will be retired.\\n\\nMore.' }],
  affectedEntities: [
    {
      entityValue: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1234567890abcdef0',
      lastUpdatedTime: 'Fri, 20 Nov 2026 19:01:55 GMT',
      status: 'PENDING',
    },
  ],
});

/** A report of abuse has its own detail type, fewer fields, and `global` for a region. */
export const ABUSE = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'AWS Health Abuse Event',
  source: 'aws.health',
  account: '111111111111',
  time: '2026-11-21T02:50:00Z',
  region: 'global',
  resources: ['arn:aws:ec2:us-east-1:111111111111:instance/i-abcd1111'],
  detail: {
    eventArn: 'arn:aws:health:global::event/AWS_ABUSE_DOS_REPORT_92387492375_4498_2026_11_21_02_33_00',
    service: 'ABUSE',
    eventTypeCode: 'AWS_ABUSE_DOS_REPORT',
    eventTypeCategory: 'issue',
    startTime: 'Sat, 21 Nov 2026 02:33:00 GMT',
    eventDescription: [{ language: 'en_US', latestDescription: 'An instance takes part in an attack.' }],
    affectedEntities: [
      { entityValue: 'arn:aws:ec2:us-east-1:111111111111:instance/i-abcd1111' },
      { entityValue: 'arn:aws:ec2:us-east-1:111111111111:instance/i-abcd2222' },
    ],
  },
};

/** The text of a notification of AWS Budgets. Facts given as undefined are left out. */
export function budgetText(changes: Record<string, string | undefined> = {}): string {
  const facts = {
    'Budget Name': 'monthly-prod',
    'Budget Type': 'Cost',
    'Budgeted Amount': '$1,000.00',
    'Alert Type': 'ACTUAL',
    'Alert Threshold': '> $800.00',
    'ACTUAL Amount': '$812.50',
    ...changes,
  };
  const lines = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return [
    'AWS Budget Notification November 21, 2026',
    'AWS Account 111111111111',
    '',
    'Dear AWS Customer,',
    '',
    'You requested that we alert you when the cost of a budget is greater than its threshold [1].',
    '',
    ...lines,
    '',
    '[1] https://console.aws.amazon.com/costmanagement/home#/budgets',
    '',
  ].join('\n');
}
