import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import { type Case, stepsOf } from '../../../shared/privacy/case.ts';
import { digestOf } from '../../../shared/privacy/digest.ts';
import { dueNotices } from '../../../shared/privacy/due-notices.ts';
import { nextCommands } from '../../../shared/privacy/next-commands.ts';
import { recordAnswer, type SystemAnswer } from '../../../shared/privacy/record-answer.ts';
import { recordSent } from '../../../shared/privacy/record-sent.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { ErasureWorld, newCase, START } from '../../support/erasure-world.ts';

const NONE = { kind: 'known', holds: [] } as const;
const MAP = dataMap([
  system('crm', { connector: 'http', table: undefined, url: 'https://crm.example/erase' }),
]);

/** A case whose one command went out, awaiting a callback with this nonce. */
function asked(nonce?: string) {
  const { stored: of, now } = new ErasureWorld(MAP).run(({ stage }) => stage.state === 'erasing');
  const next = nextCommands(of, MAP, NONE, now);
  const [command] = next.kind === 'send' ? next.commands : [];
  if (command?.kind !== 'erase') throw new Error('an erasure is due');
  const key = command.idempotencyKey;
  const nonces = nonce === undefined ? new Map() : new Map([[key, digestOf(nonce)]]);
  return { of: recordSent(of, [command], MAP, now, nonces), now, key };
}

const DONE = { answer: 'done', count: 2 };

function say(of: Case, key: string, now: Instant, more: Partial<SystemAnswer> = {}) {
  return recordAnswer(of, { system: 'crm', idempotencyKey: key, answer: DONE, ...more }, now);
}

describe('an answer', () => {
  it('is taken once, and the second is ignored (19)', () => {
    const { of, now, key } = asked();
    const first = say(of, key, now);
    if (first.kind !== 'recorded') throw new Error(first.reason);
    expect(stepsOf(first.case)[0]?.answers).toEqual([{ round: 1, classes: ['data'], at: now, answer: DONE }]);
    expect(say(first.case, key, now, { answer: { answer: 'none' } })).toEqual({
      kind: 'ignored',
      reason: 'answered-already',
    });
  });

  it('is taken after its time, and then the one to the second attempt is ignored (19)', () => {
    const { of, now, key } = asked();
    const later = shift(now, millis('1d'));
    const again = nextCommands(of, MAP, NONE, later);
    expect(again).toMatchObject({ kind: 'send', commands: [{ idempotencyKey: key, attempt: 2 }] });
    const resent = again.kind === 'send' ? recordSent(of, again.commands, MAP, later) : of;
    const late = say(resent, key, later);
    expect(late).toMatchObject({ kind: 'recorded', reason: 'done' });
    expect(late.kind === 'recorded' && say(late.case, key, later)).toEqual({
      kind: 'ignored',
      reason: 'answered-already',
    });
  });

  it.each<[what: string, more: Partial<SystemAnswer>, reason: string]>([
    ['without the nonce', {}, 'wrong-nonce'],
    ['with another nonce', { nonce: digestOf('guessed') }, 'wrong-nonce'],
    [
      'to a command that was never sent',
      { nonce: digestOf('secret'), idempotencyKey: digestOf('other') },
      'unknown-command',
    ],
    ['of another system', { nonce: digestOf('secret'), system: 'erp' }, 'unknown-command'],
    ['in other words', { nonce: digestOf('secret'), answer: 'done for Ann Example' }, 'malformed'],
    [
      'with more than is asked',
      { nonce: digestOf('secret'), answer: { ...DONE, name: 'Ann Example' } },
      'malformed',
    ],
    [
      'with a class that was not asked for',
      {
        nonce: digestOf('secret'),
        answer: {
          answer: 'partial',
          count: 1,
          kept: [{ class: 'DE89370400440532013000', reason: 'legal-duty' }],
        },
      },
      'malformed',
    ],
    [
      'with a number that is no count',
      { nonce: digestOf('secret'), answer: { answer: 'done', count: 4_915_112_345_678 } },
      'malformed',
    ],
  ])('that is a forged callback is refused: %s (20)', (_what, more, reason) => {
    const { of, now, key } = asked('secret');
    const refused = say(of, key, now, more);
    expect(refused).toEqual({ kind: 'refused', reason });
    expect(JSON.stringify(refused)).not.toMatch(/Ann|DE89/);
  });

  it('that is a replayed callback is refused (20)', () => {
    const { of, now, key } = asked('secret');
    const first = say(of, key, now, { nonce: digestOf('secret') });
    expect(first.kind).toBe('recorded');
    expect(first.kind === 'recorded' && say(first.case, key, now, { nonce: digestOf('secret') })).toEqual({
      kind: 'refused',
      reason: 'replayed',
    });
  });

  it.each<[attempt: number, retryAfterMs: number | undefined, wait: string, parked: boolean]>([
    [1, undefined, '1m', false],
    [1, millis('17m'), '17m', false],
    [3, undefined, '4m', false],
    [3, millis('1m'), '4m', false],
    [6, undefined, '32m', true],
    [12, undefined, '1h', true],
    [12, millis('2d'), '2d', true],
  ])(
    'of 429 at attempt %i, with Retry-After %s ms, is tried again after %s (17)',
    (attempt, retryAfterMs, wait, parked) => {
      const { of, now, key } = asked();
      const [step] = stepsOf(of);
      if (step?.erase.status !== 'sent' || of.stage.state !== 'erasing') throw new Error('sent');
      const stage = { ...of.stage, steps: [{ ...step, erase: { ...step.erase, attempt } }] };
      const taken = say({ ...of, stage }, key, now, {
        answer: { answer: 'failed', failure: 'throttled', code: 'rate-limited', retryAfterMs },
      });
      if (taken.kind !== 'recorded') throw new Error(taken.reason);
      const until = shift(now, millis(wait));
      expect(stepsOf(taken.case)[0]?.erase).toMatchObject({ status: 'waiting', retryAt: until, parked });
      expect(nextCommands(taken.case, MAP, NONE, shift(until, -1))).toMatchObject({
        kind: 'wait',
        wakeAt: until,
      });
      expect(nextCommands(taken.case, MAP, NONE, until)).toMatchObject({
        kind: 'send',
        commands: [{ idempotencyKey: key, attempt: attempt + 1 }],
      });
    },
  );
});

