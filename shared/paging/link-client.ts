import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant } from '../kernel/instant.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/aws-clients.ts';
import { encodeClaim, joinToken, type PageLink, signedMessage, splitToken } from './page-token.ts';

const HOUR_MS = 3_600_000;

/** How long a page link works. */
export const LINK_HOURS = 72;

const ALGORITHM = 'HMAC_SHA_224';

/** Makes and checks page links. The key never leaves KMS, and KMS does the comparing. */
export class PageLinks {
  readonly #key: string;
  readonly #client: KMSClient;

  constructor(key: string, client = logCalls(new KMSClient(clientOptions()))) {
    this.#key = key;
    this.#client = client;
  }

  /** A token for the person at this place of the incident's list. */
  async issue(link: Omit<PageLink, 'expiresHour'>, now: Instant): Promise<string> {
    const claim = encodeClaim({ ...link, expiresHour: Math.floor(epochMs(now) / HOUR_MS) + LINK_HOURS });
    const { Mac } = await this.#client.send(
      new GenerateMacCommand({ KeyId: this.#key, MacAlgorithm: ALGORITHM, Message: signedMessage(claim) }),
    );
    if (Mac === undefined)
      throw new AppError('the key service gave no MAC', { code: 'mac-missing', kind: 'unavailable' });
    return joinToken(claim, Mac);
  }

  /** @throws AppError `not-found` for a token we did not make, `gone` for one whose time is over. */
  async open(token: string, now: Instant): Promise<PageLink> {
    const parts = splitToken(token);
    if (parts === undefined) throw notOurs();
    try {
      await this.#client.send(
        new VerifyMacCommand({
          KeyId: this.#key,
          MacAlgorithm: ALGORITHM,
          Message: signedMessage(parts.claim),
          Mac: parts.mac,
        }),
      );
    } catch (error) {
      if (error instanceof KMSInvalidMacException) throw notOurs();
      throw error;
    }
    if (epochMs(now) >= parts.link.expiresHour * HOUR_MS) {
      throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
    }
    return parts.link;
  }
}

function notOurs(): AppError {
  return new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
}
