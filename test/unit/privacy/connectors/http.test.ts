import { once } from 'node:events';
import { createServer } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type postTo, readAnswer } from '../../../../shared/platform/public-exchange-client.ts';
import { type Heard, retryAfterMs } from '../../../../shared/privacy/connectors/http-answer.ts';
import { signedPoster } from '../../../../shared/privacy/connectors/http-client.ts';
import { HttpConnector } from '../../../../shared/privacy/connectors/http-connector.ts';
import { digestOf } from '../../../../shared/privacy/digest.ts';
import { isFromBelltower } from '../../../../shared/privacy/join-erasure.ts';
import { secondsAt, signedText } from '../../../../shared/privacy/message-signature.ts';
import { keyPair } from '../../../support/certificates.ts';
import { aCall, NOW, PERSONAL } from '../../../support/connector-calls.ts';

const newsletter = (more: object = {}) => ({
  id: 'newsletter',
  connector: 'http',
  url: 'https://privacy.newsletter.example/erase',
  subjectKey: { from: 'identity.email' },
  classes: [{ id: 'subscription', erase: 'delete' }],
  ...more,
});
const CALL_BACK = { url: 'https://api.example/v1/privacy/answers/case-1/newsletter', nonce: 'n'.repeat(43) };
const told = (more: object = {}, rest: Parameters<typeof aCall>[1] = {}) => ({
  ...aCall(newsletter(more), rest),
  callBack: CALL_BACK,
});

/** Fit to be the name of a class, but for being somebody's. */
const IBAN = 'DE89370400440532013000';

/** A connector to whom this is answered; what it posted. */
function answering(heard: Heard) {
  const posts: { url: string; body: unknown }[] = [];
  const post = async (url: string, body: string) => {
    posts.push({ url, body: JSON.parse(body) });
    return heard;
  };
  return { posts, connector: new HttpConnector({ post, now: () => NOW }) };
}
const status = (code: number, body?: unknown, retryAfter?: string): Heard => ({
  kind: 'answered',
  answer: { status: code, body: typeof body === 'string' ? body : JSON.stringify(body), retryAfter },
});

