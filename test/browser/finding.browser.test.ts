import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawDailyChart } from '../../shared/cost/daily-chart.ts';
import { FINDING_PAGE_HEADERS } from '../../shared/cost/finding-document.ts';
import { findingMail } from '../../shared/cost/finding-mail.ts';
import { findingPage } from '../../shared/cost/finding-page.ts';
import { renderMail } from '../../shared/platform/render-mail.ts';
import { launchBrowser, openPhone } from '../support/browser.ts';
import { COST_CONFIG } from '../support/cost-config.ts';
import { STORIES } from '../support/finding-stories.ts';
import { drawPng } from '../support/pictures.ts';

const NOW = '2026-11-22T09:00:00.000Z';
const CHANNEL = { team: 'payments', name: 'Payments', by: 'tag', address: undefined } as const;

let browser: Browser;
let server: Server;
let origin: string;
let posts: string[];
let documents: Record<string, string>;

async function mail(name: keyof typeof STORIES): Promise<string> {
  const record = STORIES[name];
  const { finding, chart: days } = record;
  const png = await drawPng(
    drawDailyChart({ days, flagged: finding.days, currency: finding.currency }, 'light'),
  );
  const what = record.due?.what ?? 'opened';
  const url = 'https://belltower.example/f/abc';
  const { html } = renderMail(findingMail({ record, what, url, channel: CHANNEL, png }, COST_CONFIG));
  return html.replace('cid:daily-spend', `data:image/png;base64,${Buffer.from(png).toString('base64')}`);
}

beforeAll(async () => {
  browser = await launchBrowser();
  documents = {
    '/page': findingPage(STORIES.spike, COST_CONFIG, { now: NOW }),
    '/mail': await mail('spike'),
  };
  posts = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? '';
    if (request.method === 'POST') posts.push(await text(request));
    const headers = path === '/page' ? FINDING_PAGE_HEADERS : { 'content-type': 'text/html; charset=utf-8' };
    response.writeHead(documents[path] === undefined ? 404 : 200, headers).end(documents[path]);
  };
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // listening on TCP: never a string or null
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

async function open(path: string, see: (page: Page, complaints: string[]) => Promise<void>): Promise<void> {
  const phone = await openPhone(browser);
  const page = await phone.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!/^(data:|http:\/\/127\.0\.0\.1)/.test(request.url())) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(origin + path);
  await see(page, complaints);
  await mkdir('artifacts', { recursive: true });
  await page.screenshot({ path: `artifacts/finding${path.replace('/', '-')}.png`, fullPage: true });
  await phone.close();
}

/** Whether every picture of the document is there to be seen. */
async function pictures(page: Page): Promise<boolean[]> {
  const all = await page.locator('img').all();
  return Promise.all(
    all.map(async (one) => {
      const box = await one.boundingBox();
      return box !== null && box.width > 300 && box.height > 150;
    }),
  );
}

describe('a finding on a phone in the dark', () => {
  it('shows its chart on the page under its own security policy, and fits the screen', async () => {
    await open('/page', async (page, complaints) => {
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
        '$310 a day more than usual',
      );
      expect(await page.getByRole('img').getAttribute('alt')).toContain('Daily spend from');
      expect(await pictures(page)).toEqual([true]);
      const [wide] = [await page.locator('main').boundingBox()];
      expect(wide?.width).toBeLessThanOrEqual(390);
      expect(complaints).toEqual([]);
    });
  });

  it('posts what the buttons say', async () => {
    await open('/page', async (page) => {
      await page.getByRole('button', { name: 'We are looking into it' }).click();
      await page.getByLabel('Until, included').fill('2026-12-01');
      await page.getByRole('button', { name: 'Mute it for a while' }).click();
      await page.waitForLoadState();
    });
    expect(posts).toEqual(['action=investigating', 'action=muted&until=2026-12-01']);
  });

  it('shows the mail with its chart and its one link, and asks for nothing from elsewhere', async () => {
    await open('/mail', async (page, complaints) => {
      expect(await pictures(page)).toEqual([true]);
      expect(await page.getByRole('link').all()).toHaveLength(1);
      expect(await page.getByRole('link', { name: 'Say what this is' }).getAttribute('href')).toBe(
        'https://belltower.example/f/abc',
      );
      const [body, paper] = await Promise.all(
        [page.locator('body'), page.locator('.paper').first()].map((one) => one.boundingBox()),
      );
      expect(paper?.width).toBeLessThanOrEqual(body?.width ?? 0);
      expect(complaints).toEqual([]);
    });
  });
});
