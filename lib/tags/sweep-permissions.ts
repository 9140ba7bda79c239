import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { TagsSection } from '../../shared/tags/config.ts';
import { QuarantineWay, WAYS } from '../../shared/tags/ways/table.ts';
import type { WayAccess } from '../../shared/tags/ways/way.ts';
import { acknowledgePatterns } from '../constructs/acknowledge-patterns.ts';
import { acknowledgeTagging, taggingPermissions } from './tagging-permissions.ts';

/** To list what there is: by Resource Explorer what has no tag, and what IAM has. Reads alone. */
export function listingPermissions(): PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ListWhatThereIs',
      actions: [
        'iam:GetAccountAuthorizationDetails',
        'iam:ListInstanceProfiles',
        'iam:ListPolicies',
        'resource-explorer-2:ListSupportedResourceTypes',
        'resource-explorer-2:Search',
      ],
      resources: ['*'],
    }),
  ];
}

/**
 * To stop what stays wrong in the account of Belltower, and to put it back: by the ways there are, each with what it needs,
 * and never what Belltower itself runs on, which its stack has tagged. A dry run only looks at the tags that there are.
 */
export function quarantinePermissions(scope: Construct, tags: TagsSection): PolicyStatement[] {
  const reads = taggingPermissions(scope, { ...tags, apply: false }).filter(
    ({ sid }) => sid !== 'ReadStacks' && sid !== 'ReadParents',
  );
  return [...reads, ...waysPermissions(scope, tags)];
}

/** To quarantine alone, for whom may read tags already. In a dry run it is nothing. */
export function waysPermissions(scope: Construct, { apply }: TagsSection): PolicyStatement[] {
  return apply ? QuarantineWay.options.flatMap((name) => wayPermissions(scope, name)) : [];
}

/** Says to the rules for roles why what is read and stopped is named by patterns. */
export function acknowledgeQuarantine(target: Construct, tags: TagsSection): void {
  acknowledgeTagging(target, { ...tags, apply: false });
  acknowledgePatterns(
    target,
    quarantinePermissions(target, tags),
    'Whatever runs in the account may stay wrong; it is only stopped or denied, and nothing of Belltower.',
  );
}

function wayPermissions(scope: Construct, name: QuarantineWay): PolicyStatement[] {
  const { partition, account } = Stack.of(scope);
  const { on, look, act, only = {}, inOurName, never, knowsTags } = WAYS[name].access;
  const arn = (resource: string) => `arn:${partition}:${resource.replace('{account}', account)}`;
  const conditions = (wanted: NonNullable<WayAccess['only']>) =>
    Object.fromEntries(
      Object.entries(wanted).map(([operator, keys]) => [
        operator,
        Object.fromEntries(
          Object.entries(keys).map(([key, value]) => [key, value.replace('{partition}', partition)]),
        ),
      ]),
    );
  const sid = name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return [
    new PolicyStatement({
      sid: `LookTo${sid}`,
      actions: [...look.actions],
      resources: [look.anywhere === true ? '*' : arn(on)],
    }),
    new PolicyStatement({
      sid,
      actions: [...act],
      resources: [arn(on)],
      conditions: {
        ...conditions(only),
        ...(knowsTags ? { StringNotEquals: { 'aws:ResourceTag/application': 'belltower' } } : {}),
      },
    }),
    ...(inOurName === undefined
      ? []
      : [
          new PolicyStatement({
            sid: `For${sid}`,
            actions: [...inOurName.actions],
            resources: [arn(inOurName.on)],
            conditions: conditions(inOurName.only),
          }),
        ]),
    ...(never === undefined
      ? []
      : [
          new PolicyStatement({
            sid: `Never${sid}`,
            effect: Effect.DENY,
            actions: [...act],
            resources: never.map(arn),
          }),
        ]),
  ];
}
