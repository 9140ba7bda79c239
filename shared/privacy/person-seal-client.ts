import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { KmsSubjectKeys } from './kms-subject-keys-client.ts';
import type { OpenPersonSeal, Person, PersonSeal } from './person-seal.ts';
import type { SubjectTag } from './subject-keys.ts';
import { subjectTag } from './subject-tag-client.ts';

/** What sealed text begins with, so that it is known in a log. */
const PREFIX = 'bt1.';
/** A tag is the same for ever; so many are remembered. */
const MOST_TAGS = 1_000;

interface PersonSealParts {
  readonly tagKeyId: string;
  readonly client: KMSClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The seal over KMS: keys of persons by `KmsSubjectKeys`, found by the tags that the erasure makes too. */
export function personSealOver({ tagKeyId, client, now }: PersonSealParts): PersonSeal {
  const keys = new KmsSubjectKeys({ now, client });
  const tags = new Map<string, SubjectTag>();
  const mac = {
    sign: async (message: Uint8Array) => {
      const { Mac } = await client.send(
        new GenerateMacCommand({ KeyId: tagKeyId, MacAlgorithm: 'HMAC_SHA_256', Message: message }),
      );
      if (Mac !== undefined) return Mac;
      throw new AppError('the key service gave no MAC', { code: 'mac-missing', kind: 'unavailable' });
    },
  };
  const tagOf = async ({ name, value }: Person): Promise<SubjectTag> => {
    const who = JSON.stringify([name, value]);
    const tag = tags.get(who) ?? (await subjectTag(mac, name, value));
    if (tags.size >= MOST_TAGS) tags.clear();
    tags.set(who, tag);
    return tag;
  };
  return {
    async seal(person, className, data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      const sealed = await keys.seal(await tagOf(person), className, bytes);
      return PREFIX + Buffer.from(sealed).toString('base64url');
    },
    async open(person, className, sealed) {
      const text = sealed.startsWith(PREFIX) ? sealed.slice(PREFIX.length) : '';
      const bytes = await keys.open(await tagOf(person), className, Buffer.from(text, 'base64url'));
      return Buffer.from(bytes).toString();
    },
  };
}

/** The same for an application: what `belltower/subject-keys` exports. */
export function personSealAt(now: () => number): OpenPersonSeal {
  return ({ tagKeyId, region }) =>
    personSealOver({ tagKeyId, now, client: new KMSClient(region === undefined ? {} : { region }) });
}
