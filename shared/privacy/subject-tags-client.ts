import type { MacKey } from '../platform/mac-client.ts';
import { canonicalIdentity } from './normalise-identity.ts';
import type { Identities } from './resolve-identities.ts';
import type { SubjectTag } from './subject-keys.ts';
import { subjectTag } from './subject-tag-client.ts';

/** The keyed tags of all a person is known by, each once, however many ways there are to write it. */
export async function subjectTags(key: Pick<MacKey, 'sign'>, identities: Identities): Promise<SubjectTag[]> {
  const tags: SubjectTag[] = [];
  for (const [name, values] of Object.entries(identities)) {
    const once = new Set(values.flatMap((value) => canonicalIdentity(name, value) ?? []));
    for (const value of once) tags.push(await subjectTag(key, name, value));
  }
  return [...new Set(tags)];
}