describe('a third party', () => {
  it('is told what it needs to know, and no more', async () => {
    const { connector, posts } = answering(status(202));
    expect(await connector.erase(told())).toEqual({ answer: 'later' });
    const { command } = told();
    expect(posts).toEqual([
      {
        url: 'https://privacy.newsletter.example/erase',
        body: {
          v: 1,
          kind: 'erase',
          caseId: 'case-1',
          system: 'newsletter',
          subjectRef: command.subjectRef,
          classes: ['subscription'],
          idempotencyKey: command.idempotencyKey,
          identities: { email: ['ann@acme.example'] },
          callback: CALL_BACK,
        },
      },
    ]);
  });

  it('is not told what it said itself that it keeps', async () => {
    const { connector, posts } = answering(status(202));
    await connector.verify(told({}, { kind: 'verify', kept: ['subscription'] }));
    expect(posts[0]?.body).not.toHaveProperty('kept');
  });

  it('that says nothing of keys is told all the person is known by', async () => {
    const { connector, posts } = answering(status(202));
    await connector.erase(told({ subjectKey: undefined }));
    expect(posts[0]?.body).toMatchObject({ identities: { userId: ['u-1'], email: ['ann@acme.example'] } });
  });

  it('is not told of who is not known to it', async () => {
    const { connector, posts } = answering(status(500));
    const call = told({}, { identities: { userId: ['u-1'] } });
    expect(await connector.erase(call)).toEqual({ answer: 'none' });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
    expect(posts).toEqual([]);
  });

  it.each<[what: string, heard: Heard, erased: object, read: object]>([
    [
      'that it is done',
      status(200, { answer: 'done', count: 3 }),
      { answer: 'done', count: 3 },
      fails('bug', 'answer-unreadable'),
    ],
    [
      'that nothing is left',
      status(200, { answer: 'empty' }),
      fails('bug', 'answer-unreadable'),
      { answer: 'empty' },
    ],
    [
      'what is left',
      status(200, { answer: 'residue', count: 2 }),
      fails('bug', 'answer-unreadable'),
      { answer: 'residue', count: 2 },
    ],
    [
      'that it will',
      status(200, { answer: 'instructed' }),
      { answer: 'instructed' },
      fails('bug', 'answer-unreadable'),
    ],
    ['that it answers later', status(202, ''), { answer: 'later' }, { answer: 'later' }],
    ['404 (16)', status(404, PERSONAL), { answer: 'absent' }, { answer: 'empty' }],
    [
      '429 with a wait (17)',
      status(429, '', '120'),
      fails('throttled', 'rate-limited', 120_000),
      fails('throttled', 'rate-limited', 120_000),
    ],
    [
      '503 with a date',
      status(503, '', 'Sat, 21 Nov 2026 03:05:00 GMT'),
      fails('unavailable', 'down', 300_000),
      fails('unavailable', 'down', 300_000),
    ],
    ['503', status(503), fails('unavailable', 'down'), fails('unavailable', 'down')],
    ['500', status(500), fails('unavailable', 'down'), fails('unavailable', 'down')],
    ['401 (22)', status(401), fails('forbidden', 'no-write-right'), fails('forbidden', 'no-read-right')],
    ['403 (22)', status(403), fails('forbidden', 'no-write-right'), fails('forbidden', 'no-read-right')],
    ['400', status(400), fails('misconfigured', 'rejected'), fails('misconfigured', 'rejected')],
    ['410', status(410), fails('misconfigured', 'target-missing'), fails('misconfigured', 'target-missing')],
    ['a redirect', status(307), fails('misconfigured', 'rejected'), fails('misconfigured', 'rejected')],
    ['nothing in 204', status(204, ''), fails('bug', 'answer-unreadable'), fails('bug', 'answer-unreadable')],
    [
      'a page',
      status(200, `<html>${PERSONAL}`),
      fails('bug', 'answer-unreadable'),
      fails('bug', 'answer-unreadable'),
    ],
    [
      'more than it was asked for',
      status(200, { answer: 'done', count: 1, of: PERSONAL }),
      fails('bug', 'answer-unreadable'),
      fails('bug', 'answer-unreadable'),
    ],
    [
      'what it keeps, once for each class and reason, by the last of the dates to come',
      status(200, {
        answer: 'partial',
        count: 2,
        kept: [
          { class: 'subscription', reason: 'legal-duty', until: '2028-01-01T00:00:00.000Z' },
          { class: 'subscription', reason: 'legal-duty', until: '2031-01-01T00:00:00.000Z' },
          { class: 'subscription', reason: 'legal-duty', until: '2029-01-01T00:00:00.000Z' },
          { class: 'subscription', reason: 'legal-claim', until: '1980-05-17T00:00:00.000Z' },
        ],
      }),
      {
        answer: 'partial',
        count: 2,
        kept: [
          { class: 'subscription', reason: 'legal-duty', until: '2031-01-01T00:00:00.000Z' },
          { class: 'subscription', reason: 'legal-claim' },
        ],
      },
      fails('bug', 'answer-unreadable'),
    ],
    [
      'when to ask again, and means never',
      status(200, {
        answer: 'failed',
        failure: 'unavailable',
        code: 'down',
        retryAfterMs: Number.MAX_SAFE_INTEGER,
      }),
      fails('unavailable', 'down', 7 * 86_400_000),
      fails('unavailable', 'down', 7 * 86_400_000),
    ],
    [
      'too much',
      { kind: 'answered', answer: { status: 200 } },
      fails('bug', 'answer-unreadable'),
      fails('bug', 'answer-unreadable'),
    ],
    [
      'nothing in time',
      { kind: 'unanswered', reason: 'no-answer' },
      fails('no-answer', 'timed-out'),
      fails('no-answer', 'timed-out'),
    ],
    [
      'nothing, having no address',
      { kind: 'unanswered', reason: 'host-unknown' },
      fails('unavailable', 'down'),
      fails('unavailable', 'down'),
    ],
    [
      'nothing, being inside',
      { kind: 'refused' },
      fails('misconfigured', 'rejected'),
      fails('misconfigured', 'rejected'),
    ],
  ])('that says %s', async (_, heard, erased, read) => {
    expect(await answering(heard).connector.erase(told())).toEqual(erased);
    expect(await answering(heard).connector.verify(told())).toEqual(read);
  });

  it.each<[what: string, answer: object]>([
    ['a class of its own', { answer: 'partial', count: 1, kept: [{ class: IBAN, reason: 'legal-duty' }] }],
    [
      'a class of its own beside one of ours',
      {
        answer: 'partial',
        count: 1,
        kept: [
          { class: 'subscription', reason: 'legal-duty' },
          { class: IBAN, reason: 'legal-duty' },
        ],
      },
    ],
    [
      'digits as a date',
      {
        answer: 'partial',
        count: 1,
        kept: [{ class: 'subscription', reason: 'legal-duty', until: '8937-04-00T44:05:32.013Z' }],
      },
    ],
    [
      'a telephone number as a count of what stays',
      {
        answer: 'partial',
        count: 4_915_112_345_678,
        kept: [{ class: 'subscription', reason: 'legal-duty' }],
      },
    ],
    ['a telephone number as a count', { answer: 'done', count: 4_915_112_345_678 }],
    ['a telephone number as a count of what is left', { answer: 'residue', count: 4_915_112_345_678 }],
    ['more than can be counted', { answer: 'done', count: 1e308 }],
  ])('that says %s is not understood (60)', async (_, answer) => {
    const { connector } = answering(status(200, answer));
    expect(await connector.erase(told())).toEqual(fails('bug', 'answer-unreadable'));
    expect(await connector.verify(told())).toEqual(fails('bug', 'answer-unreadable'));
  });

  it('may say what it likes: no text of it comes through (60)', async () => {
    const json = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant(PERSONAL),
      fc.constant(`{"answer":"failed","code":"${PERSONAL}"}`),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 599 }),
        json,
        fc.string(),
        async (code, body, retryAfter) => {
          const heard = status(code, `${body} ${PERSONAL}`, `${retryAfter}${PERSONAL}`);
          const { connector } = answering(heard);
          expect(JSON.stringify([await connector.erase(told()), await connector.verify(told())])).not.toMatch(
            /@|DE89/,
          );
        },
      ),
    );
  });

  it('is asked who a person is', async () => {
    const system = aCall(newsletter()).system;
    const lookup = {
      system: 'newsletter',
      way: 0,
      attribute: 'mail',
      identity: 'email',
      canonical: 'ann@acme.example',
      forms: ['ann@acme.example'],
      gives: { userId: 'id' },
    };
    const { connector, posts } = answering(
      status(200, { records: [{ mail: 'ann@acme.example', id: 'u-1' }] }),
    );
    expect(await connector.lookUp(system, lookup)).toMatchObject({ records: [{ id: ['u-1'] }], way: 0 });
    expect(posts[0]?.body).toEqual({
      v: 1,
      kind: 'look-up',
      system: 'newsletter',
      attribute: 'mail',
      values: ['ann@acme.example'],
      wanted: ['mail', 'id'],
    });
    expect((await answering(status(404)).connector.lookUp(system, lookup)).records).toEqual([]);
    await expect(answering(status(200, [PERSONAL])).connector.lookUp(system, lookup)).rejects.toMatchObject({
      code: 'answer-unreadable',
    });
    await expect(answering(status(403)).connector.lookUp(system, lookup)).rejects.toMatchObject({
      code: 'no-read-right',
      kind: 'forbidden',
    });
  });
});

