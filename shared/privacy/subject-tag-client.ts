import { AppError } from '../kernel/errors.ts';
import type { MacKey } from '../platform/mac-client.ts';
import type { IdentityName } from './config.ts';
import { canonicalIdentity } from './normalise-identity.ts';
import type { SubjectTag } from './subject-keys.ts';

/**
 * The keyed tag of a person by one identity: the same for every way to write it, and nothing that can be made or undone
 * without the key.
 * @throws AppError `identity-invalid` for what is no identity of this name; it is not repeated
 */
export async function subjectTag(
  key: Pick<MacKey, 'sign'>,
  name: IdentityName,
  value: string,
): Promise<SubjectTag> {
  const canonical = canonicalIdentity(name, value);
  if (canonical === undefined)
    throw new AppError(`this is not an identity of the kind ${name}`, {
      code: 'identity-invalid',
      kind: 'invalid',
    });
  const mac = await key.sign(Buffer.from(`belltower-subject\0${name}\0${canonical}`));
  return Buffer.from(mac).toString('base64url');
}
