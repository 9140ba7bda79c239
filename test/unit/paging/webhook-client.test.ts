import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebhookMethod } from '../../../shared/paging/contact.ts';
import {
  type PostTo,
  postTo,
  publicPoster,
  signature,
  webhookSender,
} from '../../../shared/paging/webhook-client.ts';
import { isPublic, urlFault } from '../../../shared/platform/public-address.ts';
import { T0 } from '../../support/paging.ts';

const SECRET = 's'.repeat(32);
const PUBLIC = ['93.184.216.34'];

/** A sender whose names resolve to these addresses and whose posts are answered with this status; what it posted. */
function sender(addresses: readonly string[], answer: number | Error = 200) {
  const posts: {
    addresses: readonly string[];
    headers: Record<string, string>;
    body: string;
    url: string;
  }[] = [];
  const post: PostTo = async (url, addresses, headers, body) => {
    posts.push({ url: url.href, addresses, headers, body });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const send = webhookSender(async () => addresses, post);
  return { posts, send: (url: string) => send({ url, secret: SECRET }, { text: 'Grüße' }, T0) };
}

describe('where webhooks may go (82)', () => {
  it.each([
    'http://hooks.example/x',
    'http://169.254.169.254/latest/meta-data',
    'https://169.254.169.254/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://printer.local/',
    'https://db.internal/',
    'https://intranet/',
    'https://10.0.0.1/',
    'https://192.168.1.1/',
    'https://172.16.0.1/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::10.0.0.1]/',
    'https://user:pass@hooks.example/',
    'ftp://hooks.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'not a url',
    '',
  ])('never to %j, whatever its name resolves to', async (url) => {
    const { send, posts } = sender(PUBLIC);
    expect(await send(url)).toEqual({ ok: false, reason: 'url-refused', retryable: false });
    expect(posts).toEqual([]);
    expect(urlFault(url)).toBeDefined();
  });

  it.each([
    ['a private address', ['10.1.2.3']],
    ['the metadata service', ['169.254.169.254']],
    ['loopback', ['127.0.0.1']],
    ['a private address beside a public one', ['93.184.216.34', '192.168.0.10']],
    ['a private address in IPv6', ['fd12:3456::1']],
    ['a private address mapped into IPv6', ['::ffff:10.1.2.3']],
    ['the metadata service mapped into IPv6', ['::ffff:169.254.169.254']],
    ['a translation to a private address', ['64:ff9b::a01:203']],
    ['a tunnel', ['2002:a01:203::1']],
    ['multicast', ['224.0.0.1']],
    ['what is no address', ['nonsense']],
  ])('never to a name that resolves to %s', async (_, addresses) => {
    const { send, posts } = sender(addresses);
    expect(await send('https://hooks.example/x')).toEqual({
      ok: false,
      reason: 'address-not-public',
      retryable: false,
    });
    expect(posts).toEqual([]);
  });

  it.each(['93.184.216.34', '2606:2800:220:1:248:1893:25c8:1946', '::ffff:93.184.216.34'])(
    'to the public address %s and the others of its name, and nowhere else',
    async (address) => {
      const { send, posts } = sender([address, '1.1.1.1']);
      expect(isPublic(address)).toBe(true);
      expect(await send('https://hooks.example/x')).toEqual({ ok: true, reason: 'delivered' });
      expect(posts.map(({ addresses }) => addresses)).toEqual([[address, '1.1.1.1']]);
    },
  );

  it.each([
    ['https://hooks.example/x', true],
    ['http://hooks.example/x', false],
    ['hooks.example', false],
  ])('the contact with %s is accepted: %s', (url, accepted) => {
    expect(WebhookMethod.safeParse({ url, style: 'generic', secret: SECRET }).success).toBe(accepted);
  });
});

describe('what comes of it', () => {
  it.each<[answer: number | Error, expected: object]>([
    [200, { ok: true, reason: 'delivered' }],
    [204, { ok: true, reason: 'delivered' }],
    [301, { ok: false, reason: 'http-301', retryable: false }], // a redirect is not followed
    [307, { ok: false, reason: 'http-307', retryable: false }],
    [400, { ok: false, reason: 'http-400', retryable: false }],
    [404, { ok: false, reason: 'http-404', retryable: false }],
    [408, { ok: false, reason: 'http-408', retryable: true }],
    [429, { ok: false, reason: 'http-429', retryable: true }],
    [500, { ok: false, reason: 'http-500', retryable: true }],
    [503, { ok: false, reason: 'http-503', retryable: true }],
    [new Error('ECONNRESET'), { ok: false, reason: 'no-answer', retryable: true }],
  ])('%s', async (answer, expected) => {
    const { send, posts } = sender(PUBLIC, answer);
    expect(await send('https://hooks.example/x')).toEqual(expected);
    expect(posts).toHaveLength(1);
  });

  it('a name that does not resolve may resolve later', async () => {
    expect(await sender([]).send('https://hooks.example/x')).toEqual({
      ok: false,
      reason: 'host-unknown',
      retryable: true,
    });
    const failing = webhookSender(
      async () => {
        throw new Error('ENOTFOUND');
      },
      async () => 200,
    );
    expect(await failing({ url: 'https://hooks.example/', secret: SECRET }, {}, T0)).toMatchObject({
      ok: false,
      retryable: true,
    });
  });
});

describe('the addresses of a name', () => {
  const servers: Server[] = [];
  afterEach(() => void servers.splice(0).map((server) => server.close()));

  /** Takes connections on one address of this machine and hangs up; which it was, and its port. */
  async function listen(host: string, taken: string[], port = 0): Promise<number> {
    const server = createServer((socket) => {
      taken.push(host);
      socket.destroy();
    });
    servers.push(server);
    await once(server.listen(port, host), 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  const post = (port: number, addresses: string[]) =>
    postTo(new URL(`https://hooks.example:${port}/`), addresses, {}, '{}', AbortSignal.timeout(5_000));

  it('are tried in turn until one takes the connection', async () => {
    const taken: string[] = [];
    const port = await listen('127.0.0.3', taken);
    await expect(post(port, ['127.0.0.1', '127.0.0.2', '127.0.0.3'])).rejects.toThrow();
    expect(taken).toEqual(['127.0.0.3']);
  });

  it('are tried no further when one took it: the alert may have arrived', async () => {
    const taken: string[] = [];
    const port = await listen('127.0.0.1', taken);
    await listen('127.0.0.2', taken, port);
    await expect(post(port, ['127.0.0.1', '127.0.0.2'])).rejects.toThrow();
    expect(taken).toEqual(['127.0.0.1']);
  });

  it('are waited for no longer than a look-up may take', async () => {
    const send = webhookSender(
      () => new Promise(() => {}),
      async () => 200,
      { lookup: 1, total: 5_000 },
    );
    expect(await send({ url: 'https://hooks.example/', secret: SECRET }, {}, T0)).toEqual({
      ok: false,
      reason: 'no-answer',
      retryable: true,
    });
  });
});

describe('the signature', () => {
  it('is what the receiver works out from the body it got and the time that is named', async () => {
    const { send, posts } = sender(PUBLIC);
    await send('https://hooks.example/x');
    const [post] = posts;
    const [, seconds, hex] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(post?.headers['x-belltower-signature'] ?? '') ?? [];
    expect(Number(seconds)).toBe(Date.parse(T0) / 1000);
    expect(createHmac('sha256', SECRET).update(`${seconds}.${post?.body}`).digest('hex')).toBe(hex);
    expect(JSON.parse(post?.body ?? '')).toEqual({ text: 'Grüße' });
  });

  it.each([
    [SECRET, 'b', T0, true],
    ['x'.repeat(32), 'b', T0, false],
    [SECRET, 'c', T0, false],
    [SECRET, 'b', '2026-11-21T03:00:01.000Z', false],
  ])('with %s over %s at %s is the same: %s', (secret, body, now, same) =>
    expect(signature(secret, body, now) === signature(SECRET, 'b', T0)).toBe(same),
  );
});

describe('what is posted to nobody in particular', () => {
  it('is unsigned, and goes to public addresses only as well', async () => {
    const posts: Record<string, string>[] = [];
    const post: PostTo = async (_url, [address = ''], headers, body) => {
      posts.push({ ...headers, address, body });
      return 200;
    };
    const to = (addresses: readonly string[]) =>
      publicPoster(async () => addresses, post)('https://hc.example/1', { belltower: 'alive' });
    expect(await to(PUBLIC)).toEqual({ ok: true, reason: 'delivered' });
    expect(await to(['10.1.2.3'])).toMatchObject({ ok: false, reason: 'address-not-public' });
    expect(posts).toEqual([
      { 'content-type': 'application/json', address: PUBLIC[0], body: '{"belltower":"alive"}' },
    ]);
  });
});
