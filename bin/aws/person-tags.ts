import { KMSClient } from '@aws-sdk/client-kms';
import { MacKey } from '../../shared/platform/mac-client.ts';
import type { IdentityName } from '../../shared/privacy/config.ts';
import { canonicalIdentity } from '../../shared/privacy/normalise-identity.ts';
import type { Identities } from '../../shared/privacy/resolve-identities.ts';
import type { SubjectTag } from '../../shared/privacy/subject-keys.ts';
import { subjectTag } from '../../shared/privacy/subject-tag-client.ts';
import { tagIdentities } from '../../shared/privacy/tag-identities.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** Keyed tags of persons, made by the deployed stack's KMS key with the caller's own credentials. */
export class PersonTags {
  readonly #key: MacKey;

  constructor(key: MacKey) {
    this.#key = key;
  }

  /** @throws UsageFault when the stack is not deployed */
  static async open(options: AwsOptions): Promise<PersonTags> {
    const region = regionOf(options);
    const outputs = await readStackOutputs(options.stack, region);
    const client = new KMSClient({ region });
    return new PersonTags(new MacKey(outputs.valueOf('TagKeyId'), 'HMAC_SHA_256', client));
  }

  /** All of a person, each once. */
  of(identities: Identities): Promise<SubjectTag[]> {
    return tagIdentities(this.#key, Object.keys(identities), identities);
  }

  /** Of one identity; undefined for what is none of this kind. */
  async ifAny(name: IdentityName, value: string): Promise<SubjectTag | undefined> {
    if (canonicalIdentity(name, value) === undefined) return undefined;
    return subjectTag(this.#key, name, value);
  }
}
