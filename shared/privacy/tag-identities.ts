import type { MacKey } from '../platform/mac-client.ts';
import type { IdentityName } from './config.ts';
import type { Identities } from './resolve-identities.ts';
import type { SubjectTag } from './subject-keys.ts';
import { subjectTag } from './subject-tag-client.ts';

/**
 * The keyed tags of all a person is known by, each once and always in the same order. The first is that of the case: of
 * the first identity that the data map lists and the request brings.
 * @param names the identities of the data map
 */
export async function tagIdentities(
  key: Pick<MacKey, 'sign'>,
  names: readonly IdentityName[],
  identities: Identities,
): Promise<SubjectTag[]> {
  const known = names.filter((name) => Object.hasOwn(identities, name));
  const tags = await Promise.all(
    known.map(async (name) => {
      const values = identities[name] ?? [];
      return (await Promise.all(values.map((value) => subjectTag(key, name, value)))).toSorted();
    }),
  );
  return [...new Set(tags.flat())];
}
