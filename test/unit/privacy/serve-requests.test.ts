import '../../support/quiet.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { shift } from '../../../shared/kernel/instant.ts';
import { openApiDocument } from '../../../shared/platform/openapi.ts';
import { PRIVACY_API } from '../../../shared/privacy/api.ts';
import { subjectTag } from '../../../shared/privacy/subject-tag-client.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { START } from '../../support/erasure-world.ts';
import { OpenApiDocument, operationsOf } from '../../support/openapi-document.ts';
import { MAC, privacyApi } from '../../support/privacy-api.ts';

const MAP = dataMap([system('crm')]);
const ANN = { userId: ['u-1'], email: ['Ann.Example@acme.example'] };
const EVIDENCE = 'ticket:4711';

function requests() {
  const api = privacyApi(MAP);
  return {
    ...api,
    open: (body: unknown = { type: 'erasure', identities: ANN, evidence: EVIDENCE }) =>
      api.ask({ route: 'POST /v1/privacy/requests', body }),
  };
}

describe('a request', () => {
  it('with evidence opens a case in grace, whose work is begun', async () => {
    const it = requests();
    const { status, body } = await it.open();
    expect([status, body]).toMatchObject([
      201,
      {
        attached: false,
        case: {
          id: 'case-1',
          state: 'grace',
          received: START,
          graceUntil: shift(START, millis('3d')),
          due: '2026-04-02T09:00:00.000Z',
          subjects: [
            await subjectTag(MAC, 'userId', 'u-1'),
            await subjectTag(MAC, 'email', 'ann.example@acme.example'),
          ],
        },
      },
    ]);
    expect(it.started).toEqual(['case-1-1']);
    expect(await it.vault.read('case-1')).toEqual(ANN);
    expect(await it.audited()).toEqual(['iam:AIDAEXAMPLE case.open case:case-1 first']);
  });

  it('verified twice is one case, whoever sends it and however it is written (1, 28)', async () => {
    const it = requests();
    await it.open();
    const again = {
      type: 'erasure',
      identities: { email: ['ANN.example@ACME.example', 'ann.example@acme.example'], userId: [' u-1 '] },
    };
    const { status, body } = await it.open({ ...again, evidence: 'ticket:4712' });
    expect([status, body.attached, body.case.id]).toEqual([200, true, 'case-1']);
    expect(it.started).toEqual(['case-1-1']);
    expect((await it.audited()).length).toBe(1);
    await expect(it.vault.read('case-2')).rejects.toThrow(/forgotten/);
  });

  it('verified, whose work could not be begun, is begun when it is sent again', async () => {
    const it = requests();
    it.clock.start = () => Promise.reject(new Error('down'));
    await it.open();
    expect(it.started).toEqual([]);
    it.clock.start = async () => {};
    expect((await it.open()).body.attached).toBe(true);
    expect(it.started).toEqual(['case-1-1']);
  });

  it('of two at once one opens a case, and the other gets it (3)', async () => {
    const it = requests();
    const both = await Promise.all([it.open(), it.open()]);
    const ids = both.map(({ body }) => body.case.id);
    expect(ids[0]).toBe(ids[1]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 201]);
    expect(it.started).toEqual([`${ids[0]}-1`]);
  });

  it('that is not verified neither blocks a verified one nor joins it (2)', async () => {
    const it = requests();
    const unverified = { type: 'erasure', identities: ANN };
    const first = await it.open(unverified);
    const second = await it.open();
    const third = await it.open(unverified);
    expect([first, second, third].map(({ status, body }) => [status, body.case.id, body.case.state])).toEqual(
      [
        [201, 'case-1', 'received'],
        [201, 'case-2', 'grace'],
        [201, 'case-3', 'received'],
      ],
    );
    expect(it.started).toEqual(['case-2-1']);
  });

  it('that names more than the case which is open loses none of it', async () => {
    const it = requests();
    await it.open();
    const more = { userId: ['u-1', 'u-2'], email: ['ann@home.example'] };
    const first = await it.open({ type: 'erasure', identities: more, evidence: EVIDENCE });
    expect([first.status, first.body.attached]).toEqual([201, false]);
    expect(await it.vault.read(first.body.case.id)).toEqual(more);
    const again = await it.open({ type: 'erasure', identities: more, evidence: EVIDENCE });
    expect([again.status, again.body.case.id]).toEqual([200, first.body.case.id]);
    expect((await it.open()).body.case.id).toBe('case-1');
  });

  it('is stored although its work cannot be begun at once: the watch does that', async () => {
    const it = requests();
    it.clock.start = async () => {
      throw new Error('StateMachineDoesNotExist');
    };
    expect((await it.open()).status).toBe(201);
    expect(it.started).toEqual([]);
    it.clock.start = async () => {};
    it.later(millis('5m'));
    await it.watch();
    expect(it.started).toEqual(['case-1-2']);
    expect(it.raised.map(({ detail }) => detail)).toMatchObject([
      { dedupKey: 'privacy:case-1:workflow-gone', state: 'firing' },
    ]);
  });

  const SECRET = 'ann.example@acme.example';
  it.each<[what: string, body: unknown]>([
    ['no JSON', `{"type": "erasure", ${SECRET}`],
    ['no object', `"${SECRET}"`],
    ['another type', { type: SECRET, identities: ANN }],
    ['a field that is not ours', { type: 'erasure', identities: ANN, [SECRET]: SECRET }],
    ['an identity that is not ours', { type: 'erasure', identities: { [SECRET]: [SECRET] } }],
    ['a text instead of a list', { type: 'erasure', identities: { email: SECRET } }],
    ['an empty list', { type: 'erasure', identities: { email: [] } }],
    ['a list of nothing', { type: 'erasure', identities: { email: ['  '] } }],
    ['no identity', { type: 'erasure', identities: {} }],
    ['an address that is none', { type: 'erasure', identities: { email: [`${SECRET} ann`] } }],
    ['a number', { type: 'erasure', identities: { email: [SECRET, 4711] } }],
    ['too many', { type: 'erasure', identities: { email: Array(11).fill(SECRET) } }],
    ['one too long', { type: 'erasure', identities: { email: [SECRET.padEnd(400, 'x')] } }],
    ['evidence that is no pointer', { type: 'erasure', identities: ANN, evidence: `passport of ${SECRET}` }],
    ['a prototype', '{"type":"erasure","identities":{"__proto__":["ann.example@acme.example"]}}'],
  ])('that is %s is 400, changes nothing, and is not repeated (68)', async (_, body) => {
    const it = requests();
    const { status, text } = await it.open(body);
    expect(status).toBe(400);
    expect(text + it.logged.join()).not.toMatch(/ann|4711|passport/i);
    expect(it.dynamo.items('cases')).toEqual([]);
  });

  it('that is too large is 413', async () => {
    const { open } = requests();
    expect(await open(`{"type":"${'x'.repeat(300_000)}"}`)).toMatchObject({ status: 413 });
  });

  it('of whatever shape is answered with 201 or 400, and stores no identity outside the vault (60)', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.emailAddress(),
      fc.constantFrom('', ' ', '\u202eann', 'ａｎｎ'),
    );
    const identities = fc.dictionary(
      fc.oneof(fc.constantFrom('email', 'userId'), text),
      fc.array(text, { maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(identities, fc.anything()), async (given) => {
        const it = requests();
        const { status } = await it.open({ type: 'erasure', identities: given, evidence: EVIDENCE });
        expect([200, 201, 400]).toContain(status);
        const values = Object.values(typeof given === 'object' && given !== null ? given : {}).flat();
        for (const value of values)
          if (typeof value === 'string' && value.length > 8) expect(it.everything()).not.toContain(value);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the person out of everything but the vault, which is sealed', async () => {
    const it = requests();
    await it.open();
    await it.ask({ route: 'GET /v1/privacy/cases' });
    expect(JSON.stringify(it.dynamo.items('cases')) + it.logged.join()).not.toMatch(/example@|u-1"/i);
  });
});

describe('the API of erasure', () => {
  it('is described with every operation', () => {
    const document = OpenApiDocument.parse(JSON.parse(JSON.stringify(openApiDocument(PRIVACY_API))));
    expect(operationsOf(document).sort()).toEqual(PRIVACY_API.map(({ route }) => route).sort());
    const body = JSON.stringify(document.paths['/v1/privacy/requests']?.post?.requestBody);
    expect(body).toContain('identities');
  });
});
