import { describe, expect, it } from 'vitest';
import { describeFinding } from '../../../shared/cost/describe-finding.ts';
import { findingAlert } from '../../../shared/cost/finding-alert.ts';
import { findingMail } from '../../../shared/cost/finding-mail.ts';
import type { FindingRecord } from '../../../shared/cost/finding-record.ts';
import { AlertRaised } from '../../../shared/paging/events.ts';
import { renderMail } from '../../../shared/platform/render-mail.ts';
import { COST_CONFIG } from '../../support/cost-config.ts';
import { STORIES } from '../../support/finding-stories.ts';
import { aRecord } from '../../support/findings.ts';

const CHANNEL = { team: 'payments', name: 'Payments', by: 'tag', address: undefined } as const;

function mail(record: FindingRecord) {
  const what = record.due?.what ?? 'opened';
  const url = 'https://belltower.example/f/abc';
  return renderMail(findingMail({ record, what, url, channel: CHANNEL, png: Uint8Array.of(1) }, COST_CONFIG));
}

describe('a finding in words', () => {
  it.each([
    ['spike', 'Amazon Elastic Compute Cloud - Compute costs $310 a day more than usual'],
    ['drop', 'AWS Lambda costs $140 a day less than usual'],
    ['new', 'Amazon SageMaker is new and costs $412 a day'],
    ['grouped', '12 costs together cost $660 a day more than usual'],
    ['reminder', 'Amazon Elastic Compute Cloud - Compute has slowly grown by $60.00 a day'],
    ['restated', 'Amazon Elastic Compute Cloud - Compute: as usual after all'],
    ['fee', 'Savings Plans for AWS Compute usage: a charge of $12,000, seen for the first time'],
  ] as const)('%s: %s', (name, title) => {
    expect(describeFinding(STORIES[name], COST_CONFIG).title).toBe(title);
  });

  it('says what, how much in percent, a day and a month, since when, why, whose, how sure and as of when', () => {
    const { text } = mail(STORIES.spike);
    for (const said of [
      'Amazon Elastic Compute Cloud - Compute, payments-prod (111111111111), team Payments',
      '+$310  a day, +129%',
      '+$930  since 18 Nov',
      '≈ +$9,300  a month, if it stays',
      'Since Wed, 18 Nov 2026 (3 days so far)',
      'Usage type EUW1-BoxUsage:m5.4xlarge  +$291.00    94%',
      'Region eu-west-1',
      'It comes of usage, not of prices.',
      'RunInstances',
      'Owner: Payments, by the tag of the cost.',
      'Provisional: AWS may still restate the last day.',
      'Data as of Fri, 20 Nov 2026',
      'https://belltower.example/f/abc',
    ])
      expect(text).toContain(said);
  });

  it('names no percentage of nothing', () => {
    expect(describeFinding(STORIES.new, COST_CONFIG).figures[0]).toEqual({
      value: '+$412',
      label: 'a day, there was none before',
    });
  });

  it('says so when nobody could say why, and goes out all the same', () => {
    expect(mail(STORIES.drop).text).toContain('could not be looked up: Cost Explorer did not answer');
  });

  it('lists what a grouped finding is made of, and counts the rest', () => {
    const { text } = mail(STORIES.grouped);
    expect(text).toContain('Amazon Service 1   +$66.00');
    expect(text).toContain('And 2 more.');
  });

  it('is one thread, whatever its numbers and its kind become', () => {
    const [first, second] = [mail(STORIES.spike), mail(STORIES.reminder)];
    expect(second.subject).toBe(`Re: ${first.subject}`);
    expect(mail(STORIES.restated).subject).toBe(second.subject);
  });

  it.each(['evil.example', 'http://evil.example/x', 'a\u202eb\nc'])('makes no link of a name: %j', (name) => {
    const record = aRecord({}, { series: { service: name, team: name, account: name } });
    const { text, html, subject } = mail(record);
    for (const one of [text, html, subject]) expect(one).not.toMatch(/evil\.example|\u202e/);
    expect(AlertRaised.safeParse(findingAlert(record, 'firing', COST_CONFIG)).success).toBe(true);
  });
});
