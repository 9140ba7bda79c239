import { describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { type Instant, shift } from '../../../shared/kernel/instant.ts';
import { type Case, stepsOf } from '../../../shared/privacy/case.ts';
import {
  beginVerification,
  deletionCancelled,
  keyDeleted,
  lookUpAgain,
  reopenStep,
  resolved,
  taskFailed,
  verificationFailed,
  verified,
  withdraw,
} from '../../../shared/privacy/change-case.ts';
import type { Hold, Holds } from '../../../shared/privacy/hold.ts';
import { nextCommands } from '../../../shared/privacy/next-commands.ts';
import type { EraseAnswer, FailureCode } from '../../../shared/privacy/progress.ts';
import { recordSent } from '../../../shared/privacy/record-sent.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { ErasureWorld, newCase, type Played, START } from '../../support/erasure-world.ts';

const NONE: Holds = { kind: 'known', holds: [] };
const CLASSES = { classes: ['contact', 'invoices'].map((id) => ({ id, erase: 'delete' })) };
const BY_ORDER = { attribute: 'orderId', from: 'identity.orderId' };
/** Five systems in a row, each after the one before it. */
const ROW = dataMap(
  ['a', 'b', 'c', 'd', 'e'].map((id, place, all) =>
    system(id, { ...CLASSES, after: all.slice(0, place).slice(-1) }),
  ),
);
const PAIR = dataMap([
  system('parent', { after: ['child'], owner: 'payments' }),
  system('child', { owner: 'payments' }),
]);

function held(hold: Partial<Hold> = {}): () => Holds {
  return () => ({ kind: 'known', holds: [{ id: 'court', placed: START, ...hold }] });
}

function erased(world: ErasureWorld): string[] {
  return world.effects.map(({ system: id }) => id);
}

/** What a case waits for where it stands. */
function awaited(world: ErasureWorld, map = PAIR) {
  const next = nextCommands(world.stored, map, world.holds(world.now), world.now);
  return next.kind === 'wait' || next.kind === 'send' ? next.awaiting : [];
}

describe('a case', () => {
  it('goes from grace to its certificate', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'certified');
    expect(erased(world)).toEqual(['child', 'parent']);
    expect(world.certificate).toMatchObject({
      outcome: 'done',
      final: false,
      systems: ['parent', 'child'].map((id) => ({
        system: id,
        answer: 'done',
        count: 3,
        verification: { result: 'empty', rounds: 1 },
      })),
      keys: [{ state: 'pending-deletion', evidence: 'KMSInvalidStateException' }],
    });
  });

  it("says the spec's words to a system", () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'certified');
    expect(world.sent.find(({ command }) => command.kind === 'erase')?.command).toEqual({
      kind: 'erase',
      caseId: 'case-1',
      system: 'child',
      subjectRef: 'hPSO4cNZ2p3q6xhS4TqQ0w',
      classes: ['data'],
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      attempt: 1,
    });
  });

  it('of nobody we know ends with no_data, and every system has answered "none" (7)', () => {
    const nobody = { records: 0 };
    const world = new ErasureWorld(PAIR, { parent: nobody, child: nobody }).run();
    expect(world.certificate).toMatchObject({ outcome: 'no_data', final: true, keys: [] });
    expect(world.certificate?.systems.map(({ answer }) => answer)).toEqual(['none', 'none']);
  });

  it('reads again on days 1, 7 and 30, and is final when its keys are deleted', () => {
    const world = new ErasureWorld(PAIR).run();
    expect(nextCommands(world.stored, PAIR, NONE, world.now).kind).toBe('closed');
    const closed = shift(START, millis('3d'));
    const readings = world.sent.filter(({ command }) => command.kind === 'verify').map(({ at }) => at);
    expect([...new Set(readings)]).toEqual(
      ['0d', '1d', '7d', '30d'].map((after) => shift(closed, millis(after))),
    );
    expect(world.certificate).toMatchObject({ final: true, closed, keys: [{ state: 'deleted' }] });
  });

  it('begins again when data has come back, and is certified once more', () => {
    const world = new ErasureWorld(PAIR).run(
      ({ stage }) => stage.state === 'certified' && stage.sweeps === 1,
    );
    world.records.get('child')?.set('data', 2);
    world.run();
    expect(world.stored.issue).toBe(2);
    expect(world.certificate).toMatchObject({
      outcome: 'done',
      issue: 2,
      closed: shift(START, millis('10d')),
    });
    expect(erased(world)).toEqual(['child', 'parent', 'child']);
    expect(world.keys).toHaveLength(1);
  });
});

