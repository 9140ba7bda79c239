import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { IAMClient } from '@aws-sdk/client-iam';
import { AppError } from '../kernel/errors.ts';
import { refusalName } from '../kernel/refused.ts';
import { groupPage, tagsOfGroup } from './auto-scaling-client.ts';
import { iamSource } from './iam-inventory-client.ts';
import type { Source, SourcePage } from './inventory.ts';

/** What the Tagging API does not list: Auto Scaling groups, and what IAM has where that is looked for here. */
export function nativeSource(autoscaling: AutoScalingClient, iam: IAMClient | undefined): Source {
  const sources: readonly (readonly [name: string, source: Pick<Source, 'page' | 'tagsOf'>])[] = [
    ['groups', { page: (token) => groupSourcePage(autoscaling, token) }],
    ...(iam === undefined ? [] : [['iam', iamSource(iam)] as const]),
  ];
  return {
    source: 'native',
    async page(token) {
      const [name = sources[0]?.[0], ...rest] = token?.split(' ') ?? [];
      const place = sources.findIndex(([one]) => one === name);
      const source = sources[place]?.[1];
      if (source === undefined)
        throw new AppError('where the listing goes on is not known', {
          code: 'listing-expired',
          kind: 'gone',
        });
      const page = await source.page(rest.length === 0 ? undefined : rest.join(' '));
      return { ...page, next: page.next === undefined ? sources[place + 1]?.[0] : `${name} ${page.next}` };
    },
    tagsOf: async (arn) => (iam === undefined ? undefined : iamSource(iam).tagsOf?.(arn)),
  };
}

/** Off where Auto Scaling may not be read. */
async function groupSourcePage(client: AutoScalingClient, token: string | undefined): Promise<SourcePage> {
  try {
    const { groups, next } = await groupPage(client, token);
    const listed = groups.map((group) => ({ arn: group.arn, tags: tagsOfGroup(group) }));
    return { listed, next, coverage: { state: 'whole' } };
  } catch (thrown) {
    if (refusalName(thrown) === undefined) throw thrown;
    return { listed: [], next: undefined, coverage: { state: 'off', reason: 'NOT_ALLOWED: autoscaling' } };
  }
}
