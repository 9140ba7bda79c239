import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContext, chromium as playwright } from 'playwright-core';

/** A phone in the dark which runs no scripts, as the pages must do without. */
const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  colorScheme: 'dark',
  javaScriptEnabled: false,
  locale: 'en-GB',
} as const;

/** What the package adds for Lambda that would make the tests say less: one process for all, and no same-origin rule. */
const NOT_OURS =
  /^--(single-process|no-zygote|disable-web-security|allow-running-insecure-content|disable-site-isolation-trials)$/;

/** The Chromium of the npm package: nothing to install. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => !NOT_OURS.test(arg)), '--no-sandbox'],
    headless: true,
    timeout: 30_000,
  });
}

/** A phone with nothing remembered, whose every wait ends within ten seconds. The caller closes it. */
export async function openPhone(browser: Browser): Promise<BrowserContext> {
  const phone = await browser.newContext(PHONE);
  phone.setDefaultTimeout(10_000);
  phone.setDefaultNavigationTimeout(10_000);
  return phone;
}
