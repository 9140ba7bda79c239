import '../../support/quiet.ts';
import { createHash } from 'node:crypto';
import { GenerateMacCommand, KMSClient, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { findingLinks } from '../../../shared/cost/finding-link-client.ts';
import { FINDING_PAGE_STYLE, FINDING_PAGE_STYLE_HASH } from '../../../shared/cost/finding-page-style.ts';
import type { FindingRecord } from '../../../shared/cost/finding-record.ts';
import { findingOperations, makeShowFinding } from '../../../shared/cost/show-finding.ts';
import { verdictsOf } from '../../../shared/cost/verdicts-of.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { COST_CONFIG } from '../../support/cost-config.ts';
import { aRecord, mailed, morningAfter } from '../../support/findings.ts';
import { CONTEXT, httpEvent } from '../../support/lambda.ts';
import { telling } from '../../support/stored-findings.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const TOLD = aRecord({ told: [mailed('opened')] });
const PAGED = aRecord({ told: [{ ...mailed('opened'), via: 'page', to: 'service:payments' }] });

/** The page over a stored finding; the token is the place of the message, or a word for what is wrong with it. */
function page(record: FindingRecord = TOLD, bus?: () => void) {
  const world = telling(bus === undefined ? {} : { bus }, record);
  const links = {
    open: async (token: string) => {
      if (token === 'tampered')
        throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
      if (token === 'expired')
        throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
      if (token === 'broken') throw Object.assign(new Error('secret'), { name: 'AccessDeniedException' });
      return {
        of: token === 'elsewhere' ? '06ANB4YQ00000099' : record.id,
        place: Number(token),
        expiresHour: 0,
      };
    },
  };
  const { store, bus: events, now } = world;
  const run = apiHandler(
    findingOperations(
      makeShowFinding({ links, store, bus: events, telemetry: SILENT, config: COST_CONFIG, now }),
    ),
  );
  const ask = async (route: string, token: string, form?: string) => {
    const body = form === undefined ? {} : { body: Buffer.from(form).toString('base64'), base64: true };
    const answer = await run(httpEvent({ route, params: { token }, ...body }), CONTEXT);
    const html = answer.body ?? '';
    const text = html
      .replace(/<style>.*<\/style>/s, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
    return { status: answer.statusCode, headers: answer.headers, html, text };
  };
  return {
    ...world,
    show: (token: string) => ask('GET /f/{token}', token),
    press: (token: string, form: string) => ask('POST /f/{token}', token, form),
    stored: () => world.record(record.id),
  };
}

describe('the page of a finding', () => {
  it('shows what, how much, the chart and the three answers, and changes nothing', async () => {
    const { show, audited, stored } = page();
    const { status, headers, html, text } = await show('0');
    expect(status).toBe(200);
    expect(text).toContain('costs $60.00 a day more than usual');
    expect(html).toMatch(/<img src="data:image\/svg\+xml;base64,[\w+/=]+" alt="Daily spend from [^"]+"/);
    expect([...html.matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action)).toEqual([
      'expected',
      'investigating',
      'muted',
    ]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect([audited(), await stored()]).toEqual([[], TOLD]);
  });

  it('names its own style in the content security policy', () => {
    const hash = createHash('sha256').update(FINDING_PAGE_STYLE).digest('base64');
    expect(FINDING_PAGE_STYLE_HASH).toBe(`sha256-${hash}`);
  });

  it.each([
    ['action=expected', 'expected', 'finding.answer expected', 'what it costs now counts as usual'],
    ['action=investigating', 'investigating', 'finding.answer investigating', 'It stays open'],
    ['action=muted&until=2026-12-01', 'muted', 'finding.answer muted', 'told again if it is still there'],
  ])('%s is kept, with whose link it was in the audit trail', async (form, state, entry, words) => {
    const { press, stored, audited } = page();
    const { status, text } = await press('0', form);
    expect([status, (await stored()).state]).toEqual([200, state]);
    expect(text).toContain(words);
    expect(audited()).toEqual([`team:payments ${entry}`]);
    expect(await stored()).toMatchObject({ answer: { by: 'team:payments', at: morningAfter(0) } });
  });

  it('what was said changes the next run', async () => {
    const { press, stored } = page();
    await press('0', 'action=muted&until=2026-12-01');
    expect(verdictsOf([await stored()], '2026-11-20')).toMatchObject([
      { verdict: 'muted', until: '2026-12-01', series: TOLD.finding.series },
    ]);
  });

  it('the same again, or another answer to what somebody has answered, says how it stands', async () => {
    const { press } = page();
    await press('0', 'action=expected');
    const again = await press('0', 'action=expected');
    expect([again.status, again.text]).toEqual([409, expect.stringContaining('said already')]);
    expect((await press('0', 'action=investigating')).status).toBe(200);
  });

  it('what closed by itself takes no answer and has no buttons', async () => {
    const { press, show } = page({ ...TOLD, state: 'ended', closedAt: morningAfter(5) });
    expect((await show('0')).html).not.toContain('<button');
    expect((await press('0', 'action=expected')).status).toBe(409);
  });

  it('two who answer at once: the second sees what the first said', async () => {
    const { press, stored } = page();
    const both = await Promise.all([press('0', 'action=expected'), press('0', 'action=investigating')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.text).toContain('changed while you looked at it');
    expect((await stored()).version).toBe(2);
  });

  it('an answer that closes it has the pager let go', async () => {
    const { press, alerts, stored } = page(PAGED);
    await press('0', 'action=expected');
    expect(alerts).toMatchObject([{ state: 'resolved', dedupKey: PAGED.id, service: 'payments' }]);
    const { due, told } = await stored();
    expect([due, told.at(-1)]).toMatchObject([undefined, { what: 'closed', via: 'page' }]);
  });

  it('a pager that does not hear it is told by the next run', async () => {
    const { press, stored } = page(PAGED, () => {
      throw new Error('down');
    });
    expect((await press('0', 'action=expected')).status).toBe(200);
    expect(await stored()).toMatchObject({ state: 'expected', due: { what: 'closed' } });
  });

  it.each([
    ['tampered', 404, 'This link is not valid'],
    ['elsewhere', 404, 'This link is not valid'],
    ['7', 404, 'This link is not valid'],
    ['expired', 410, 'This link has expired'],
    ['broken', 500, 'Something went wrong'],
  ])('a link that is %s is a page of its own', async (token, status, words) => {
    const { show, press } = page();
    for (const answer of [await show(token), await press(token, 'action=expected')])
      expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(words)]);
  });

  it.each(['', 'action=delete', 'action=muted', 'action=muted&until=soon'])('refuses %j', async (form) => {
    const { press, stored } = page();
    expect((await press('0', form)).status).toBe(400);
    expect(await stored()).toEqual(TOLD);
  });

  it('refuses to mute for longer than three months', async () => {
    const { press, stored } = page();
    expect((await press('0', 'action=muted&until=2027-06-01')).status).toBe(409);
    expect(await stored()).toEqual(TOLD);
  });
});

describe('a link to a finding', () => {
  const kms = mockClient(KMSClient);
  const links = findingLinks('key', new KMSClient({ region: 'eu-west-1' }));
  const MAC = Uint8Array.from({ length: 32 }, (_, n) => n);

  it('works for 14 days, for the finding and message it was made for', async () => {
    kms.on(GenerateMacCommand).resolves({ Mac: MAC });
    kms.on(VerifyMacCommand).callsFake(({ Mac, Message }: { Mac: Uint8Array; Message: Uint8Array }) => {
      if (Buffer.compare(Mac, MAC) !== 0) throw new KMSInvalidMacException({ $metadata: {}, message: '' });
      expect(Buffer.from(Message).toString('latin1')).toMatch(/^belltower\/finding-link\/v1\//);
      return {};
    });
    const token = await links.issue({ of: TOLD.id, place: 3 }, morningAfter(0));
    expect(await links.open(token, morningAfter(13))).toMatchObject({ of: TOLD.id, place: 3 });
    await expect(links.open(token, morningAfter(14))).rejects.toMatchObject({ kind: 'gone' });
    await expect(links.open(`${token.slice(0, -3)}AAA`, morningAfter(0))).rejects.toMatchObject({
      kind: 'not-found',
    });
    await expect(links.open('short', morningAfter(0))).rejects.toMatchObject({ kind: 'not-found' });
  });
});
