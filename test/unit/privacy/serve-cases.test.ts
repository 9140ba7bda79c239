import '../../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { shift } from '../../../shared/kernel/instant.ts';
import type { Case } from '../../../shared/privacy/case.ts';
import { digestOf } from '../../../shared/privacy/digest.ts';
import { askHolds } from '../../../shared/privacy/hold-store.ts';
import { nextCommands } from '../../../shared/privacy/next-commands.ts';
import { recordSent } from '../../../shared/privacy/record-sent.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { ErasureWorld, newCase, START } from '../../support/erasure-world.ts';
import { privacyApi } from '../../support/privacy-api.ts';

const MAP = dataMap([
  system('crm', { connector: 'http', table: undefined, url: 'https://crm.example/erase' }),
  system('paper', { connector: 'manual', table: undefined, subjectKey: undefined }),
]);
const NONE = { kind: 'known', holds: [] } as const;
const NONCE = 'a-secret-of-43-letters-that-nobody-can-guess';
const OTHER = 'another-secret-of-letters-that-somebody-guessed';

/** The API with this case stored. */
async function cases(of: Case = newCase({ state: 'received' }), map = MAP) {
  const api = privacyApi(map);
  const occasion = { at: START, actor: 'system:test', correlationId: 'test' };
  await api.store.open({ case: of, subjects: [of.subject] }, occasion);
  const route = (what: string) => ({ route: `POST /v1/privacy/cases/{id}/${what}`, params: { id: of.id } });
  return {
    ...api,
    post: (what: string, body: unknown = {}) => api.ask({ ...route(what), body }),
    step: (name: string, what: 'reopen' | 'confirm', body: unknown = {}) =>
      api.ask({
        route: `POST /v1/privacy/cases/{id}/steps/{system}/${what}`,
        params: { id: of.id, system: name },
        body,
      }),
    read: async () => (await api.store.read(of.id)).case,
    audit: async () => (await api.audited()).map((line) => line.replace(` case:${of.id}`, '')).slice(1),
  };
}

/** A case whose commands to erase went out, the callback of each with its nonce. */
function sent(): Case {
  const { stored: of, now } = new ErasureWorld(MAP).run(({ stage }) => stage.state === 'erasing');
  const next = nextCommands(of, MAP, NONE, now);
  const commands = next.kind === 'send' ? next.commands : [];
  const nonces = new Map(
    commands.flatMap((one) => ('idempotencyKey' in one ? [[one.idempotencyKey, digestOf(NONCE)]] : [])),
  );
  return recordSent(of, commands, MAP, now, nonces);
}

function keyOf(of: Case, name = 'crm'): string {
  const steps = 'steps' in of.stage ? of.stage.steps : [];
  return steps.find((step) => step.system === name)?.commands[0]?.key ?? '';
}

describe('finding out who asks', () => {
  it('pauses the clock for exactly as long, and both dates are in the audit (6)', async () => {
    const it = await cases();
    const asked = await it.post('verification', { outcome: 'asked' });
    expect(asked.body.case).toMatchObject({ state: 'verifying', due: '2026-04-02T09:00:00.000Z' });
    it.later(millis('4d'));
    const known = await it.post('verification', { outcome: 'verified', evidence: 'ticket:1' });
    expect(known.body.case).toMatchObject({ state: 'grace', due: '2026-04-06T09:00:00.000Z' });
    expect(await it.audit()).toEqual([
      'iam:AIDAEXAMPLE case.verify-person asked-who-asks',
      'iam:AIDAEXAMPLE case.verify-person verified',
    ]);
    expect((await it.store.read('case-1')).evidence).toBe('ticket:1');
    expect(it.started).toEqual(['case-1-2']);
  });

  it('in vain three times closes the case, without a look at anything, and the answers do not tell (5)', async () => {
    const it = await cases();
    await it.post('verification', { outcome: 'asked' });
    const answers = [1, 2, 3].map(() => () => it.post('verification', { outcome: 'failed' }));
    const states: unknown[] = [];
    for (const fail of answers) {
      const { status, body } = await fail();
      states.push([status, body.case.state, body.case.outcome, body.case.failures]);
      expect(body.case.steps).toEqual([]);
    }
    expect(states).toEqual([
      [200, 'verifying', undefined, 1],
      [200, 'verifying', undefined, 2],
      [200, 'certified', 'refused', undefined],
    ]);
    expect(nextCommands(await it.read(), MAP, NONE, it.clock.now)).toMatchObject({ kind: 'closed' });
    expect((await it.post('verification', { outcome: 'verified' })).status).toBe(409);
  });

  it.each<[name: string, body: unknown, status: number, code: string]>([
    ['a failure of nobody who was asked', { outcome: 'failed' }, 409, 'not-verifying'],
    ['another outcome', { outcome: 'probably' }, 400, 'invalid-input'],
    ['a name as evidence', { outcome: 'verified', evidence: 'Ann Example' }, 400, 'invalid-input'],
    ['nothing', {}, 400, 'invalid-input'],
  ])('refuses %s', async (_, body, status, code) => {
    const it = await cases();
    const answer = await it.post('verification', body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.text).not.toContain('Ann');
  });
});

