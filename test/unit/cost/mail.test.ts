import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPILED_MAILS, compileMails } from '../../../local/compile-mails.ts';
import type { MailView } from '../../../shared/platform/mail-view.ts';
import { renderMail } from '../../../shared/platform/render-mail.ts';

const VIEW: MailView = {
  subject: 'Payments: EC2 up $310 a day',
  preheader: 'Since 18 Nov',
  badge: { text: 'Unusual cost', tone: 'alarm' },
  title: 'EC2 costs $310 a day more than usual',
  blocks: [
    { kind: 'lines', lines: ['Since Wed, 18 Nov 2026.', 'Still going on.'] },
    { kind: 'figures', figures: [{ value: '+$310', label: 'a day' }] },
    {
      kind: 'chart',
      chart: { id: 'spend', png: Uint8Array.of(1), alt: 'Spend rose on 18 Nov', caption: 'Daily spend' },
    },
    {
      kind: 'action',
      text: 'Say what this is',
      url: 'https://x.example/f/abc',
      hint: 'The link works for 14 days.',
    },
    {
      kind: 'table',
      table: {
        heading: 'Where it comes from',
        head: ['What', 'More a day'],
        rows: [
          ['eu-west-1', '+$300.00'],
          ['us-east-1', '+$9.50'],
        ],
        amounts: [1],
      },
    },
  ],
  footer: ['Sent to the team payments.'],
  thread: '06V4Q8ZK7M2X9D3T',
};

/** The words of a document, as a reader sees them. */
function words(html: string): string {
  return html
    .replace(/<head>[\s\S]*<\/head>/, ' ')
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#(x?)([\da-f]+);/gi, (_, hex, code) =>
      String.fromCharCode(Number.parseInt(code, hex ? 16 : 10)),
    )
    .replace(/&(amp|lt|gt|quot);/g, (_, name: 'amp' | 'lt' | 'gt' | 'quot') => ENTITIES[name])
    .replace(/\s+/g, ' ');
}
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"' };

describe('the layout of mails', () => {
  it('is the one that mail/ describes: `npm run mails` was not forgotten', async () => {
    expect(readFileSync(COMPILED_MAILS, 'utf8')).toBe(await compileMails());
  });

  it('says the same in HTML and in plain text', () => {
    const { html, text } = renderMail(VIEW);
    const said = [
      'Unusual cost',
      VIEW.title,
      'Since Wed, 18 Nov 2026.',
      'Still going on.',
      '+$310',
      'a day',
      'Daily spend',
      'Say what this is',
      'The link works for 14 days.',
      'Where it comes from',
      'More a day',
      'us-east-1',
      '+$9.50',
      'Sent to the team payments.',
    ];
    for (const one of said) expect({ one, html: words(html).includes(one) }).toEqual({ one, html: true });
    for (const one of said) expect({ one, text: text.includes(one) }).toEqual({ one, text: true });
    expect(text).toContain('https://x.example/f/abc');
    expect(html).toContain('href="https:&#x2F;&#x2F;x.example&#x2F;f&#x2F;abc"');
  });

  it('lines the amounts of a table up in plain text', () => {
    expect(renderMail(VIEW).text).toContain(
      [
        'Where it comes from',
        '  What       More a day',
        '  eu-west-1    +$300.00',
        '  us-east-1      +$9.50',
      ].join('\n'),
    );
  });

  it('carries its pictures, with what is on them for those who do not see them', () => {
    const { html, text, pictures } = renderMail(VIEW);
    expect(pictures).toEqual([
      { id: 'spend', bytes: Uint8Array.of(1), type: 'image/png', about: 'Spend rose on 18 Nov' },
    ]);
    expect(html).toMatch(/<img\s+alt="Spend rose on 18 Nov" src="cid:spend"/);
    expect(text).toContain('Spend rose on 18 Nov');
  });

  it('loads nothing from anywhere and knows the dark', () => {
    const { html } = renderMail({ ...VIEW, blocks: [] });
    expect(html).not.toMatch(/(src|href)=|url\(|@import|<script/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('<html lang="en"');
  });

  it('lets no text become markup, and leaves no name of the template unfilled', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (odd) => {
        const text = `<b onload="x">${odd}{{title}}`;
        const { html } = renderMail({
          ...VIEW,
          title: text,
          badge: { text, tone: 'good' },
          footer: [text],
          blocks: [
            { kind: 'lines', lines: [text] },
            { kind: 'table', table: { heading: text, rows: [[text, text]], amounts: [] } },
          ],
        });
        expect(html).not.toContain('<b onload');
        expect(html).not.toContain('{{#');
      }),
      { numRuns: 50 },
    );
  });
});
