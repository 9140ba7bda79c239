import type { Instant } from '../../kernel/instant.ts';
import { type ExchangeLimits, postTo, resolveAll, toPublic } from '../../platform/public-exchange-client.ts';
import { digestOf } from '../digest.ts';
import { SIGNATURE_HEADER, secondsAt, signatureHeader, signedText } from '../message-signature.ts';
import type { Signer } from '../signing.ts';
import { HttpConnector, type PostSigned } from './http-connector.ts';

const LIMITS: ExchangeLimits = { lookup: 2_000, total: 20_000 };
/** An answer is a few codes and numbers, or some records of one person. */
const MOST_BYTES = 262_144;

/** Posts signed bodies to public https addresses. */
export function signedPoster(
  signer: () => Promise<Signer>,
  now: () => Instant,
  resolve = resolveAll,
  post = postTo,
): PostSigned {
  return async (url, body) => {
    const by = await signer();
    const seconds = secondsAt(now());
    const signature = await by.sign(digestOf(signedText(seconds, body)));
    const headers = {
      'content-type': 'application/json',
      [SIGNATURE_HEADER]: signatureHeader({ seconds, key: by.signing.publicKey, signature }),
    };
    return toPublic(url, resolve, LIMITS, (target, addresses, signal) =>
      post(target, addresses, headers, body, signal, MOST_BYTES),
    );
  };
}

/** The connector for all third parties. @param signer opened once, when the first of them is told */
export function httpConnector(now: () => Instant, signer: () => Promise<Signer>): HttpConnector {
  let opened: Signer | undefined;
  const once = async () => {
    opened ??= await signer();
    return opened;
  };
  return new HttpConnector({ post: signedPoster(once, now), now });
}