describe('people are told', () => {
  const { policy } = MAP;
  const keysAt = (of: Case, now: Instant, moved = now) =>
    dueNotices(of, policy, moved, now).map(({ key }) => key);
  const onHold = newCase({ state: 'on_hold', since: START, work: { state: 'grace', until: START } });

  it.each<[after: string, keys: string[]]>([
    ['20d', []],
    ['21d', ['reminder-1']],
    ['23d', ['reminder-1', 'reminder-2']],
    ['28d', ['reminder-1', 'reminder-2', 'reminder-3', 'at-risk']],
    ['31d', ['reminder-1', 'reminder-2', 'reminder-3', 'overdue']],
  ])('of a case, also on hold, after %s: %j (8)', (after, keys) => {
    expect(keysAt(onHold, shift(START, millis(after)))).toEqual(keys);
  });

  it('when nothing moved for a day, and of a connector that is down when the case is at risk (14)', () => {
    const world = new ErasureWorld(MAP, { crm: { downFor: '40d' } }).run(
      (of) => of.stage.state === 'erasing',
    );
    const at = shift(START, millis('28d'));
    expect(keysAt(world.stored, at, world.now)).toEqual([
      'reminder-1',
      'reminder-2',
      'reminder-3',
      'at-risk',
      `stuck-${world.now}`,
    ]);
    expect(
      dueNotices(world.stored, policy, world.now, at)
        .filter(({ pages }) => pages)
        .map(({ reason }) => reason),
    ).toEqual(['at-risk', 'nothing-moved-for-25d']);
  });

  it('not while the clock stands still, nor of what is closed', () => {
    const asking = newCase({ state: 'verifying', since: START, failures: 0 });
    expect(keysAt(asking, shift(START, millis('300d')))).toEqual([]);
    const closed = new ErasureWorld(MAP).run();
    expect(keysAt(closed.stored, shift(START, millis('300d')))).toEqual([]);
  });
});