describe('verification of a request', () => {
  const policy = { grace: '3d' };
  const changed = (change: ReturnType<typeof verified>): Case => {
    if (change.kind === 'refused') throw new Error(change.reason);
    return change.case;
  };

  it('makes the clock stand still (6)', () => {
    const asked = changed(beginVerification(newCase({ state: 'received' }), START));
    const known = changed(verified(asked, policy, shift(START, millis('4d'))));
    expect(known.pauses).toEqual([{ from: START, to: shift(START, millis('4d')) }]);
    expect(known.stage).toEqual({ state: 'grace', until: shift(START, millis('7d')) });
  });

  it('that fails 3 times closes the case before anything was looked up (5)', () => {
    let of = changed(beginVerification(newCase({ state: 'received' }), START));
    for (let time = 1; time <= 3; time++) {
      expect(nextCommands(of, PAIR, NONE, START).kind).toBe('wait');
      of = changed(verificationFailed(of, shift(START, time)));
    }
    expect(of.stage).toMatchObject({
      state: 'certified',
      outcome: 'refused',
      reason: 'not-verified',
      steps: [],
    });
    expect(nextCommands(of, PAIR, NONE, START)).toEqual({ kind: 'closed', reason: 'not-verified' });
    expect(verified(of, policy, START)).toMatchObject({ kind: 'refused' });
  });

  it('may be followed by a change of mind, while nothing was sent (42)', () => {
    const world = new ErasureWorld(PAIR);
    expect(world.change((of) => withdraw(of, world.now))).toBe('withdrawn');
    world.run();
    expect(world.sent).toEqual([]);
    expect(world.certificate).toMatchObject({ outcome: 'withdrawn', final: true, systems: [], keys: [] });
  });

  it('cannot be taken back later', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'erasing');
    expect(world.change((of) => withdraw(of, world.now))).toBe('too-late');
  });
});

describe('holds', () => {
  it('at intake put the case on hold (8)', () => {
    const world = new ErasureWorld(ROW);
    world.holds = held();
    world.run();
    expect(world.stored.stage).toMatchObject({ state: 'on_hold', work: { state: 'grace' } });
    expect(world.sent).toEqual([]);
  });

  it('after 2 of 5 systems stop the rest, say what is gone, and keep the key (9); released, it goes on there (11)', () => {
    const world = new ErasureWorld(ROW).run(
      (of) => 'steps' in of.stage && of.stage.steps[1]?.answers.length === 1,
    );
    expect(erased(world)).toEqual(['a', 'b']);
    world.holds = held();
    expect(nextCommands(world.stored, ROW, world.holds(world.now), world.now)).toMatchObject({
      kind: 'move',
      reason: 'hold-court',
      gone: ['a', 'b'],
    });
    world.run();
    expect(erased(world)).toEqual(['a', 'b']);
    expect(world.keys).toEqual([]);
    expect(world.stored.stage).toMatchObject({ state: 'on_hold', work: { state: 'erasing' } });
    world.holds = () => NONE;
    world.run(({ stage }) => stage.state === 'certified');
    expect(erased(world)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(world.certificate?.outcome).toBe('done');
  });

  it('on one class leave it, and the case ends as partial with the reason (12); released, the rest is erased', () => {
    const world = new ErasureWorld(ROW);
    world.holds = held({ classes: [{ class: 'invoices' }] });
    world.run(({ stage }) => stage.state === 'certified');
    expect(world.certificate).toMatchObject({
      outcome: 'partial',
      reason: 'held',
      kept: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ system: id, class: 'invoices', reason: 'held' })),
    });
    for (const left of world.records.values())
      expect([...left]).toEqual([
        ['contact', 0],
        ['invoices', 3],
      ]);
    expect(world.keys.map((key) => key.class)).toEqual(['contact']);
    world.holds = () => NONE;
    world.run();
    expect(world.certificate).toMatchObject({ outcome: 'done', issue: 2, kept: [] });
    expect(world.keys.map((key) => key.class)).toEqual(['contact', 'invoices']);
  });

  it('on one class of one system leave only that', () => {
    const world = new ErasureWorld(ROW);
    world.holds = held({ classes: [{ system: 'b', class: 'invoices' }] });
    world.run(({ stage }) => stage.state === 'certified');
    expect(world.certificate?.kept).toEqual([{ system: 'b', class: 'invoices', reason: 'held' }]);
    expect(world.keys.map((key) => key.class)).toEqual(['contact']);
  });

  it('that cannot be asked for stop everything (13)', () => {
    const world = new ErasureWorld(ROW).run(({ stage }) => stage.state === 'erasing');
    const sent = world.sent.length;
    world.holds = () => ({ kind: 'unreachable' });
    world.run(undefined, 50);
    expect(world.sent.length).toBe(sent);
    expect(nextCommands(world.stored, ROW, { kind: 'unreachable' }, world.now)).toMatchObject({
      kind: 'wait',
      reason: 'holds-unreachable',
      wakeAt: shift(world.now, 60_000),
    });
  });
});

