import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageEmail } from '../../../shared/paging/page-email.ts';
import {
  acknowledgedView,
  monstrousView,
  pageView,
  READ_AT,
  resolvedView,
} from '../../support/page-views.ts';

const link = 'https://api.example/p/TOKEN';
const email = (changes = {}) => pageEmail(pageView(changes), link, READ_AT);

describe('the subject', () => {
  it('names severity, service and what is broken', () => {
    expect(email().subject).toBe('[SEV2] payments: API error rate > 5%');
  });

  it('is one line of at most 200 characters: no header can be smuggled in', () => {
    expect(email({ title: 'down\r\nBcc: everyone@evil.example' }).subject).toBe(
      '[SEV2] payments: down Bcc: everyone@evil.example',
    );
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const { subject } = email({ title: text, service: text });
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect(Array.from(subject).length).toBeLessThanOrEqual(200);
      }),
    );
  });
});

describe('the text', () => {
  it('says what is broken, what happens next and when, since when in both zones, and where to act', () => {
    expect(email().text).toBe(`SEV2 payments: API error rate > 5%

Nobody has acknowledged yet.
If nobody acts, Bob and Carol will be paged at 03:15 (in 3 min).

Acknowledge, escalate or resolve here:
https://api.example/p/TOKEN

Runbook: https://wiki.acme.example/payments-errors
Dashboard: https://grafana.acme.example/d/payments?orgId=1&from=now-1h
Since: Sat 21 Nov, 03:00 GMT+1 · 02:00 UTC · 12 min ago
Paged so far: Alice
Source: cloudwatch
Incident: 06V4Q8ZK7M2X9D3T

Labels
  account = payments-prod
  region = eu-west-1
  AlarmName = payments-5xx
`);
  });

  it('gives the day in UTC where it is another one', () => {
    expect(email({ timeZone: 'America/Chicago' }).text).toContain(
      'Since: Fri 20 Nov, 20:00 CST · Sat 21 Nov, 02:00 UTC · 12 min ago',
    );
  });

  it('still goes out in UTC when the zone is unknown to the runtime', () => {
    expect(email({ timeZone: 'Mars/Olympus' }).text).toContain('Since: Sat 21 Nov, 02:00 UTC');
  });

  it('says who has it and until when', () => {
    const { text } = pageEmail(acknowledgedView(), link, READ_AT);
    expect(text).toContain('Acknowledged by Alice at 03:04 (8 min ago).');
    expect(text).toContain(
      'Unless it is resolved, the acknowledgement expires and paging starts again with Alice at 05:04 (in 1 h 52 min).',
    );
    expect(pageEmail(resolvedView(), link, READ_AT).text).toContain(
      'Resolved by Alice at 03:11 (1 min ago).',
    );
  });

  it('makes no link of the title, and none of an address that is not one of http', () => {
    const { text, html } = email({
      title: 'Acknowledge at https://evil.example/p',
      runbookUrl: 'javascript:alert(1)',
      links: [{ text: 'x', url: 'data:text/html,x' }],
    });
    expect(text).toContain('SEV2 payments: Acknowledge at evil[.]example/p\n');
    for (const body of [text, html]) expect(body).not.toMatch(/javascript:|data:|https:\/\/evil/);
  });
});

describe('the HTML', () => {
  it('has the link to the page, big and first, and nothing from elsewhere', () => {
    const { html } = email();
    expect(html.match(/href="([^"]*)"/)?.[1]).toBe(link);
    expect(html).not.toMatch(/<(img|link|script|iframe|style|form)\b|url\(|@import/i);
  });

  it('shows hostile text as text', () => {
    const hostile = `"'><img src=x onerror=alert(1)><a href='https://evil.example'>`;
    const { html } = pageEmail(monstrousView(hostile), link, READ_AT);
    expect(html).not.toContain('<img');
    expect(html).not.toMatch(/<a href='|onerror=alert\(1\)>/);
    expect(html).toContain('&#60;img src=x');
  });

  it('counts the labels it leaves out', () => {
    expect(pageEmail(monstrousView('k'), link, READ_AT).text).toContain('  and 260 more\n');
  });
});
