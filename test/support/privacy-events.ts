import type { Case } from '../../shared/privacy/case.ts';
import { caseItem } from '../../shared/privacy/case-items.ts';
import { CaseRecord } from '../../shared/privacy/case-record.ts';
import { digestOf } from '../../shared/privacy/digest.ts';
import { nextCommands } from '../../shared/privacy/next-commands.ts';
import { recordSent } from '../../shared/privacy/record-sent.ts';
import { sealBytes } from '../../shared/privacy/sealed.ts';
import { dataMap, system } from './data-map.ts';
import type { Item } from './dynamo-expressions.ts';
import { ErasureWorld, newCase } from './erasure-world.ts';
import { httpEvent } from './lambda.ts';
import { PLAYED_DATA_KEY } from './played-data-key.ts';

/** A person of whom nothing may be written. */
interface Person {
  readonly email: string;
  readonly phone: string;
  readonly name: string;
  readonly note: string;
}

/** A data map whose systems need nothing of AWS. */
export const PLAYED_MAP = dataMap([
  system('paper', { connector: 'manual', table: undefined, subjectKey: undefined }),
]);

const NONCE = 'n'.repeat(43);
const RESOLVING: Case['stage'] = { state: 'resolving', progress: { status: 'idle' } };

function sent(): Case {
  const { stored, now } = new ErasureWorld(PLAYED_MAP).run(({ stage }) => stage.state === 'erasing');
  const next = nextCommands(stored, PLAYED_MAP, { kind: 'known', holds: [] }, now);
  const commands = next.kind === 'send' ? next.commands : [];
  const nonces = commands.flatMap((one) =>
    'idempotencyKey' in one ? [[one.idempotencyKey, digestOf(NONCE)] as const] : [],
  );
  return { ...recordSent(stored, commands, PLAYED_MAP, now, new Map(nonces)), id: 'case-sent' };
}

function stored(of: Case, now: string): Item {
  return caseItem(
    CaseRecord.parse({
      version: 1,
      run: 1,
      movedAt: now,
      wakeAt: '2026-01-01T00:00:00.000Z',
      subjects: [of.subject],
      told: { open: [], reminders: [] },
      closed: false,
      case: of,
    }),
  );
}

/** What the table of cases holds before each of these events. */
export function privacyItems({ email, name }: Person, now: string): Item[] {
  const open = { ...newCase({ state: 'received' }), id: 'case-open', subject: 'A'.repeat(22) };
  const resolving = { ...newCase(RESOLVING), id: 'case-resolving' };
  const identities = Buffer.from(JSON.stringify({ email: [email], userId: [name] }));
  const vault = ['case-resolving', 'case-sent'].map((id) => ({
    pk: `VAULT#${id}`,
    sk: 'IDENTITIES',
    sealed: Buffer.from(sealBytes(PLAYED_DATA_KEY, id, identities)).toString('base64'),
  }));
  return [...[open, resolving, sent()].map((of) => stored(of, now)), ...vault];
}

/** Events of the functions of erasure, that go well and that are refused, with a person wherever one can be put. */
export function privacyEvents({ email, phone, name, note }: Person): Record<string, readonly unknown[]> {
  const call = (route: string, params: Record<string, string>, body: unknown) =>
    httpEvent({
      route,
      params,
      userId: `AIDA:${email}`,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const requests = (body: unknown) => call('POST /v1/privacy/requests', {}, body);
  const of = (what: string, body: unknown, id = 'case-open') =>
    call(`POST /v1/privacy/cases/{id}/${what}`, { id }, body);
  const holds = 'PUT /v1/privacy/subjects/{subject}/holds/{id}';
  const key = sent().stage;
  const command = 'steps' in key ? (key.steps[0]?.commands[0]?.key ?? '') : '';
  const answer = (more: object, params: object = {}) =>
    call(
      'POST /v1/privacy/answers/{id}/{system}',
      { id: 'case-sent', system: 'paper', ...params },
      { idempotencyKey: command, nonce: NONCE, answer: { answer: 'done', count: 1 }, ...more },
    );
  return {
    'privacy/serve-cases': [
      requests({ type: 'erasure', identities: { email: [email], userId: [name] }, evidence: 'ticket:1' }),
      requests({ type: 'erasure', identities: { email: [email], userId: [name, phone] } }),
      requests({ type: email, [email]: phone, identities: { [name]: [phone] } }),
      requests({ type: 'erasure', identities: { email: [note] }, evidence: name }),
      requests(`{"type": ${note}`),
      httpEvent({ route: 'GET /v1/privacy/cases', query: {} }),
      httpEvent({ route: 'GET /v1/privacy/cases', query: { cursor: email, [name]: phone } }),
      call('GET /v1/privacy/cases/{id}', { id: 'case-open' }, undefined),
      call('GET /v1/privacy/cases/{id}', { id: email }, undefined),
      call('GET /v1/privacy/cases/{id}/certificate', { id: 'case-open' }, undefined),
      of('verification', { outcome: 'verified', evidence: 'ticket:1' }),
      of('verification', { outcome: name, evidence: email }),
      of('extension', { reason: note }),
      of('holds', { id: name, classes: [{ class: 'data' }] }),
      of('holds', { id: 'court', classes: [{ class: phone.slice(1), system: 'Beispielhaus' }] }),
      of('holds', { id: 'court' }),
      call(holds, { subject: email, id: name }, {}),
    ],
    'privacy/receive-answer': [
      answer({ nonce: name }),
      answer({ answer: { answer: name, count: phone } }),
      answer({ nonce: 'x'.repeat(43) }, { id: 'Beispielhaus', system: 'Beispielhaus' }),
      answer({}),
      answer({}),
      call('POST /v1/privacy/answers/{id}/{system}', { id: email, system: name }, note),
    ],
    'privacy/watch-cases': [{}],
    'privacy/advance-case': [
      { caseId: 'case-resolving', run: 1 },
      { caseId: email, run: phone },
    ],
    'privacy/run-command': [
      { caseId: 'case-resolving', run: 1, kind: 'resolve' },
      { caseId: 'case-sent', run: 1, kind: 'erase', system: 'paper' },
      { caseId: email, run: 1, kind: name },
    ],
    'privacy/take-event': [
      { id: 'e', 'detail-type': 'KMS CMK Deletion', detail: { 'key-id': name } },
      {
        id: 'e',
        'detail-type': 'Step Functions Execution Status Change',
        detail: { status: 'ABORTED', name: 'case-open-1' },
      },
      { id: 'e', 'detail-type': email, detail: { name: note } },
    ],
  };
}
