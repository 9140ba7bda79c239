import { createHash, createHmac } from 'node:crypto';
import {
  GenerateMacCommand,
  type KMSClient,
  KMSInvalidMacException,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REVIEW_LINK_DAYS, ReviewLinks } from '../../../shared/cost/review-link-client.ts';
import { REVIEW_HEADERS } from '../../../shared/cost/review-page.ts';
import { REVIEW_STYLE, REVIEW_STYLE_HASH } from '../../../shared/cost/review-style.ts';
import { reviewName, splitReviewToken } from '../../../shared/cost/review-token.ts';
import { reviewOperations } from '../../../shared/cost/serve-review.ts';
import { addDays, dayNumber } from '../../../shared/kernel/day.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { asClient } from '../../support/memory-dynamo.ts';

const mac = (message: Uint8Array | undefined) =>
  createHmac('sha256', 'key')
    .update(message ?? '')
    .digest();
const kms = asClient<KMSClient>((command) => {
  if (command instanceof GenerateMacCommand) return { Mac: mac(command.input.Message) };
  if (
    command instanceof VerifyMacCommand &&
    mac(command.input.Message).equals(Buffer.from(command.input.Mac ?? ''))
  )
    return {};
  throw new KMSInvalidMacException({ $metadata: {}, message: 'no' });
});
const links = new ReviewLinks('key', kms);
const TODAY = '2026-11-03';
const OF = { month: '2026-10', of: 'team-payments' };

describe('a link to a review', () => {
  it('opens the review it was made for, for a hundred days', async () => {
    const token = await links.issue(OF, TODAY);
    const expiresDay = dayNumber(TODAY) + REVIEW_LINK_DAYS;
    expect(token).toMatch(new RegExp(`^2026-10\\.team-payments\\.${expiresDay}\\.[\\w-]{43}$`));
    expect(await links.open(token, addDays(TODAY, 99))).toEqual({ ...OF, expiresDay });
    await expect(links.open(token, addDays(TODAY, 100))).rejects.toMatchObject({
      kind: 'gone',
      code: 'link-expired',
    });
  });

  it('opens nothing once a letter of it is changed', async () => {
    const token = await links.issue(OF, TODAY);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(token.length - 1),
        fc.constantFrom('a', 'z', '0', '9', '-', '_', '.'),
        async (place, letter) => {
          const changed = token.slice(0, place) + letter + token.slice(place + 1);
          // The last letter of a MAC holds two bits that say nothing.
          fc.pre(changed.slice(0, -1) !== token.slice(0, -1));
          await expect(links.open(changed, TODAY)).rejects.toBeInstanceOf(AppError);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    '',
    'x',
    '2026-13.all.20870.aaaa',
    '2026-10.all.20870.',
    `2026-10.other.20870.${'a'.repeat(43)}`,
    `2026-10.team--x.20870.${'a'.repeat(43)}`,
  ])('%j is none', (text) => expect(splitReviewToken(text)).toBeUndefined());

  it('of a team called all is not that of the whole', () => {
    expect([reviewName({ kind: 'all' }), reviewName({ kind: 'team', team: 'all' })]).toEqual([
      'all',
      'team-all',
    ]);
  });
});

describe('GET /r/{token}', () => {
  const [operation] = reviewOperations({
    links,
    pages: {
      get: async (month, of) => {
        if (month === '2020-01') throw new AppError('it is not kept', { code: 'review-gone', kind: 'gone' });
        if (month === '2020-02') throw new AppError('it does not answer', { code: 'x', kind: 'unavailable' });
        return `<p>${month} ${of}`;
      },
    },
    now: () => `${TODAY}T12:00:00.000Z`,
  });
  const open = (token: string) =>
    operation?.run({ pathParameters: { token }, requestContext: {} } as unknown as APIGatewayProxyEventV2); // the operation reads no more

  it('shows the page, which may run nothing and load nothing', async () => {
    const answer = await open(await links.issue(OF, TODAY));
    expect(answer).toEqual({ status: 200, headers: REVIEW_HEADERS, body: '<p>2026-10 team-payments' });
    expect(REVIEW_HEADERS['content-security-policy']).toBe(
      `default-src 'none'; img-src data:; style-src '${REVIEW_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(REVIEW_STYLE_HASH).toBe(`sha256-${createHash('sha256').update(REVIEW_STYLE).digest('base64')}`);
  });

  it.each<[what: string, token: () => Promise<string>, status: number, says: string]>([
    ['a link that is not ours', async () => 'nonsense', 404, 'This link is not valid'],
    ['one whose time is over', () => links.issue(OF, addDays(TODAY, -100)), 410, 'This link has expired'],
    [
      'a page that is not kept any more',
      () => links.issue({ month: '2020-01', of: 'all' }, TODAY),
      410,
      'not kept any more',
    ],
  ])('answers %s with a page that says so', async (_, token, status, says) => {
    const answer = await open(await token());
    expect(answer).toMatchObject({ status, headers: REVIEW_HEADERS, body: expect.stringContaining(says) });
  });

  it('leaves what may pass to the caller', async () => {
    await expect(open(await links.issue({ month: '2020-02', of: 'all' }, TODAY))).rejects.toMatchObject({
      kind: 'unavailable',
    });
  });
});