describe('a case', () => {
  it('is withdrawn in its grace: nothing was sent (42)', async () => {
    const it = await cases(newCase());
    expect((await it.post('withdraw')).body.case).toMatchObject({
      state: 'certified',
      outcome: 'withdrawn',
      steps: [],
    });
    expect((await it.post('withdraw')).body.code).toBe('too-late');
    expect(await it.audit()).toEqual(['iam:AIDAEXAMPLE case.withdraw withdrawn']);
  });

  it('is not withdrawn once erasing has begun', async () => {
    const it = await cases(sent());
    expect(await it.post('withdraw')).toMatchObject({ status: 409, body: { code: 'too-late' } });
  });

  it.each<[after: string, status: number, due: string | undefined, code: string | undefined]>([
    ['0s', 200, '2026-06-02T09:00:00.000Z', undefined],
    ['30d', 200, '2026-06-02T09:00:00.000Z', undefined],
    ['31d', 200, '2026-06-02T09:00:00.000Z', undefined],
    ['32d', 409, undefined, 'first-month-over'],
  ])('may be extended after %s: %i (57)', async (after, status, due, code) => {
    const it = await cases(newCase());
    it.later(millis(after));
    const { status: got, body } = await it.post('extension', { reason: 'complexity' });
    expect([got, body.case?.due, body.code]).toEqual([status, due, code]);
    if (code === undefined) {
      expect(await it.post('extension', { reason: 'complexity' })).toMatchObject({
        status: 409,
        body: { code: 'extended-already' },
      });
      expect(await it.audit()).toEqual(['iam:AIDAEXAMPLE case.extend complexity']);
    }
  });

  it('is not extended without one of the reasons of the law, nor once it is closed', async () => {
    const it = await cases(newCase());
    for (const body of [{}, { reason: '' }, { reason: 'we are slow' }])
      expect((await it.post('extension', body)).status).toBe(400);
    await it.post('withdraw');
    expect((await it.post('extension', { reason: 'complexity' })).body.code).toBe('closed');
  });

  it('has a step done over that waits for a person, and none that does not', async () => {
    const says = { answer: 'failed', failure: 'forbidden', code: 'no-write-right' } as const;
    const { stored } = new ErasureWorld(MAP, { crm: { says } }).run();
    const it = await cases(stored);
    const reopened = await it.step('crm', 'reopen');
    expect(reopened.body.case.steps[0]).toMatchObject({ system: 'crm', erase: { status: 'idle' } });
    expect(it.started).toEqual(['case-1-2']);
    expect(await it.step('crm', 'reopen')).toMatchObject({ status: 409, body: { code: 'not-stuck' } });
    expect(await it.step('erp', 'reopen')).toMatchObject({ status: 409, body: { code: 'no-such-system' } });
  });

  it('is nowhere where there is none, and its id is no way to anything else', async () => {
    const it = await cases();
    for (const id of ['case-2', 'CASE', '-'])
      expect(await it.ask({ route: 'GET /v1/privacy/cases/{id}', params: { id } })).toMatchObject({
        status: 404,
        body: { code: 'case-not-found' },
      });
    for (const id of ['ann@acme.example', '', 'x'.repeat(81), '../cases', 'case-1#'])
      expect((await it.ask({ route: 'GET /v1/privacy/cases/{id}', params: { id } })).status).toBe(400);
    expect(it.logged.join()).not.toContain('ann');
  });

  it('is listed with the others, page by page', async () => {
    const it = await cases();
    await it.store.open(
      { case: { ...newCase(), id: 'case-2' }, subjects: [newCase().subject] },
      { at: START, actor: 'system:test', correlationId: 'test' },
    );
    const list = (query: Record<string, string> = {}) => it.ask({ route: 'GET /v1/privacy/cases', query });
    const first = await list({ limit: '1' });
    const second = await list({ limit: '1', cursor: first.body.cursor });
    expect([first, second].map(({ body }) => body.cases[0].id)).toEqual(['case-2', 'case-1']);
    expect((await list({ list: 'closed' })).body).toEqual({ cases: [] });
    for (const query of [
      { cursor: first.body.cursor, list: 'closed' },
      { cursor: 'x' },
      { limit: '0' },
      { list: 'all' },
    ])
      expect((await list(query)).status).toBe(400);
  });

  it('has no certificate before it is certified', async () => {
    const it = await cases();
    const request = { route: 'GET /v1/privacy/cases/{id}/certificate', params: { id: 'case-1' } };
    expect(await it.ask(request)).toMatchObject({ status: 404, body: { code: 'certificate-not-found' } });
  });
});

