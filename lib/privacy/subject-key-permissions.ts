import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PrivacySection } from '../../shared/privacy/config.ts';

/** The tag of every key of a person: the class of the data it seals. As `kms-subject-keys-client.ts` makes them. */
const TAG = 'belltower:subject-key';
const ALIASES = 'alias/belltower/subject/*';

/** What destroying keys of persons takes: of those alone whose tag says that they are such. */
export function destroySubjectKeys(scope: Construct, privacy: PrivacySection): PolicyStatement[] {
  const { ours, everyKey } = names(scope, privacy);
  return [
    // A key is looked for by its alias and may not be there, or be gone: neither has a tag to go by. It is only read.
    new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [everyKey] }),
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ScheduleKeyDeletion'],
      resources: [everyKey],
      conditions: { StringEquals: { [`aws:ResourceTag/${TAG}`]: ours } },
    }),
  ];
}

/** What applications need that seal data of persons and open it again: for their roles, not for ours. */
export function useSubjectKeys(scope: Construct, privacy: PrivacySection): PolicyStatement[] {
  const { ours, everyKey, aliases } = names(scope, privacy);
  return [
    // A key that is yet to be made has no ARN: whoever makes one must tag it as one of ours.
    new PolicyStatement({
      actions: ['kms:CreateKey', 'kms:TagResource'],
      resources: ['*'],
      conditions: { StringEquals: { [`aws:RequestTag/${TAG}`]: ours } },
    }),
    new PolicyStatement({ actions: ['kms:CreateAlias'], resources: [aliases] }),
    new PolicyStatement({ actions: ['kms:DescribeKey'], resources: [everyKey] }),
    new PolicyStatement({
      // The last for a key that two have made at once: the one that is not used is given back.
      actions: ['kms:CreateAlias', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:ScheduleKeyDeletion'],
      resources: [everyKey],
      conditions: { StringEquals: { [`aws:ResourceTag/${TAG}`]: ours } },
    }),
  ];
}

function names(scope: Construct, { systems }: PrivacySection) {
  const stack = Stack.of(scope);
  const arn = (resource: string) => stack.formatArn({ service: 'kms', resource });
  const ours = [...new Set(systems.flatMap(({ classes }) => classes.map(({ id }) => id)))].sort();
  return { ours, everyKey: arn('key/*'), aliases: arn(ALIASES) };
}
