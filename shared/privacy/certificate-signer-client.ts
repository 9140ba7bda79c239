import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { type Digest, digestOf } from './digest.ts';
import type { Signer, Signing } from './signing.ts';

/** Signs by an ECC P-256 key that never leaves KMS. */
export class CertificateSigner implements Signer {
  readonly signing: Signing;
  readonly #client: KMSClient;

  private constructor(signing: Signing, client: KMSClient) {
    this.signing = signing;
    this.#client = client;
  }

  /** @param key id or ARN; what is signed names the key that KMS says it is */
  static async open(
    key: string,
    client = logCalls(new KMSClient(clientOptions())),
  ): Promise<CertificateSigner> {
    const { KeyId, PublicKey, KeySpec } = await client.send(new GetPublicKeyCommand({ KeyId: key }));
    if (PublicKey === undefined || KeyId === undefined)
      throw new AppError('the key service gave no public key', {
        code: 'public-key-missing',
        kind: 'unavailable',
      });
    if (KeySpec !== 'ECC_NIST_P256')
      throw new AppError('the key that signs certificates is not ECC_NIST_P256', {
        code: 'wrong-key-spec',
        kind: 'bug',
      });
    const signing: Signing = {
      keyId: KeyId,
      algorithm: 'ECDSA_SHA_256',
      format: 'der',
      publicKey: digestOf(PublicKey),
    };
    return new CertificateSigner(signing, client);
  }

  async sign(digest: Digest): Promise<string> {
    const { Signature } = await this.#client.send(
      new SignCommand({
        KeyId: this.signing.keyId,
        Message: Buffer.from(digest, 'hex'),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (Signature === undefined)
      throw new AppError('the key service gave no signature', {
        code: 'signature-missing',
        kind: 'unavailable',
      });
    return Buffer.from(Signature).toString('base64');
  }
}