describe('a system of paper', () => {
  it('is done when a person says so, and read when a person has looked; and not before', async () => {
    const it = await cases(sent());
    expect((await it.step('paper', 'confirm', { answer: 'empty' })).body.code).toBe('not-asked');
    const { body } = await it.step('paper', 'confirm', { answer: 'done', count: 1 });
    expect(body.case.steps.find((one: { system: string }) => one.system === 'paper')).toMatchObject({
      answer: 'done',
      found: 'unread',
    });
    // Pressed twice, it is no answer to what is asked next.
    expect((await it.step('paper', 'confirm', { answer: 'done', count: 1 })).body.code).toBe('not-asked');
    expect(await it.audit()).toEqual(['iam:AIDAEXAMPLE case.confirm done']);
  });

  it('alone is confirmed by hand', async () => {
    const it = await cases(sent());
    expect(await it.step('crm', 'confirm', { answer: 'none' })).toMatchObject({
      status: 409,
      body: { code: 'not-manual' },
    });
  });
});

describe('a hold', () => {
  const { subject } = newCase();
  const holds = async (it: Awaited<ReturnType<typeof cases>>) =>
    nextCommands(await it.read(), MAP, await askHolds(it.holds, [subject], { warn: () => {} }), it.clock.now);

  it('on a person stops what is left of their case, and released it goes on (8, 9, 11)', async () => {
    const it = await cases(newCase());
    const params = { subject, id: 'court-1' };
    const placed = await it.ask({ route: 'PUT /v1/privacy/subjects/{subject}/holds/{id}', params, body: {} });
    expect(placed).toMatchObject({ status: 200, body: { hold: { id: 'court-1', placed: START } } });
    expect(await holds(it)).toMatchObject({ kind: 'move', to: { stage: { state: 'on_hold' } } });
    const released = await it.ask({ route: 'DELETE /v1/privacy/subjects/{subject}/holds/{id}', params });
    expect(released.body).toEqual({ released: 'court-1' });
    expect(await holds(it)).toMatchObject({ kind: 'wait', reason: 'grace' });
    expect(it.started).toEqual(['case-1-2']);
    expect((await it.audited()).slice(1)).toEqual([
      `iam:AIDAEXAMPLE hold.place subject:${subject} court-1`,
      `iam:AIDAEXAMPLE hold.release subject:${subject} court-1`,
    ]);
  });

  it('by a case is on all that the person is known by, also for requests to come', async () => {
    const it = await cases(newCase());
    await it.post('holds', { id: 'court-1' });
    expect(await holds(it)).toMatchObject({ kind: 'move', reason: 'hold-court-1' });
    const params = { subject, id: 'court-1' };
    const release = () => it.ask({ route: 'DELETE /v1/privacy/subjects/{subject}/holds/{id}', params });
    expect((await release()).status).toBe(200);
    expect((await release()).body.code).toBe('hold-not-found');
  });

  it('on one class leaves the others to be erased (12)', async () => {
    const map = dataMap([
      system('shop', { classes: ['contact', 'invoices'].map((id) => ({ id, erase: 'delete' })) }),
    ]);
    const it = await cases(newCase(), map);
    const classes = [{ system: 'shop', class: 'invoices' }];
    expect((await it.post('holds', { id: 'tax', classes })).status).toBe(200);
    const known = await askHolds(it.holds, [subject], { warn: () => {} });
    const world = new ErasureWorld(map);
    world.holds = () => known;
    world.run(({ stage }) => stage.state === 'certified');
    expect(world.certificate).toMatchObject({
      outcome: 'partial',
      kept: [{ system: 'shop', class: 'invoices', reason: 'held' }],
    });
  });

  it.each<[name: string, body: unknown]>([
    ['a class that no system has', { id: 'x', classes: [{ class: 'Ann-Example' }] }],
    ['a system that is not there', { id: 'x', classes: [{ system: 'Ann-Example', class: 'data' }] }],
    ['no class at all', { id: 'x', classes: [] }],
    ['an id that is a sentence', { id: 'Ann Example v. Acme' }],
  ])('on %s is refused: it would hold nothing', async (_, body) => {
    const it = await cases(newCase());
    const { status, text } = await it.post('holds', body);
    expect([status, text.includes('Ann')]).toEqual([400, false]);
    expect((await it.audited()).length).toBe(1);
  });

  it.each(['ann@acme.example', 'short', ''])('on "%s", which is no tag, is refused', async (tag) => {
    const it = await cases();
    const params = { subject: tag, id: 'x' };
    const { status, text } = await it.ask({
      route: 'PUT /v1/privacy/subjects/{subject}/holds/{id}',
      params,
      body: {},
    });
    expect([status, text.includes('ann@')]).toEqual([400, false]);
  });
});

