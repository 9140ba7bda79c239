import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genericBody, slackBody } from '../../../shared/paging/webhook-body.ts';
import { acknowledgedView, monstrousView, pageView, resolvedView } from '../../support/page-views.ts';

const link = 'https://api.example/p/TOKEN';

describe('the Slack message', () => {
  it('says what is broken, since when, what happens next, and opens the page', () => {
    expect(slackBody(pageView(), link)).toEqual({
      text: 'SEV2 payments: API error rate &gt; 5%',
      unfurl_links: false,
      unfurl_media: false,
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: 'SEV2 payments', emoji: false } },
        { type: 'section', text: { type: 'plain_text', text: 'API error rate &gt; 5%', emoji: false } },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            verbatim: true,
            text: [
              '*triggered* since <!date^1795226400^{date_short_pretty} {time}|Sat 21 Nov, 03:00 GMT+1>',
              '*<https://wiki.acme.example/payments-errors|Runbook>*',
              'Paged so far: Alice',
              'If nobody acts, Bob and Carol will be paged at <!date^1795227300^{date_short_pretty} {time}|Sat 21 Nov, 03:15 GMT+1>',
            ].join('\n'),
          },
        },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', verbatim: true, text: 'cloudwatch · incident 06V4Q8ZK7M2X9D3T' }],
        },
        {
          type: 'actions',
          elements: [
            {
              type: 'button',
              style: 'primary',
              text: { type: 'plain_text', text: 'Open to acknowledge', emoji: false },
              url: link,
            },
          ],
        },
      ],
    });
  });

  it('says who acted', () => {
    expect(JSON.stringify(slackBody(acknowledgedView(), link))).toContain('Acknowledged by Alice');
    expect(JSON.stringify(slackBody(resolvedView(), link))).toContain('Resolved by Alice');
  });

  it('mentions nobody and links nowhere on behalf of an alert', () => {
    const view = monstrousView('<!channel> <https://evil.example|click> & co');
    const texts = markup(slackBody({ ...view, runbookUrl: 'https://wiki.example/a|b>c' }, link));
    const links = texts.flatMap((text) => text.match(/<[^>]*>/g) ?? []);
    expect(links.filter((found) => !found.startsWith('<!date^'))).toEqual([
      '<https://wiki.example/a%7Cb%3Ec|Runbook>',
    ]);
    expect(texts.join()).toContain('&lt;!channel&gt;');
  });

  it('keeps within what Slack accepts and cuts no entity, whatever the alert says', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('&', '<', '>'), fc.string({ unit: 'binary', maxLength: 1 })),
      maxLength: 5000,
    });
    fc.assert(
      fc.property(text, (hostile) => {
        for (const block of slackBody(monstrousView(hostile), link).blocks) {
          if (block.type === 'header') expect(block.text.text.length).toBeLessThanOrEqual(150);
          if (block.type === 'section') expect(block.text.text.length).toBeLessThanOrEqual(3000);
        }
        for (const shown of markup(slackBody(monstrousView(hostile), link))) {
          expect(shown.length).toBeGreaterThan(0);
          expect(shown).not.toMatch(/&(?!(amp|lt|gt);)/);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the generic body', () => {
  it('is the documented shape', () => {
    expect(genericBody(pageView(), link)).toEqual({
      v: 1,
      type: 'page',
      incident: {
        id: '06V4Q8ZK7M2X9D3T',
        service: 'payments',
        severity: 'SEV2',
        title: 'API error rate > 5%',
        state: 'triggered',
        startedAt: '2026-11-21T02:00:00.000Z',
        runbookUrl: 'https://wiki.acme.example/payments-errors',
      },
      link,
    });
  });

  it('has every field even where there is nothing to say', () => {
    expect(genericBody(pageView({ runbookUrl: undefined }), link).incident.runbookUrl).toBeNull();
    expect(genericBody(pageView({ runbookUrl: 'javascript:alert(1)' }), link).incident.runbookUrl).toBeNull();
  });
});

function markup(body: ReturnType<typeof slackBody>): string[] {
  return [
    body.text,
    ...body.blocks.flatMap((block) => {
      if (block.type === 'actions') return block.elements.map((element) => element.text.text);
      return block.type === 'context' ? block.elements.map((element) => element.text) : [block.text.text];
    }),
  ];
}