describe('systems', () => {
  it.each<[what: string, played: Played, result: object]>([
    [
      'absent, which is read again all the same (16)',
      { says: { answer: 'absent' }, records: 0 },
      { answer: 'absent', verification: { result: 'empty', rounds: 1 } },
    ],
    [
      'done, but a row is found: done over (18)',
      { leaves: 1 },
      { answer: 'done', count: 3, verification: { result: 'empty', rounds: 2 } },
    ],
    [
      'down for 3 days: done later, by itself (14)',
      { downFor: '6d' },
      { answer: 'done', answeredAt: expect.stringMatching(/^2026-03-08/) },
    ],
    [
      'instructed: read until it is so',
      { takes: '5h' },
      { answer: 'instructed', verification: { result: 'empty', rounds: 1 } },
    ],
  ])('that are %s', (_what, played, result) => {
    const world = new ErasureWorld(PAIR, { parent: played }).run(({ stage }) => stage.state === 'certified');
    expect(world.certificate?.systems[0]).toMatchObject(result);
    expect(world.certificate?.outcome).toBe('done');
  });

  it('say what they keep', () => {
    const says: EraseAnswer = {
      answer: 'partial',
      count: 1,
      kept: [{ class: 'data', reason: 'object-lock', until: '2027-01-01T00:00:00.000Z' }],
    };
    const world = new ErasureWorld(PAIR, { parent: { says, records: 0 } }).run(
      ({ stage }) => stage.state === 'certified',
    );
    expect(world.certificate).toMatchObject({
      outcome: 'partial',
      reason: 'object-lock',
      kept: [{ system: 'parent', class: 'data', reason: 'object-lock', until: '2027-01-01T00:00:00.000Z' }],
    });
  });

  it('that are never empty are not called so: after 3 rounds a person must look (18)', () => {
    const world = new ErasureWorld(PAIR, { parent: { leaves: 99 } }).run();
    expect(world.effects.filter(({ system: id }) => id === 'parent')).toHaveLength(3);
    expect(world.stored.stage.state).toBe('verifying_erasure');
    expect(awaited(world)).toEqual([
      { what: 'person', code: 'residue-after-3-rounds', system: 'parent', owner: 'payments' },
    ]);
    expect(world.change((of) => reopenStep(of, 'child'))).toBe('not-stuck');
    expect(world.change((of) => reopenStep(of, 'parent'))).toBe('reopened');
    world.run();
    expect(world.effects.filter(({ system: id }) => id === 'parent')).toHaveLength(4);
  });

  it('wait with what comes after them when they fail (26), while others go on', () => {
    const map = dataMap([system('parent', { after: ['child'] }), system('child'), system('other')]);
    const says = { answer: 'failed', failure: 'forbidden', code: 'no-write-right' } as const;
    const world = new ErasureWorld(map, { child: { says } }).run();
    expect(erased(world)).toEqual(['child', 'other']);
    expect(world.stored.stage.state).toBe('erasing');
    expect(awaited(world, map)).toEqual([
      { what: 'order', code: 'child-not-erased', system: 'parent', after: 'child' },
      expect.objectContaining({ what: 'person', code: 'no-write-right', system: 'child' }),
    ]);
  });

  it.each<[what: string, code: FailureCode, failure: 'forbidden' | 'misconfigured']>([
    ['without the right to write (22)', 'no-write-right', 'forbidden'],
    ['whose table is missing (23)', 'target-missing', 'misconfigured'],
    ['whose table has no such key (23)', 'key-missing', 'misconfigured'],
  ])(
    '%s are an error with an owner, and not tried again until somebody has seen to it',
    (_what, code, failure) => {
      const world = new ErasureWorld(PAIR, { child: { says: { answer: 'failed', failure, code } } }).run();
      expect(awaited(world)).toContainEqual(
        expect.objectContaining({ what: 'person', code, system: 'child', owner: 'payments' }),
      );
      expect(world.sent.filter(({ command }) => command.kind === 'erase')).toHaveLength(1);
      expect(world.change((of) => reopenStep(of, 'child'))).toBe('reopened');
      world.run();
      expect(world.sent.filter(({ command }) => command.kind === 'erase')).toHaveLength(2);
    },
  );

  it('that are switched off are never passed over as complete (22)', () => {
    const map = dataMap([system('a', { enabled: false, owner: 'payments' }), system('b')]);
    const world = new ErasureWorld(map).run();
    expect(erased(world)).toEqual(['b']);
    expect(awaited(world, map)).toEqual([
      { what: 'person', code: 'connector-disabled', system: 'a', owner: 'payments' },
    ]);
  });

  it('that come into the map while a case is open are erased as well', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'verifying_erasure');
    const larger = dataMap([...PAIR.systems, system('late'), system('odd', { subjectKey: BY_ORDER })], {
      identities: ['userId', 'email', 'orderId'],
    });
    const later = new ErasureWorld(larger, {}, undefined, world.stored);
    for (const one of ['parent', 'child']) later.records.get(one)?.set('data', 0);
    later.now = world.now;
    later.run();
    expect(erased(later)).toEqual(['late']);
    expect(awaited(later, larger)).toEqual([
      { what: 'person', code: 'identity-unresolved', system: 'odd', owner: undefined },
    ]);
    const { dataMap: followed } = later.stored;
    expect(followed).not.toBe(world.stored.dataMap);
  });

  it('do not lose a class that the law has come to keep, nor one that is erased', () => {
    const world = new ErasureWorld(ROW).run((of) => stepsOf(of)[0]?.answers.length === 1);
    const keep = { why: 'tax law', until: '10y' };
    const stricter = dataMap(
      ROW.systems.map((one) => ({
        ...one,
        classes: [
          { id: 'contact', erase: 'delete' },
          { id: 'invoices', erase: 'delete', keep },
        ],
      })),
    );
    const later = new ErasureWorld(stricter, {}, undefined, world.stored);
    later.now = world.now;
    for (const name of ['contact', 'invoices']) later.records.get('a')?.set(name, 0);
    later.run(({ stage }) => stage.state === 'certified');
    expect(later.effects.map(({ classes }) => classes)).toEqual(Array(4).fill(['contact']));
    expect(later.certificate?.outcome).toBe('partial');
  });

  it('that the map has lost are not passed over either', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'erasing');
    const smaller = dataMap([system('parent')]);
    expect(awaited(world, smaller)).toContainEqual(
      expect.objectContaining({ code: 'system-not-in-map', system: 'child' }),
    );
  });

  it('are told which records of others to change, not to delete (29)', () => {
    const map = dataMap([
      system('comments', {
        classes: [
          { id: 'written', erase: 'delete' },
          {
            id: 'mentioned',
            erase: 'anonymise',
            fields: ['name'],
            subjectKey: { attribute: 'mentions', from: 'identity.userId' },
          },
        ],
      }),
    ]);
    expect(map.systems[0]?.classes.map(({ id, erase }) => [id, erase])).toEqual([
      ['written', 'delete'],
      ['mentioned', 'anonymise'],
    ]);
    const world = new ErasureWorld(map).run(({ stage }) => stage.state === 'certified');
    expect(world.effects[0]?.classes).toEqual(['written', 'mentioned']);
    expect(world.certificate?.outcome).toBe('done');
  });

  it('keep what the law keeps, and its key', () => {
    const keep = { why: 'tax law', until: '10y' };
    const map = dataMap([
      system('a', {
        classes: [
          { id: 'contact', erase: 'delete' },
          { id: 'invoices', erase: 'delete', keep },
        ],
      }),
      system('b', { after: ['a'], classes: [{ id: 'orders', erase: 'anonymise', fields: ['name'], keep }] }),
    ]);
    const world = new ErasureWorld(map).run(({ stage }) => stage.state === 'certified');
    expect(world.effects.map(({ classes }) => classes)).toEqual([['contact'], ['orders']]);
    expect(world.keys.map((key) => key.class)).toEqual(['contact']);
    expect(world.certificate).toMatchObject({
      outcome: 'partial',
      reason: 'kept-by-law',
      kept: [
        { system: 'a', class: 'invoices', reason: 'kept-by-law', ...keep },
        { system: 'b', class: 'orders', reason: 'anonymised', ...keep },
      ],
    });
  });
});

