import { Stack } from 'aws-cdk-lib';
import { type Conditions, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TagsSection } from '../../shared/tags/config.ts';
import { QUARANTINE, TAG_READS, taggingActions } from './tag-actions.ts';

/** Why tags are read and written on everything: the reason for the rules for templates. */
export const TAGS_ANYWHERE =
  'Any resource may lack a tag, whatever made it. Only the keys of tags.yaml are written, and a listing names no resource.';

/** The permission to see the tags of whatever there is in the account. */
export function readTags(): PolicyStatement {
  return new PolicyStatement({ sid: 'ReadTags', actions: [...TAG_READS], resources: ['*'] });
}

/** The permission to put the tags of the policy right on whatever there is in the account, and no other tags. */
export function writeTags(scope: Construct, { required }: Pick<TagsSection, 'required'>): PolicyStatement[] {
  const keys = required.map(({ key }) => key);
  // Another casing of a key is the key itself for IAM, and a misspelling of it elsewhere, as are spaces around it.
  const only = (some: readonly string[]): Conditions => ({
    'ForAllValues:StringEqualsIgnoreCase': { 'aws:TagKeys': [...some] },
  });
  return [
    new PolicyStatement({
      sid: 'SetTags',
      actions: taggingActions('set'),
      resources: ['*'],
      conditions: only(keys),
    }),
    new PolicyStatement({
      sid: 'RemoveMisspeltTags',
      actions: taggingActions('remove'),
      resources: ['*'],
      conditions: only(keys.flatMap((key) => [key, ` ${key}`, `${key} `])),
    }),
    new PolicyStatement({
      sid: 'TagApis',
      actions: ['apigateway:DELETE', 'apigateway:PUT'],
      resources: [`arn:${Stack.of(scope).partition}:apigateway:*::/tags/*`],
    }),
  ];
}

/** The permission to stop what stays wrong, so that it can be started again. */
export function quarantine(): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'SeeWhatIsStopped',
      actions: [...QUARANTINE.reads],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'Quarantine',
      actions: [...QUARANTINE.writes],
      resources: ['*'],
    }),
  ];
}
