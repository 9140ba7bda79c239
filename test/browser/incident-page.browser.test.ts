import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { incidentPage } from '../../shared/paging/incident-page.ts';
import { messagePage } from '../../shared/paging/message-page.ts';
import { PAGE_HEADERS } from '../../shared/paging/page-document.ts';
import { launchBrowser, openPhone } from '../support/browser.ts';
import { acknowledgedView, monstrousView, READ_AT, resolvedView, sev1View } from '../support/page-views.ts';

const HOSTILE = `</style><script>document.title='owned'</script><img src="http://evil.invalid/x.png" onerror="document.title='owned'"><style>*{display:none}</style>`;
const PAGES: Readonly<Record<string, string>> = {
  triggered: incidentPage(sev1View(), { now: READ_AT }),
  acknowledged: incidentPage(acknowledgedView(), { now: READ_AT, notice: 'Acknowledged.' }),
  resolved: incidentPage(resolvedView(), { now: READ_AT }),
  hostile: incidentPage(monstrousView(HOSTILE), { now: READ_AT, notice: HOSTILE }),
  long: incidentPage(monstrousView('A'.repeat(2000)), { now: READ_AT }),
  wordy: incidentPage({ ...sev1View(), title: 'Checkout is down. '.repeat(100) }, { now: READ_AT }),
  expired: messagePage({
    title: 'This link has expired',
    message: 'Page links work for a day. If the incident is still open, the next page brings a fresh one.',
  }),
};

let browser: Browser;
let server: Server;
let origin: string;
let phone: BrowserContext;
let page: Page;
let posts: { path: string; body: string }[];
let requested: string[];
let complaints: string[];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? '';
  if (request.method === 'POST') posts.push({ path, body: await text(request) });
  const document = PAGES[path.replace('/base/p/', '')];
  response.writeHead(document === undefined ? 404 : 200, PAGE_HEADERS).end(document);
}

beforeAll(async () => {
  browser = await launchBrowser();
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP: never a string or null
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

beforeEach(async () => {
  posts = [];
  requested = [];
  complaints = [];
  phone = await openPhone(browser);
  page = await phone.newPage();
  phone.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
});

afterEach(async () => {
  await phone.close();
});

/** Where an element ends, in pixels from the top of the screen. */
async function bottom(element: Locator): Promise<number> {
  const box = await element.boundingBox();
  return box === null ? Number.POSITIVE_INFINITY : box.y + box.height;
}

const open = (name: string) => page.goto(`${origin}/base/p/${name}`);

describe.each(Object.keys(PAGES))('on a phone, the %s page', (name) => {
  it('shows what it is about, fits the width, complains of nothing and asks nobody else for anything', async () => {
    await open(name);
    const heading = await page.locator('h1').boundingBox();
    expect(heading?.y).toBeLessThan(844);
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe(
      'rgb(12, 14, 18)',
    );
    expect(requested.filter((url) => !url.startsWith(origin))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('has letters of at least 16 px, and at least 48 px to tap', async () => {
    await open(name);
    const sizes = await page.evaluate<number[]>(
      `[...document.querySelectorAll('main, main :not(input)')].map((e) => parseFloat(getComputedStyle(e).fontSize))`,
    );
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16);
    for (const target of await page.locator('button, a').all()) {
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(48);
    }
  });

  it('has a contrast of at least 7 : 1 everywhere', async () => {
    await open(name);
    expect(await page.evaluate<string[]>(FAINT)).toEqual([]);
  });
});

describe('the buttons', () => {
  it('are all on the first screen', async () => {
    await open('triggered');
    for (const button of await page.locator('button').all()) expect(await bottom(button)).toBeLessThan(844);
    await mkdir('artifacts', { recursive: true });
    await page.screenshot({ path: 'artifacts/incident-page.png' });
  });

  it('keep Acknowledge on the first screen under the longest of titles', async () => {
    await open('wordy');
    expect(await bottom(page.locator('button.ack'))).toBeLessThan(844);
  });

  it.each([
    ['Acknowledge', 'ack'],
    ['Escalate', 'escalate'],
    ['Resolve', 'resolve'],
  ])('%s posts to the address the page has, with the rung it was read on', async (label, action) => {
    await open('triggered');
    expect(posts).toEqual([]);
    const posted = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: label, exact: true }).tap();
    await posted;
    expect(posts).toEqual([{ path: '/base/p/triggered', body: `action=${action}&rung=1` }]);
    expect(complaints).toEqual([]);
  });

  it('are no more when the incident is resolved', async () => {
    await open('resolved');
    expect(await page.locator('button').count()).toBe(0);
  });
});

it('text with markup in it is shown and does nothing, even where scripts run', async () => {
  const desktop = await browser.newContext({ javaScriptEnabled: true });
  try {
    const tab = await desktop.newPage();
    const seen: string[] = [];
    tab.on('request', (request) => seen.push(request.url()));
    await tab.goto(`${origin}/base/p/hostile`, { timeout: 10_000 });
    expect(await tab.title()).toContain('acknowledged');
    expect(await tab.locator('img, script, iframe').count()).toBe(0);
    expect(await tab.locator('h1').textContent()).toContain('<script>');
    expect(seen.filter((url) => !url.startsWith(origin))).toEqual([]);
  } finally {
    await desktop.close();
  }
});

it('a script that got into the page would not run', async () => {
  const desktop = await browser.newContext({ javaScriptEnabled: true });
  try {
    const tab = await desktop.newPage();
    await tab.route('**/p/triggered', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('<main>', `<main><script>document.title='owned'</script>`);
      await route.fulfill({ response, body });
    });
    await tab.goto(`${origin}/base/p/triggered`, { timeout: 10_000 });
    expect(await tab.title()).toBe('SEV1 payments — triggered');
  } finally {
    await desktop.close();
  }
});

/** Texts whose colour differs from the background behind them by less than 7 : 1 (WCAG 2.2, 1.4.6). */
const FAINT = `(() => {
  const rgb = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => rgb(colour).slice(0, 3)
    .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    const colour = getComputedStyle(e).backgroundColor;
    return rgb(colour)[3] === 0 ? behind(e.parentElement) : colour;
  };
  return [...document.querySelectorAll('main *')]
    .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim() !== ''))
    .flatMap((e) => {
      const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return contrast < 7 ? [e.outerHTML.slice(0, 80) + ' ' + contrast.toFixed(1)] : [];
    });
})()`;
