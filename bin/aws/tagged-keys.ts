import { DescribeKeyCommand, KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { instant } from '../../shared/kernel/instant.ts';
import { KeyId } from '../../shared/privacy/key-id.ts';
import type { TaggedKey } from '../../shared/privacy/stray-keys.ts';

/** As `kms-subject-keys-client.ts` makes them. */
const TAG = 'belltower:subject-key';

/** Every key of a person in the region, and whether an alias names it. Only those without one are asked for more. */
export async function readTaggedKeys(region: string): Promise<TaggedKey[]> {
  const kms = new KMSClient({ region });
  const tagging = new ResourceGroupsTaggingAPIClient({ region });
  const ids: KeyId[] = [];
  const asked = { ResourceTypeFilters: ['kms:key'], TagFilters: [{ Key: TAG }] };
  for await (const { ResourceTagMappingList = [] } of paginateGetResources({ client: tagging }, asked))
    for (const { ResourceARN = '' } of ResourceTagMappingList) {
      const keyId = KeyId.safeParse(ResourceARN.split('/').at(-1));
      if (keyId.success) ids.push(keyId.data);
    }
  if (ids.length === 0) return [];
  // After the keys: one that was named meanwhile has its name by now.
  const named = new Set<string | undefined>();
  for await (const { Aliases = [] } of paginateListAliases({ client: kms }, {}))
    for (const { TargetKeyId } of Aliases) named.add(TargetKeyId);
  const nameless = ids.filter((keyId) => !named.has(keyId));
  const described: TaggedKey[] = [];
  for (const keyId of nameless) {
    const { KeyMetadata: key } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    if (key?.CreationDate === undefined) continue;
    described.push({
      keyId,
      created: instant(key.CreationDate.getTime()),
      pendingDeletion: key.KeyState === 'PendingDeletion',
      named: false,
    });
  }
  return described;
}
