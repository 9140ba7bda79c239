import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readableOverrides } from '../../../shared/paging/all-overrides.ts';
import type { Incident } from '../../../shared/paging/incident.ts';
import { makeShowPage, pageOperations } from '../../../shared/paging/show-page.ts';
import { toAcknowledged } from '../../../shared/paging/transitions.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { CONTEXT, httpEvent } from '../../support/lambda.ts';
import { anIncident, at } from '../../support/paging.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';
import { SILENT, stored } from '../../support/stored-incidents.ts';

const OPEN = anIncident({
  paged: ['alice', 'bob'],
  wakeAt: at(900),
  climb: { ...anIncident().climb, begun: 1, next: { pass: 0, rung: 1 } },
});

/** The page over a stored incident; the token is the place in the list of people, or a word for what is wrong with it. */
function page(incident: Incident = OPEN) {
  const world = stored(incident);
  const links = {
    open: async (token: string) => {
      if (token === 'tampered')
        throw new AppError('this link is not valid', { code: 'link-unknown', kind: 'not-found' });
      if (token === 'expired')
        throw new AppError('this link has expired', { code: 'link-expired', kind: 'gone' });
      if (token === 'broken') throw Object.assign(new Error('secret'), { name: 'AccessDeniedException' });
      return {
        of: token === 'elsewhere' ? '06ANB4YQ00000099' : incident.id,
        place: Number(token),
        expiresHour: 0,
      };
    },
  };
  const run = apiHandler(
    pageOperations(
      makeShowPage({
        links,
        store: world.list,
        overrides: readableOverrides(world.overrides, SILENT),
        change: world.change,
        telemetry: SILENT,
        config: PLAYED_CONFIG,
        now: world.now,
      }),
    ),
  );
  const ask = async (route: string, token: string, body?: string) => {
    const {
      statusCode,
      headers,
      body: html = '',
    } = await run(
      httpEvent({
        route,
        params: { token },
        ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64'), base64: true }),
      }),
      CONTEXT,
    );
    return {
      status: statusCode,
      headers,
      html,
      text: html
        .replace(/<style>.*<\/style>/s, '')
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' '),
    };
  };
  return {
    ...world,
    show: (token: string) => ask('GET /p/{token}', token),
    press: (token: string, form: string) => ask('POST /p/{token}', token, form),
  };
}

describe('the page behind a link', () => {
  it('changes nothing when a link scanner opens it five times; one press acknowledges, a second says by whom and when (83)', async () => {
    const it = page();
    const before = JSON.stringify(it.dynamo.items('incidents'));
    for (let opened = 0; opened < 5; opened++) expect((await it.show('0')).status).toBe(200);
    expect(JSON.stringify(it.dynamo.items('incidents'))).toBe(before);
    expect(it.audited()).toEqual([]);

    const first = await it.press('0', 'action=ack&rung=1');
    expect(first.status).toBe(200);
    expect(first.text).toContain('Acknowledged');
    expect(it.all()).toMatchObject([{ state: 'acknowledged', ack: { by: 'person:alice', at: at(600) } }]);

    const second = await it.press('1', 'action=ack&rung=1');
    expect(second.status).toBe(409);
    expect(second.text).toContain('alice person had acknowledged it already');
    expect(second.text).toMatch(/04:10/); // 03:10 UTC as Berlin reads it
    expect(it.all()).toMatchObject([{ ack: { by: 'person:alice' } }]);
    expect(it.audited()).toEqual(['person:alice incident.ack by-hand']);
  });

  it.each<[token: string, status: number]>([
    ['tampered', 404],
    ['expired', 410],
    ['elsewhere', 404],
    ['7', 404],
    ['broken', 500],
  ])('a link that is %s answers %d and changes nothing (84)', async (token, status) => {
    const it = page();
    const before = JSON.stringify(it.dynamo.items('incidents'));
    for (const answer of [await it.show(token), await it.press(token, 'action=ack&rung=1')]) {
      expect(answer.status).toBe(status);
      expect(answer.headers?.['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.html).not.toMatch(/secret|payments|API error|\n +at /);
    }
    expect(JSON.stringify(it.dynamo.items('incidents'))).toBe(before);
  });

  it.each<[form: string, status: number, state: string]>([
    ['action=escalate&rung=1', 200, 'triggered'],
    ['action=escalate&rung=0', 409, 'acknowledged'], // their view was of an earlier step
    ['action=resolve&rung=1', 200, 'resolved'],
    ['action=ack&rung=1', 409, 'acknowledged'],
    ['action=delete&rung=1', 400, 'acknowledged'],
    ['action=ack', 400, 'acknowledged'],
    ['action=ack&rung=-1', 400, 'acknowledged'],
    ['', 400, 'acknowledged'],
    ['{"action":"resolve","rung":1}', 400, 'acknowledged'],
  ])('pressing %j on an acknowledged incident: %d, %s', async (form, status, state) => {
    const it = page(toAcknowledged(OPEN, { by: 'person:bob', at: at(60), expiresAt: at(7260) }));
    expect((await it.press('0', form)).status).toBe(status);
    expect(it.all()).toMatchObject([{ state }]);
  });

  it('escalating wakes the ladder with a timer of its own', async () => {
    const it = page();
    await it.press('0', 'action=escalate&rung=1');
    expect(it.started).toEqual([{ incidentId: OPEN.id, clock: 2, run: 1 }]);
  });

  it('cannot be kept, framed, indexed or handed on', async () => {
    const { headers } = await page().show('0');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': expect.stringContaining('noindex'),
      'content-security-policy': expect.stringMatching(/default-src 'none'.*frame-ancestors 'none'/),
    });
  });

  it('refuses a body that is too large as any API does', async () => {
    expect((await page().press('0', 'x'.repeat(300 * 1024))).status).toBe(413);
  });
});
