import { createHmac } from 'node:crypto';
import { GenerateMacCommand, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LINK_HOURS, pageLinks } from '../../../shared/paging/page-link-client.ts';
import { encodeClaim, joinToken, splitToken } from '../../../shared/platform/link-token.ts';
import { asClient } from '../../support/memory-dynamo.ts';
import { anIncident, at, T0 } from '../../support/paging.ts';

/** KMS with one key, and how often it was asked. */
function kms(error?: Error) {
  const asked = { times: 0 };
  const mac = (message: Uint8Array | undefined) =>
    createHmac('sha224', 'the key')
      .update(message ?? '')
      .digest();
  const client = asClient<Parameters<typeof pageLinks>[1]>((command) => {
    asked.times++;
    if (error !== undefined) throw error;
    if (command instanceof GenerateMacCommand) return { Mac: Uint8Array.from(mac(command.input.Message)) };
    if (!(command instanceof VerifyMacCommand)) throw new Error('another command');
    if (Buffer.compare(mac(command.input.Message), command.input.Mac ?? new Uint8Array()) !== 0)
      throw new KMSInvalidMacException({ message: 'no', $metadata: {} });
    return { MacValid: true };
  });
  return { links: pageLinks('key', client), asked };
}

const LINK = { of: anIncident().id, place: 3 };
const HOUR = 3600;

describe('page links (84)', () => {
  it('opens what it issued, as text that fits a text message', async () => {
    const { links } = kms();
    const token = await links.issue(LINK, T0);
    expect(token).toMatch(/^[A-Za-z0-9_-]{59}$/);
    expect(await links.open(token, at(60))).toMatchObject(LINK);
  });

  it('refuses a token with any one bit changed', async () => {
    const { links } = kms();
    const token = await links.issue(LINK, T0);
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const tampered = Buffer.from(bytes);
      tampered[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await expect(links.open(tampered.toString('base64url'), T0)).rejects.toMatchObject({
        kind: 'not-found',
        code: 'link-unknown',
      });
    }
  });

  it('refuses the claim of one link under the MAC of another', async () => {
    const { links } = kms();
    const [mine, theirs] = [
      splitToken(await links.issue(LINK, T0)),
      splitToken(await links.issue({ ...LINK, place: 4 }, T0)),
    ];
    if (mine === undefined || theirs === undefined) throw new Error('not a token');
    await expect(links.open(joinToken(theirs.claim, mine.mac), T0)).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it.each<[seconds: number, works: boolean]>([
    [(LINK_HOURS - 1) * HOUR, true],
    [LINK_HOURS * HOUR - 1, true],
    [LINK_HOURS * HOUR, false],
    [LINK_HOURS * HOUR * 10, false],
  ])('after %d seconds it works: %s', async (seconds, works) => {
    const { links } = kms();
    const opening = links.open(await links.issue(LINK, T0), at(seconds));
    await (works
      ? expect(opening).resolves.toMatchObject(LINK)
      : expect(opening).rejects.toMatchObject({ kind: 'gone', code: 'link-expired' }));
  });

  it('tells nobody without a true token whether it would have expired', async () => {
    const { links } = kms();
    const old = joinToken(encodeClaim({ ...LINK, expiresHour: 1 }), new Uint8Array(28));
    await expect(links.open(old, T0)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it.each([
    '',
    'x',
    'x'.repeat(39),
    'x'.repeat(121),
    `${'A'.repeat(58)}=`,
    '../../../etc/passwd',
    `${'A'.repeat(57)}\n`,
  ])('refuses %j without asking KMS', async (token) => {
    const { links, asked } = kms();
    await expect(links.open(token, T0)).rejects.toMatchObject({ kind: 'not-found' });
    expect(asked.times).toBe(0);
  });

  it('does not take a second spelling of the same bytes', async () => {
    const { links } = kms();
    const token = await links.issue(LINK, T0);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const others = alphabet
      .split('')
      .map((letter) => token.slice(0, -1) + letter)
      .filter((other) => other !== token);
    for (const other of others)
      await expect(links.open(other, T0)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('lets trouble with KMS pass as trouble, not as a bad link', async () => {
    const { links } = kms(Object.assign(new Error('busy'), { name: 'ThrottlingException' }));
    const token = joinToken(encodeClaim({ ...LINK, expiresHour: 1 }), new Uint8Array(28));
    await expect(links.open(token, T0)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});

describe('tokens', () => {
  it('come back as they went, whatever they are of', () => {
    const link = fc.record({
      of: fc.string({
        unit: fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'.split('')),
        minLength: 16,
        maxLength: 16,
      }),
      place: fc.integer({ min: 0, max: 65_535 }),
      expiresHour: fc.integer({ min: 0, max: 4_294_967_295 }),
    });
    fc.assert(
      fc.property(link, (it) => {
        expect(splitToken(joinToken(encodeClaim(it), new Uint8Array(28)))?.link).toEqual(it);
      }),
    );
  });

  it('are never thrown over, whatever is asked for', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 40 })), (text) => {
        expect(() => splitToken(text)).not.toThrow();
      }),
    );
  });
});
