import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { septets, toGsm7 } from '../../../shared/paging/gsm7.ts';
import { smsText } from '../../../shared/paging/sms-text.ts';

const link = 'https://abcdefghij.execute-api.eu-west-1.amazonaws.com/p/AQIDBAUGBwgJCgsMDQ4PEBESExQV';
const sms = (changes: Partial<Parameters<typeof smsText>[0]>) =>
  smsText({ severity: 'SEV2', service: 'payments', title: 'API error rate > 5%', link, ...changes });

describe('the text of a page', () => {
  it('says what is broken and where to acknowledge', () => {
    expect(sms({})).toBe(`SEV2 payments: API error rate > 5%. Ack: ${link}`);
  });

  it('cuts the title first', () => {
    expect(sms({ title: 'API error rate > 5% for the last fifteen minutes in eu-west-1' })).toBe(
      `SEV2 payments: API error rate > 5% for the last fifteen minutes i... Ack: ${link}`,
    );
  });

  it('drops a title of which nothing readable would be left, then cuts the service', () => {
    const long = `https://h.example/p/${'A'.repeat(110)}`;
    expect(sms({ link: long, service: 'payments-api' })).toBe(`SEV2 payments-api. Ack: ${long}`);
    expect(sms({ link: long, service: 'payments-api-gateway-eu' })).toBe(
      `SEV2 payments-api-ga... Ack: ${long}`,
    );
  });

  it('does not end a sentence twice', () => {
    expect(sms({ title: 'It is down.' })).toBe(`SEV2 payments: It is down. Ack: ${link}`);
  });

  it.each([
    ['Log in at https://evil.example/p/AB', 'Log in at evil_example/p/AB'],
    ['see evil.example/p or www.evil.example', 'see evil_example/p or www_evil_example'],
    ['evil．example', 'evil_example'],
    ['evil\u200b.example', 'evil_example'],
    ['hthttps://tps://evil.example', 'https evil_example'],
    ['ftp:////evil', 'ftp evil'],
    ['write to ops@evil.example', 'write to ops@evil_example'],
    ['10.0.0.1 is slow: 5.3 s in v1.24.0', '10_0_0_1 is slow: 5.3 s in v1.24.0'],
  ])('makes no link of a title: %s', (title, shown) => {
    expect(sms({ title, link: 'https://h.example/p/A' })).toBe(
      `SEV2 payments: ${shown}. Ack: https://h.example/p/A`,
    );
  });

  it('fits one segment, ends with the whole link and holds no other, whatever the alert says', () => {
    const unit = fc.oneof(
      fc.constantFrom('https://', '://', '.', 'a', '1', ' ', '€', '“', '🔥', 'www.', '\n', '/'),
      fc.string({ unit: 'binary', maxLength: 1 }),
    );
    const text = fc.string({ unit, maxLength: 300 });
    const links = fc
      .string({ unit: fc.constantFrom('A', 'z', '0', '9', '-', '_'), minLength: 1, maxLength: 110 })
      .map((token) => `https://h.example/p/${token}`);
    fc.assert(
      fc.property(text, text, links, fc.constantFrom('SEV1', 'SEV4'), (title, service, address, severity) => {
        const message = smsText({ severity, service, title, link: address });
        expect(septets(message)).toBeLessThanOrEqual(160);
        expect(toGsm7(message)).toBe(message);
        expect(message.startsWith(severity)).toBe(true);
        expect(message.endsWith(` ${address}`)).toBe(true);
        const before = message.slice(0, -address.length);
        expect(before).not.toContain('://');
        expect(before).not.toMatch(/[\p{L}\p{N}]\.\p{L}|\p{L}\.\p{N}/u);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a link whole even where it leaves room for nothing else', () => {
    const long = `https://h.example/p/${'A'.repeat(130)}`;
    expect(sms({ link: long })).toBe(`SEV2 ${long}`);
  });
});