describe('a callback', () => {
  const say = (it: Awaited<ReturnType<typeof cases>>, more: object = {}, params: object = {}) =>
    it.ask({
      route: 'POST /v1/privacy/answers/{id}/{system}',
      params: { id: 'case-1', system: 'crm', ...params },
      body: { idempotencyKey: keyOf(sent()), nonce: NONCE, answer: { answer: 'done', count: 2 }, ...more },
    });

  it('is taken once, and the case goes on; a second one changes nothing (19)', async () => {
    const it = await cases(sent());
    expect(await say(it)).toMatchObject({ status: 202, body: { taken: true } });
    const after = it.everything();
    expect((await say(it, { answer: { answer: 'none' } })).status).toBe(403);
    expect(it.everything()).toBe(after);
    expect(it.started).toEqual(['case-1-2']);
    expect(await it.audit()).toEqual(['system:receive-answer case.answer done']);
  });

  it('after its time is taken (19)', async () => {
    const it = await cases(sent());
    it.later(millis('10d'));
    expect((await say(it)).body).toEqual({ taken: true });
  });

  it.each<[name: string, body: object, params: object, reason: string]>([
    ['another nonce', { nonce: OTHER }, {}, 'wrong-nonce'],
    ['another command', { idempotencyKey: digestOf('x') }, {}, 'unknown-command'],
    ['the command of another system', { idempotencyKey: keyOf(sent(), 'paper') }, {}, 'unknown-command'],
    ['another system', {}, { system: 'erp' }, 'unknown-command'],
    ['a case that is not there', {}, { id: 'ann-example' }, 'unknown-case'],
    ['another nonce and no answer', { nonce: OTHER, answer: { answer: 'deleted' } }, {}, 'wrong-nonce'],
  ])(
    'with %s is refused, whatever it is with the same words, and logged without them (20)',
    async (_, body, params, reason) => {
      const it = await cases(sent());
      const before = it.everything();
      const { status, body: problem, text } = await say(it, body, params);
      expect([status, problem.title]).toEqual([403, 'this is not an answer to an open command']);
      expect(text + it.logged.join()).not.toMatch(/ann/i);
      expect(it.logged.join()).toContain(reason);
      expect(it.everything()).toBe(before);
      expect(it.started).toEqual([]);
    },
  );

  it.each<[name: string, answer: object]>([
    ['more than is asked', { answer: 'done', count: 2, name: 'Ann Example' }],
    ['another word', { answer: 'deleted Ann Example' }],
    ['a prototype', JSON.parse('{"__proto__":{"answer":"done"},"count":1}')],
    [
      'a class that is not asked for',
      { answer: 'partial', count: 1, kept: [{ class: 'ann', reason: 'legal-duty' }] },
    ],
  ])(
    'with the nonce and %s is 400, so that the service notices; not repeated, and logged (68)',
    async (_, answer) => {
      const it = await cases(sent());
      const before = it.everything();
      const { status, body: problem, text } = await say(it, { answer });
      expect([status, problem.title]).toEqual([400, 'this is no answer to that command']);
      expect(text + it.logged.join()).not.toMatch(/ann/i);
      expect(it.logged.join()).toContain('malformed');
      expect(it.everything()).toBe(before);
      expect((await say(it)).status).toBe(202);
    },
  );

  it.each<[name: string, body: object]>([
    ['no nonce', { nonce: undefined }],
    ['an empty nonce', { nonce: '' }],
    ['an answer that is a text', { answer: 'done for Ann Example' }],
    ['a list', { answer: ['done'] }],
    ['no command', { idempotencyKey: 'Ann Example' }],
    ['something more', { person: 'Ann Example' }],
  ])('with %s is 400, and not repeated', async (_, body) => {
    const it = await cases(sent());
    const { status, text } = await say(it, body);
    expect([status, text.includes('Ann')]).toEqual([400, false]);
  });

  it('that is huge is 413', async () => {
    const it = await cases(sent());
    expect((await say(it, { answer: { answer: 'x'.repeat(300_000) } })).status).toBe(413);
  });
});

