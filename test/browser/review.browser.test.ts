import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { composeReview } from '../../shared/cost/compose-review.ts';
import { makePublishReview } from '../../shared/cost/publish-review.ts';
import type { ReviewOf } from '../../shared/cost/review.ts';
import { REVIEW_HEADERS } from '../../shared/cost/review-page.ts';
import { launchBrowser } from '../support/browser.ts';
import { drawPng } from '../support/pictures.ts';
import { OCTOBER_COUNTS, octoberFindings, reviewConfig, storedMonths } from '../support/reviewed-month.ts';

const HOSTILE = `</style><script>document.title='owned'</script><img src="http://evil.invalid/x.png">`;

/** The page and the mail of October, as they are published. */
async function published(of: ReviewOf, stored = storedMonths()): Promise<{ page: string; mail: string }> {
  const config = reviewConfig();
  let page = '';
  const publish = makePublishReview({
    pages: {
      put: async (_month, _of, html) => {
        page = html;
      },
    },
    links: { issue: async () => 'token' },
    toPng: drawPng,
    pageUrl: 'https://x.example',
    config,
  });
  const review = composeReview({
    month: '2026-10',
    of,
    stored,
    findings: octoberFindings(),
    counts: OCTOBER_COUNTS,
    savings: undefined,
    own: 14_200_000,
    config,
  });
  const { html, pictures = [] } = await publish(review, undefined, '2026-11-03');
  const mail = pictures.reduce(
    (text, { id, bytes }) =>
      text.replaceAll(`cid:${id}`, `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`),
    html,
  );
  return { page, mail };
}

let browser: Browser;
let server: Server;
let origin: string;
let pages: Readonly<Record<string, string>>;
let context: BrowserContext | undefined;

beforeAll(async () => {
  const stored = storedMonths();
  const hostile = {
    ...stored,
    account: stored.account.map((one) => ({
      ...one,
      key: { ...one.key, service: `${HOSTILE}${one.key.service}`.slice(0, 250) },
    })),
  };
  const [all, team, odd] = await Promise.all([
    published({ kind: 'all' }),
    published({ kind: 'team', team: 'payments' }),
    published({ kind: 'all' }, hostile),
  ]);
  pages = {
    'page-all': all.page,
    'page-team': team.page,
    'page-hostile': odd.page,
    'mail-all': all.mail,
    'mail-team': team.mail,
  };
  browser = await launchBrowser();
  server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    // A mail is shown by a program with rules of its own; a page by ours.
    response.writeHead(
      200,
      name.startsWith('page') ? REVIEW_HEADERS : { 'content-type': 'text/html; charset=utf-8' },
    );
    response.end(pages[name]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP: never a string or null
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

afterEach(async () => {
  await context?.close();
});

/** Opens one of them without scripts, and collects what it asks for and complains of. */
async function open(name: string, width: number) {
  context = await browser.newContext({ viewport: { width, height: 900 }, javaScriptEnabled: false });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(`${origin}/${name}`);
  return {
    page,
    asked: asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:')),
    complaints,
  };
}

const NAMES = ['page-all', 'page-team', 'page-hostile', 'mail-all', 'mail-team'];

describe.each(NAMES)('%s', (name) => {
  it.each([1100, 390])(
    'fits %d pixels, asks nobody for anything, and breaks no rule of its own',
    async (width) => {
      const { page, asked, complaints } = await open(name, width);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(asked).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await page.title()).not.toBe('owned');
      await mkdir('artifacts', { recursive: true });
      await page.screenshot({ path: `artifacts/review-${name}-${width}.png`, fullPage: true });
    },
  );

  it('shows its charts, each with words for those who do not see it', async () => {
    const { page } = await open(name, 1100);
    const images = page.locator('img');
    const widths = await page.evaluate<number[]>('[...document.images].map((image) => image.naturalWidth)');
    expect(Math.min(...widths)).toBeGreaterThan(500);
    expect(await images.count()).toBe(2);
    for (const image of await images.all()) {
      expect(await image.getAttribute('alt')).toMatch(/^Usage .* October 2026/);
      const box = await image.boundingBox();
      expect(box?.height).toBeGreaterThan(100);
    }
  });

  it('says what matters most on the first screen', async () => {
    const { page } = await open(name, 1100);
    const team = name.endsWith('team');
    for (const text of team ? ['$9,498.01', '+19%', '118%'] : ['$20,883', '+11%', '104%', '11%']) {
      const figure = page.getByText(text, { exact: true }).first();
      expect((await figure.boundingBox())?.y ?? 900).toBeLessThan(400);
    }
  });
});

it('the first chart is on the first screen of a desk, in the page and in the mail', async () => {
  for (const name of ['page-all', 'mail-all']) {
    const { page } = await open(name, 1100);
    expect((await page.locator('img').first().boundingBox())?.y).toBeLessThan(500);
  }
});