function fails(failure: string, code: string, retryAfterMs?: number): object {
  return { answer: 'failed', failure, code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['90', 90_000],
    [' 5 ', 5_000],
    ['99999999999', 86_400_000],
    ['Sat, 21 Nov 2026 03:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 02:00:00 GMT', 0],
    ['Sat, 21 Nov 2028 02:00:00 GMT', 86_400_000],
    ['soon', undefined],
    ['Sat, 32 Foo 2026 02:00:00 GMT', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('%j is %s ms', (text, expected) => expect(retryAfterMs(text, NOW)).toBe(expected));
});

describe('what is posted', () => {
  const BODY = '{"name":"Grüße"}';

  /** Who resolves names to these addresses; what went out. */
  async function posted(addresses: readonly string[], url = 'https://privacy.newsletter.example/erase') {
    const sent: { headers: Readonly<Record<string, string>>; body: string; addresses: readonly string[] }[] =
      [];
    const { signerOf, pem: publicKey } = keyPair();
    const text = signedText(secondsAt(NOW), BODY);
    const of = signerOf(() => text);
    const by = {
      ...of,
      sign: async (digest: string) => {
        expect(digest).toBe(digestOf(text));
        return of.sign(digest);
      },
    };
    const post: typeof postTo = async (_, to, headers, body) => {
      sent.push({ headers, body, addresses: to });
      return { status: 200, body: '{}' };
    };
    const heard = await signedPoster(
      async () => by,
      () => NOW,
      async () => addresses,
      post,
    )(url, BODY);
    return { heard, sent, publicKey };
  }

  it('is signed, so that whoever has the public key knows it is ours, of now, and whole', async () => {
    const { sent, publicKey } = await posted(['93.184.216.34']);
    const header = sent[0]?.headers['x-belltower-signature'];
    const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
    expect(isFromBelltower(header, BODY, publicKey, NOW)).toBe(true);
    expect(isFromBelltower(header, BODY, publicKey, at(299))).toBe(true);
    expect(isFromBelltower(header, BODY, publicKey, at(301))).toBe(false);
    expect(isFromBelltower(header, `${BODY} `, publicKey, NOW)).toBe(false);
    expect(isFromBelltower(header, BODY, keyPair().pem, NOW)).toBe(false);
    expect(isFromBelltower(header?.replace(/t=\d/, 't=2'), BODY, publicKey, NOW)).toBe(false);
    expect(isFromBelltower(undefined, BODY, publicKey, NOW)).toBe(false);
    expect(isFromBelltower(PERSONAL, BODY, publicKey, NOW)).toBe(false);
  });

  it.each([
    ['a private address', ['10.0.0.1'], undefined],
    ['the metadata service', ['169.254.169.254'], undefined],
    ['one private address among others', ['93.184.216.34', '192.168.0.1'], undefined],
    ['plain http', ['93.184.216.34'], 'http://privacy.newsletter.example/erase'],
    ['localhost', ['93.184.216.34'], 'https://localhost/erase'],
  ])('goes never to %s', async (_, addresses, url) => {
    const { heard, sent } = await posted(addresses, url);
    expect(heard).toMatchObject({ kind: 'refused' });
    expect(sent).toEqual([]);
  });

  it.each([
    [10, { status: 429, retryAfter: '7', body: 'x'.repeat(10) }],
    [9, { status: 429, retryAfter: '7' }],
    [0, { status: 429, retryAfter: '7' }],
  ])('an answer is read up to %s bytes', async (most, expected) => {
    const server = createServer((_, response) =>
      response.writeHead(429, { 'retry-after': '7' }).end('x'.repeat(10)),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const { get } = await import('node:http');
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const [response] = await once(get({ port, host: '127.0.0.1', agent: false }), 'response');
    expect(await readAnswer(response, most)).toEqual(expected);
    server.close();
    server.closeAllConnections();
  });
});
