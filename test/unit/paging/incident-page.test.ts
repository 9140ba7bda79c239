import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incidentPage } from '../../../shared/paging/incident-page.ts';
import { messagePage } from '../../../shared/paging/message-page.ts';
import { PAGE_HEADERS } from '../../../shared/paging/page-document.ts';
import { PAGE_STYLE, PAGE_STYLE_HASH } from '../../../shared/paging/page-style.ts';
import type { PageView } from '../../../shared/paging/page-view.ts';
import {
  acknowledgedView,
  monstrousView,
  pageView,
  READ_AT,
  resolvedView,
} from '../../support/page-views.ts';

const LIMIT = 14 * 1024;
const page = (changes: Partial<PageView> = {}) => incidentPage(pageView(changes), { now: READ_AT });
const words = (document: string) =>
  (document.split('<body>')[1] ?? '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

describe('what the page says', () => {
  it('what is broken, since when, and what happens if nobody acts', () => {
    const text = words(page());
    expect(text).toContain('SEV2 payments API error rate > 5% Started 12 min ago');
    expect(text).toContain('Sat 21 Nov, 03:00 GMT+1 · 02:00 UTC');
    expect(text).toContain(
      'Nobody has acknowledged yet. If nobody acts, Bob and Carol will be paged at 03:15 (in 3 min)',
    );
    expect(page()).toContain('<title>SEV2 payments — triggered</title>');
  });

  it.each<[string, PageView['next'], string]>([
    [
      'the catch-all',
      { at: '2026-11-21T02:15:00.000Z', people: [], what: 'catch-all' },
      'If nobody acts, the catch-all will be paged at 03:15',
    ],
    [
      'a page already due',
      { at: '2026-11-21T02:11:59.000Z', people: ['Bob'], what: 'rung' },
      'If nobody acts, Bob will be paged now.',
    ],
    [
      'another day',
      { at: '2026-11-22T02:15:00.000Z', people: ['Bob'], what: 'rung' },
      'at Sun 22 Nov, 03:15 (in 24 h 3 min)',
    ],
    [
      'many people',
      { at: '2026-11-21T02:15:00.000Z', people: ['A', 'B', 'C', 'D', 'E', 'F'], what: 'rung' },
      'A, B, C, D and 2 more will be paged',
    ],
    ['nothing', undefined, 'Nobody else will be paged.'],
  ])('what comes next: %s', (_, next, said) => {
    expect(words(page({ next }))).toContain(said);
  });

  it('who took it, and until when', () => {
    const text = words(incidentPage(acknowledgedView(), { now: READ_AT }));
    expect(text).toContain('Acknowledged by Alice at 03:04 (8 min ago)');
    expect(text).toContain('paging starts again with Alice at 05:04 (in 1 h 52 min)');
  });

  it('when an ack expires, also where something else comes first', () => {
    const next = { at: '2026-11-21T02:20:00.000Z', people: ['Vera'], what: 'rung' } as const;
    expect(words(incidentPage({ ...acknowledgedView(), next }, { now: READ_AT }))).toContain(
      ', until 05:04 (in 1 h 52 min)',
    );
  });

  it('the newest event first', () => {
    const text = words(page());
    expect(text.indexOf('E-mail to Alice sent')).toBeLessThan(text.indexOf('Opened: API error rate'));
  });

  it('what the last press came to, as a status', () => {
    expect(incidentPage(pageView(), { now: READ_AT, notice: 'Already escalated.' })).toContain(
      'role="status">Already escalated.<',
    );
  });
});

describe('what the page offers', () => {
  const actions = (document: string) =>
    Array.from(document.matchAll(/name="action" value="(\w+)"/g), ([, verb]) => verb);

  it('is what makes sense in the state', () => {
    expect(actions(page())).toEqual(['ack', 'escalate', 'resolve']);
    expect(actions(incidentPage(acknowledgedView(), { now: READ_AT }))).toEqual(['escalate', 'resolve']);
    expect(actions(incidentPage(resolvedView(), { now: READ_AT }))).toEqual([]);
  });

  it('names the rung it is based on', () => {
    expect(page({ rung: 7 }).match(/name="rung" value="7"/g)).toHaveLength(3);
  });

  it('links only to http and https, telling the other site nothing', () => {
    const document = page({
      runbookUrl: 'javascript:alert(1)',
      links: [
        { text: 'bad', url: 'data:text/html,<script>alert(1)</script>' },
        { text: 'good', url: 'https://good.example/?a=1&b="2"' },
      ],
    });
    const anchors = document.match(/<a [^>]*>/g);
    expect(anchors).toEqual([
      '<a class="tap" href="https://good.example/?a=1&#38;b=%222%22" target="_blank" rel="noreferrer noopener">',
      '<a class="tap" href="">',
    ]);
  });
});

describe('hostile text', () => {
  const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror="alert(1)">"' onmouseover='alert(1)`;

  it.each<[string, Partial<PageView>]>([
    ['id', { id: HOSTILE }],
    ['service', { service: HOSTILE }],
    ['title', { title: HOSTILE }],
    ['source', { source: HOSTILE }],
    ['runbook', { runbookUrl: `https://x.example/${HOSTILE}` }],
    ['link text', { links: [{ text: HOSTILE, url: 'https://x.example' }] }],
    ['link address', { links: [{ text: 'x', url: `https://x.example/?${HOSTILE}` }] }],
    ['label name', { labels: { [HOSTILE]: 'x' } }],
    ['label value', { labels: { x: HOSTILE } }],
    ['people paged', { paged: [HOSTILE] }],
    ['people next', { next: { at: READ_AT, people: [HOSTILE], what: 'rung' } }],
    ['event', { events: [{ at: READ_AT, text: HOSTILE }] }],
    ['who acknowledged', { state: 'acknowledged', ack: { by: HOSTILE, at: READ_AT, expiresAt: READ_AT } }],
    ['who resolved', { state: 'resolved', resolution: { by: HOSTILE, at: READ_AT } }],
  ])('in %s adds no element and no attribute', (_, changes) => {
    const harmless = JSON.parse(
      JSON.stringify(changes).replaceAll(JSON.stringify(HOSTILE).slice(1, -1), 'x'),
    );
    expect(skeleton(page(changes))).toEqual(skeleton(page(harmless)));
  });

  it('in the notice and in a message page stays text', () => {
    for (const document of [
      incidentPage(pageView(), { now: READ_AT, notice: HOSTILE }),
      messagePage({ title: HOSTILE, message: HOSTILE }),
    ]) {
      expect(document).not.toMatch(/<script|<img/);
      expect(document.match(/<\/title>|<\/style>/g)).toHaveLength(2);
    }
  });

  /** Elements with the names of their attributes. */
  function skeleton(document: string): string[] {
    return Array.from(
      document.matchAll(/<(\/?\w+)((?:\s[\w-]+(?:="[^"]*")?)*)\s*>/g),
      ([, element, attributes = '']) =>
        [
          element,
          ...attributes
            .replace(/="[^"]*"/g, '')
            .trim()
            .split(/\s+/),
        ].join(' '),
    );
  }
});

describe('size', () => {
  it.each(['x', '&', '"', '🔥', 'ä', '<b>', 'ab ', '\ud83d', '\u202e'])(
    'is below 14 KB with everything full of %j',
    (unit) => {
      for (const length of [1, 20, 60, 150, 300, 1024, 20_000]) {
        const text = unit.repeat(length);
        const document = incidentPage(monstrousView(text), { now: READ_AT, notice: text });
        expect(Buffer.byteLength(document)).toBeLessThan(LIMIT);
      }
    },
  );

  it('is below 14 KB with any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1500, size: 'max' }), (text) => {
        const document = incidentPage(monstrousView(text), { now: READ_AT, notice: text });
        expect(Buffer.byteLength(document)).toBeLessThan(LIMIT);
      }),
      { numRuns: 50 },
    );
  });

  it('counts what it leaves out', () => {
    const people = Array.from({ length: 200 }, (_, i) => `Person ${i}`);
    const text = words(page({ paged: people }));
    const shown = text.match(/Person \d+/g)?.length ?? 0;
    expect(shown).toBeGreaterThan(10);
    expect(text).toContain(`and ${200 - shown} more`);
  });

  it('leaves out a runbook link rather than cutting it', () => {
    const document = page({ runbookUrl: `https://wiki.example/${'a'.repeat(2000)}` });
    expect(document).not.toContain('https://wiki.example');
    expect(words(document)).toContain('The address of the runbook is too long for this page.');
  });
});

describe('headers', () => {
  it('allow exactly the style the page has', () => {
    expect(PAGE_STYLE_HASH).toBe(`sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}`);
    expect(page()).toContain(`<style>${PAGE_STYLE}</style>`);
    expect(PAGE_HEADERS['content-security-policy']).toBe(
      `default-src 'none'; style-src '${PAGE_STYLE_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    );
  });

  it('keep the address, which is a key, to the person who has it', () => {
    expect(PAGE_HEADERS).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-robots-tag': 'noindex, nofollow',
    });
  });
});