describe('keys', () => {
  it('are deleted once, however often it is told (46)', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'certified');
    const [key] = world.keys;
    expect(world.change((of) => keyDeleted(of, key?.keyId ?? ''))).toBe('every-key-deleted');
    const { digest } = world;
    expect(world.change((of) => keyDeleted(of, key?.keyId ?? ''))).toBe('deleted-already');
    expect(world.digest).toBe(digest);
    expect(world.change((of) => keyDeleted(of, '00000000-0000-0000-0000-999999999999'))).toBe('another-key');
    world.run();
    expect(world.sent.some(({ command }) => command.kind === 'poll-keys')).toBe(false);
    expect(world.digest).toBe(digest);
  });

  it('whose deletion somebody cancels are given to it again, and certified again', () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'certified');
    const [key] = world.keys;
    world.keys = [];
    world.now = shift(world.now, millis('5h'));
    expect(world.change((of) => deletionCancelled(of, key?.keyId ?? ''))).toBe('key-deletion-cancelled');
    world.run(({ stage }) => stage.state === 'certified');
    expect(world.certificate).toMatchObject({ issue: 2, outcome: 'done', final: false });
    expect(world.certificate?.keys.map(({ scheduledAt }) => scheduledAt)).toEqual([world.now]);
    expect(erased(world)).toEqual(['child', 'parent']);
  });

  it('that KMS is slow to delete are asked for once an hour', () => {
    const world = new ErasureWorld(PAIR).run(
      ({ stage }) => stage.state === 'certified' && stage.sweeps === 1,
    );
    const at = shift(START, millis('10d'));
    const next = (of: Case, now: Instant) => nextCommands(of, PAIR, NONE, now);
    const { stage } = world.stored;
    if (stage.state !== 'certified') throw new Error('certified');
    const swept: Case = { ...world.stored, stage: { ...stage, sweeps: 3 } };
    const first = next(swept, at);
    const of = recordSent(swept, first.kind === 'send' ? first.commands : [], PAIR, at);
    expect(next(of, at)).toMatchObject({ kind: 'wait', wakeAt: shift(at, millis('1h')) });
    expect(next(of, shift(at, millis('1h')))).toMatchObject({
      kind: 'send',
      commands: [{ kind: 'poll-keys' }],
    });
  });

  it('are asked for after their day where nobody told (46)', () => {
    const world = new ErasureWorld(PAIR).run();
    expect(world.sent.filter(({ command }) => command.kind === 'poll-keys').map(({ at }) => at)).toEqual([
      shift(START, millis('10d')),
    ]);
  });
});

describe('looking up who it is', () => {
  it("comes before the first command (27), again after a failure, and an unresolved identity is nobody's absence", () => {
    const world = new ErasureWorld(PAIR).run(({ stage }) => stage.state === 'resolving');
    expect(nextCommands(world.stored, PAIR, NONE, world.now)).toMatchObject({
      kind: 'send',
      commands: [{ kind: 'resolve' }],
    });
    expect(world.change((of) => taskFailed(of, 'unavailable', 'down', world.now))).toBe('failed-down');
    expect(nextCommands(world.stored, PAIR, NONE, world.now)).toMatchObject({
      kind: 'wait',
      reason: 'down',
      wakeAt: shift(world.now, millis('1m')),
    });
    world.change((of) => resolved(of, PAIR, { email: ['a@b.example'] }, world.now));
    expect(awaited(world).map(({ code }) => code)).toEqual(['identity-unresolved', 'identity-unresolved']);
    expect(world.change((of) => lookUpAgain(of))).toBe('identities-to-resolve');
    world.run(({ stage }) => stage.state === 'certified');
    expect(world.certificate?.outcome).toBe('done');
  });
});