describe('the watch', () => {
  it('tells of a case at risk once, and that it is over when the person withdraws', async () => {
    const it = await cases(
      newCase({ state: 'on_hold', since: START, work: { state: 'grace', until: START } }),
    );
    await it.post('holds', { id: 'court-1' });
    it.later(millis('29d'));
    for (let run = 0; run < 3; run++) await it.watch();
    const heard = () =>
      it.raised.map(({ detail }) => {
        const { state, labels } = detail as { state: string; labels: { kind: string } };
        return `${state} ${labels.kind}`;
      });
    const gone = ['firing workflow-gone', 'resolved workflow-gone'];
    expect(heard().filter((line) => !gone.includes(line))).toEqual(['firing reminder', 'firing at-risk']);
    await it.post('withdraw');
    await it.watch();
    expect(
      heard()
        .filter((line) => !gone.includes(line))
        .slice(2)
        .sort(),
    ).toEqual(['resolved at-risk', 'resolved reminder']);
  });

  it('starts again what was stopped, within minutes, and says so once (38)', async () => {
    const it = await cases(newCase());
    it.later(millis('4m')); // it may wait in line, with those of a thousand others
    await it.watch();
    expect(it.started).toEqual([]);
    it.later(millis('1m'));
    await it.watch();
    expect(it.started).toEqual(['case-1-2']);
    const record = await it.store.read('case-1');
    await it.store.note(record, { ...record, wakeAt: shift(it.clock.now, millis('3d')) });
    await it.watch();
    await it.watch();
    expect(it.started).toEqual(['case-1-2']);
    expect(it.raised.map(({ detail }) => detail)).toMatchObject([{ state: 'firing' }, { state: 'resolved' }]);
  });

  it('looks at the others where one case cannot be read, and then fails', async () => {
    const it = await cases(newCase());
    const [item = {}] = it.dynamo.items('cases').filter(({ pk }) => pk === 'CASE#case-1');
    it.dynamo.seed('cases', { ...item, pk: 'CASE#case-0', gsi1sk: '2026#case-0', version: 'one' });
    it.later(millis('1h'));
    await expect(it.watch()).rejects.toThrow(/does not fit/);
    expect(it.started).toEqual(['case-1-2']);
  });

  it('has the audit trail signed before it looks at cases, so that a run that ends early has done it', async () => {
    const it = await cases(newCase());
    it.later(millis('1h'));
    const signed: number[] = [];
    it.clock.start = async () => {
      signed.push((await it.journal.trail()).heads.length);
    };
    await it.watch();
    expect(signed).toEqual([1]);
  });

  it('reads nothing but the lists when there is no case', async () => {
    const it = privacyApi(MAP);
    await it.watch();
    expect([it.raised, it.logged, it.started]).toEqual([[], [], []]);
  });
});
