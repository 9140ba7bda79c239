import { afterEach, describe, expect, it } from 'vitest';
import { erasureDefinition } from '../../../lib/privacy/erasure-definition.ts';
import { millis } from '../../../shared/kernel/duration.ts';
import { shift } from '../../../shared/kernel/instant.ts';
import { caseView } from '../../../shared/privacy/case-view.ts';
import { Certificate } from '../../../shared/privacy/certificate.ts';
import { withdraw } from '../../../shared/privacy/change-case.ts';
import { DynamoConnector } from '../../../shared/privacy/connectors/dynamodb-connector.ts';
import { COMMANDS_AT_ONCE } from '../../../shared/privacy/erasure-input.ts';
import { verifyAudit } from '../../../shared/privacy/verify-audit.ts';
import { serviceError } from '../../support/connector-calls.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { START } from '../../support/erasure-world.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { CASE, PlayedErasure, type PlayedErasureOptions } from '../../support/played-erasure.ts';

const MAP = dataMap([system('profile', { after: ['orders'] }), system('orders'), system('search')]);
const worlds: PlayedErasure[] = [];

afterEach(() => {
  for (const world of worlds.splice(0)) world.kms.mock.restore();
});

/** Three systems that each have two records of u-1 and one of u-2, and a sealed line of each. */
async function world(options: PlayedErasureOptions = {}, map = MAP): Promise<PlayedErasure> {
  const made = new PlayedErasure(map, options);
  worlds.push(made);
  for (const { id } of map.systems)
    made.connector.records.set(id, [
      { class: 'data', userId: 'u-1', email: 'ann@acme.example' },
      { class: 'data', userId: 'u-1' },
      { class: 'data', userId: 'u-2', email: 'bob@acme.example' },
    ]);
  return made;
}

async function ended(options: PlayedErasureOptions = {}): Promise<PlayedErasure> {
  const played = await (await world(options)).begin();
  await played.keys.seal(played.subject, 'data', Buffer.from('a line of the log'));
  return played.play();
}

function certificateOf(text: string): Certificate {
  return Certificate.parse(JSON.parse(text).certificate);
}

describe('a case that is carried out', () => {
  it('erases the person and nobody else, reads all again, destroys the key, and is certified', async () => {
    const played = await ended();
    const record = await played.record();
    expect(record).toMatchObject({ closed: true, case: { stage: { state: 'certified', outcome: 'done' } } });
    for (const held of played.connector.records.values())
      expect(held).toEqual([{ class: 'data', userId: 'u-2', email: 'bob@acme.example' }]);
    const certificates = await played.certificates();
    expect(certificates.map(({ issue, final }) => [issue, final])).toEqual([
      [1, false],
      [1, true],
    ]);
    const [first, last] = certificates.map(({ text }) => certificateOf(text));
    expect(last?.previous).toBe(certificates[0]?.digest);
    expect(first?.systems.map(({ answer, count }) => [answer, count])).toEqual([
      ['done', 2],
      ['done', 2],
      ['done', 2],
    ]);
    expect(last?.keys).toMatchObject([{ state: 'deleted', evidence: 'KMSInvalidStateException' }]);
  });

  it('forgets who it was when nothing is left to do', async () => {
    const played = await ended();
    await expect(played.vault.read(CASE)).rejects.toMatchObject({ code: 'identities-forgotten' });
  });

  it('puts whoever was erased on the list of those who must not come back', async () => {
    const played = await ended();
    expect(await played.stores.exclusions.of([played.subject])).toMatchObject([{ case: CASE }]);
  });

  it('passes pointers through the workflow, whether there are 2 records of the person or 5 MB of them (32)', async () => {
    const few = await ended();
    const much = await world();
    const page = 'x'.repeat(1_000);
    const lots = Array.from({ length: 5_000 }, (_, n) => ({
      class: 'data',
      userId: 'u-1',
      name: `${page}${n}`,
    }));
    for (const held of much.connector.records.values()) held.push(...lots);
    await much.begin();
    await much.keys.seal(much.subject, 'data', Buffer.from('a line of the log'));
    await much.play();
    expect(await much.state()).toBe('certified');
    expect((await much.certificates()).map(({ text }) => certificateOf(text).systems[0]?.count)).toEqual([
      5_002, 5_002,
    ]);
    expect(much.history).toEqual(few.history);
    for (const step of much.history) expect(JSON.stringify(step).length).toBeLessThan(1_000);
    expect(JSON.stringify((await much.record()).case).length).toBeLessThan(20_000);
  });

  it('leaves a chain of entries that is sound', async () => {
    const played = await ended();
    const trail = await played.stores.journal.trail();
    expect(trail.heads.length).toBe((await played.certificates()).length);
    const verdict = verifyAudit(trail, played.publicKey);
    if (!verdict.valid) throw new Error(verdict.reason);
    const { entries, signed } = verdict;
    expect(signed).toBeGreaterThan(10);
    expect(signed).toBeLessThan(entries); // what came after the last certificate
    await played.vouch();
    const later = verifyAudit(await played.stores.journal.trail(), played.publicKey);
    expect(later).toEqual({ valid: true, chains: 1, entries, signed: entries, head: expect.anything() });
  });
});

describe('an execution', () => {
  it('waits longer and longer for a system that is busy with others, and no attempt is counted (34)', async () => {
    const map = dataMap([system('orders', { concurrency: 1 })]);
    const played = await (await world({}, map)).begin();
    await played.play({ until: ({ stage }) => stage.state === 'erasing' });
    const [place] = map.systems;
    if (place === undefined) throw new Error('is there');
    const other = { key: 'of-another-case', holder: 'case-2-1', until: shift(played.now, millis('8m')) };
    await played.stores.gates.enter(place, other, played.now);
    const before = (await played.record()).case;
    const waits: number[] = [];
    played.onCommand = async () => {
      const last = played.history.at(-1) ?? {};
      if ('waitSeconds' in last && typeof last.waitSeconds === 'number') waits.push(last.waitSeconds);
      if (waits.length === 6) expect((await played.record()).case).toEqual(before);
    };
    await played.play({ until: ({ stage }) => stage.state === 'shredding' });
    const [first = 0, second = 0, third = 0, ...later] = waits;
    expect(first).toBeGreaterThanOrEqual(5);
    expect([second - first, third - second]).toEqual([5, 10]);
    expect(new Set(later.slice(0, 5))).toEqual(new Set([first + 25]));
    // The round was over in between: the case was looked at again.
    expect(played.history).toContainEqual(expect.objectContaining({ reason: 'at-capacity', waitSeconds: 0 }));
    expect(played.connector.asked).toHaveLength(1);
  });

  it('that is older does nothing once a newer one acts (38)', async () => {
    const played = await (await world()).begin();
    await played.play({ until: ({ stage }) => stage.state === 'erasing' });
    await played.change((of) => ({ kind: 'changed', case: of, reason: 'restarted' }));
    const before = JSON.stringify(played.dynamo.items('cases'));
    expect(await played.turn(1)).toMatchObject({ done: true, reason: 'superseded' });
    expect(JSON.stringify(played.dynamo.items('cases'))).toBe(before);
    await played.play();
    expect(await played.state()).toBe('certified');
  });

  it('that was stopped makes its case overdue at once, for the watch to start again (38)', async () => {
    const played = await (await world()).begin();
    await played.play({ waitAtMost: '1d' });
    await played.hear({
      id: 'e-1',
      'detail-type': 'Step Functions Execution Status Change',
      detail: { status: 'ABORTED', name: `${CASE}-1` },
    });
    expect((await played.record()).wakeAt).toBe(shift(played.now, -millis('10m')));
  });

  it.each([
    [10, '20m'],
    [11, '40m'],
    [21, '60m'],
  ])(
    'that has %i commands is not taken for gone before %s are over: ten of them are done at once',
    async (count, time) => {
      expect(erasureDefinition('aws')).toMatchObject({
        States: { Commands: { MaxConcurrency: COMMANDS_AT_ONCE } },
      });
      const map = dataMap(Array.from({ length: count }, (_, place) => system(`s-${place}`)));
      const played = await (await world({}, map)).begin();
      await played.play({ until: ({ stage }) => stage.state === 'erasing' });
      expect(await played.turn(1)).toMatchObject({ commands: { length: count } });
      expect((await played.record()).wakeAt).toBe(shift(played.now, millis(time)));
    },
  );
});

describe('holds', () => {
  it('after 2 of 5 systems stop the rest before its next command, name what is gone, and keep the key (9, 11)', async () => {
    const five = ['a', 'b', 'c', 'd', 'e'];
    const map = dataMap(five.map((id) => system(id)));
    const played = await (await world({}, map)).begin();
    await played.keys.seal(played.subject, 'data', Buffer.from('a line of the log'));
    let commands = 0;
    played.onCommand = async ({ kind }) => {
      if (kind === 'erase' && ++commands === 3) await played.hold({ id: 'lawsuit' });
    };
    await played.play();
    expect(await played.state()).toBe('on_hold');
    expect(played.connector.asked.map(({ kind, system: id }) => `${kind} ${id}`)).toEqual([
      'erase a',
      'erase b',
    ]);
    const shown = caseView(await played.record(), map.policy, played.now);
    expect(shown.heldState).toBe('erasing');
    expect(shown.steps.map(({ system: id, answer }) => `${id} ${answer}`)).toEqual([
      'a done',
      'b done',
      'c not-asked',
      'd not-asked',
      'e not-asked',
    ]);
    for (const [id, held] of played.connector.records)
      expect(held.filter(({ userId }) => userId === 'u-1')).toHaveLength(id < 'c' ? 0 : 2);
    expect(played.scheduled).toBe(0);

    await played.stores.holds.release(played.subject, 'lawsuit', played.occasion);
    await played.change((of) => ({ kind: 'changed', case: of, reason: 'hold-released' }));
    await played.play();
    expect(await played.state()).toBe('certified');
    const erased = played.connector.asked.filter(({ kind }) => kind === 'erase').map((one) => one.system);
    expect(erased).toEqual(five);
    expect(played.scheduled).toBe(1);
  });

  it('on one class leave that one out, and the certificate says so (12)', async () => {
    const map = dataMap([
      system('profile', {
        classes: [
          { id: 'data', erase: 'delete' },
          { id: 'claims', erase: 'delete' },
        ],
      }),
    ]);
    const played = await world({}, map);
    played.connector.records.get('profile')?.push({ class: 'claims', userId: 'u-1' });
    await played.begin();
    await played.hold({ id: 'claim', classes: [{ class: 'claims' }] });
    await played.play({ until: ({ stage }) => stage.state === 'certified' });
    await played.play({ waitAtMost: '0s' });
    const [certificate] = (await played.certificates()).map(({ text }) => certificateOf(text));
    expect(certificate).toMatchObject({ outcome: 'partial', kept: [{ class: 'claims', reason: 'held' }] });
    expect(played.connector.records.get('profile')).toContainEqual({ class: 'claims', userId: 'u-1' });
  });

  it('on a class of whole records hold the fields of these too; that is certified, and erased when it is lifted (12)', async () => {
    const table = new MemoryTable({}, [{ userId: 'u-1', id: '1', name: 'Ann' }]);
    const classes = [
      { id: 'contact', erase: 'delete', fields: ['name'] },
      { id: 'invoices', erase: 'delete', keep: { why: 'tax law', until: '10y' } },
    ];
    const map = dataMap([system('profile', { classes }), system('orders')]);
    const tables: Readonly<Record<string, MemoryTable>> = { 'profile-table': table };
    const played = new PlayedErasure(map, {
      connectors: (now) => ({
        dynamodb: new DynamoConnector({ table: (name) => tables[name] ?? new MemoryTable(), now }),
      }),
    });
    worlds.push(played);
    await played.begin();
    await played.hold({ id: 'lawsuit', classes: [{ class: 'invoices' }] });
    await played.play({ until: ({ stage }) => stage.state === 'certified' });
    await played.play({ waitAtMost: '0s' });
    const certified = async () => (await played.certificates()).map(({ text }) => certificateOf(text)).at(-1);
    expect(await certified()).toMatchObject({
      outcome: 'partial',
      kept: [
        { system: 'profile', class: 'invoices', reason: 'kept-by-law' },
        { system: 'profile', class: 'contact', reason: 'held' },
      ],
    });
    expect([...table.records.values()]).toEqual([{ userId: 'u-1', id: '1', name: 'Ann' }]);

    await played.stores.holds.release(played.subject, 'lawsuit', played.occasion);
    await played.change((of) => ({ kind: 'changed', case: of, reason: 'hold-released' }));
    await played.play();
    expect([...table.records.values()]).toEqual([{ userId: 'u-1', id: '1' }]);
    expect(await certified()).toMatchObject({
      issue: 2,
      kept: [{ system: 'profile', class: 'invoices', reason: 'kept-by-law' }],
      systems: [{ system: 'profile', answer: 'done', count: 1 }, { system: 'orders' }],
    });
  });

  it.each([
    ['placed', 3],
    ['released', 2],
  ])(
    'on one class, %s while its system is being erased, change nothing in what is counted (12, 31)',
    async (when, records) => {
      const both = ['data', 'claims'].map((id) => ({ id, erase: 'delete' }));
      const played = await world({}, dataMap([system('profile', { classes: both })]));
      played.connector.records.get('profile')?.push({ class: 'claims', userId: 'u-1' });
      await played.begin();
      const claim = { id: 'claim', classes: [{ class: 'claims' }] };
      if (when === 'released') await played.hold(claim);
      const { point } = played.connector;
      let points = 0;
      played.connector.point = () => {
        // It has erased all that it was told to, and nobody hears of it.
        if (++points === records + 2) throw serviceError('ThrottlingException');
        point();
      };
      played.onCommand = async ({ kind }) => {
        if (kind !== 'erase' || points < records + 2) return;
        if (when === 'placed') await played.hold(claim);
        else await played.stores.holds.release(played.subject, claim.id, played.occasion);
      };
      await played.play({ until: ({ stage }) => stage.state === 'certified' });
      await played.play({ waitAtMost: '0s' });
      const [certificate] = (await played.certificates()).map(({ text }) => certificateOf(text));
      expect(certificate?.systems).toMatchObject([{ answer: 'done', count: 3 }]);
      expect(played.connector.records.get('profile')).toMatchObject([{ userId: 'u-2' }]);
    },
  );

  it.each([
    ['before the turn', '2h'],
    ['between the turn and its commands', '74h'],
  ])('that nobody can tell of: nothing is erased (13): %s', async (when, after) => {
    const played = await (await world()).begin();
    played.holdsDown = when === 'before the turn';
    played.onCommand = ({ kind }) => {
      played.holdsDown = kind === 'erase';
    };
    await played.play({ until: () => played.now > shift(START, millis(after)) });
    expect(played.connector.asked).toEqual([]);
    played.holdsDown = false;
    played.onCommand = () => {};
    await played.play();
    expect(await played.state()).toBe('certified');
  });
});

describe('systems that do not do what they are told', () => {
  it('down for three days: the others finish, and it does by itself later (14)', async () => {
    const played = await (await world()).begin();
    const back = shift(START, millis('6d'));
    played.connector.meet = ({ system: { id } }) =>
      id === 'search' && played.now < back
        ? { answer: 'failed', failure: 'unavailable', code: 'down' }
        : undefined;
    await played.play({ until: () => played.now > shift(START, millis('4d')) });
    expect(played.connector.records.get('profile')).toHaveLength(1);
    expect(played.connector.records.get('search')).toHaveLength(3);
    await played.play();
    expect((await played.record()).case.stage).toMatchObject({ state: 'certified', outcome: 'done' });
  });

  it('"done" while a record is still there: it is erased once more, and never certified before (18)', async () => {
    const played = await (await world()).begin();
    let lies = 1;
    played.connector.meet = ({ system: { id }, command }) =>
      id === 'search' && command.kind === 'erase' && lies-- > 0 ? { answer: 'done', count: 2 } : undefined;
    await played.play({ until: ({ stage }) => stage.state === 'certified' });
    expect(played.connector.records.get('search')).toHaveLength(1);
    const rounds = played.connector.asked.filter((one) => one.system === 'search' && one.kind === 'erase');
    expect(new Set(rounds.map(({ key }) => key)).size).toBe(2);
  });

  it.each(['disabled', 'without the right to write'])(
    '%s: no end is reached, and its owner is named (22)',
    async (how) => {
      const disabled = how === 'disabled';
      const played = await world(
        {},
        dataMap([system('profile'), system('search', { owner: 'search-team', enabled: !disabled })]),
      );
      await played.begin();
      played.connector.meet = ({ system: { id } }) =>
        id === 'search' ? { answer: 'failed', failure: 'forbidden', code: 'no-write-right' } : undefined;
      await played.play();
      expect(await played.state()).toBe('erasing');
      expect(played.connector.records.get('profile')).toHaveLength(1);
      const holds = { kind: 'known', holds: [] } as const;
      expect(await played.awaiting(holds)).toMatchObject([
        { what: 'person', system: 'search', owner: 'search-team' },
      ]);
    },
  );

  it('that throw park their own step, and what they throw is kept nowhere (60)', async () => {
    const personal = [
      'Zacharias Quillfeather',
      'zq@mail.example',
      '+49 1555 0199887',
      'DE89370400440532013000',
    ];
    const played = await world({ known: { userId: ['u-1'], email: ['zq@mail.example'] } });
    await played.begin();
    let thrown = 0;
    played.connector.meet = ({ system: { id } }) => {
      if (id !== 'search' || thrown >= 3) return undefined;
      thrown++;
      throw Object.assign(new Error(`no row for ${personal.join(', ')}`), { name: personal.join(' ') });
    };
    await played.play({ waitAtMost: '1h' });
    await played.change((of) => ({ kind: 'changed', case: of, reason: 'looked-at' }));
    await played.reopen('search');
    await played.play();
    expect(thrown).toBeGreaterThan(0);
    expect(played.connector.records.get('profile')).toHaveLength(1);
    const seen = JSON.stringify([
      played.lines,
      played.raised,
      played.history,
      played.dynamo.items('cases'),
      await played.certificates(),
    ]);
    for (const text of [...personal, ...personal.map((one) => Buffer.from(one).toString('base64'))])
      expect(seen).not.toContain(text);
  });
});

describe('the person', () => {
  it('who thinks better of it in time keeps all, and nothing was sent (42)', async () => {
    const played = await (await world()).begin();
    await played.play({ waitAtMost: '1d' });
    expect(await played.change(withdraw)).toBe('withdrawn');
    await played.play();
    expect((await played.record()).case.stage).toMatchObject({ state: 'certified', outcome: 'withdrawn' });
    expect(played.connector.asked).toEqual([]);
    expect(played.scheduled).toBe(0);
    const [certificate] = await played.certificates();
    expect(certificateOf(certificate?.text ?? '').outcome).toBe('withdrawn');
  });

  it('who is found through another system is resolved before the first command', async () => {
    const map = dataMap([
      system('profile', {
        resolves: [
          { attribute: 'email', index: 'by-email', from: 'identity.email', gives: { userId: 'userId' } },
        ],
        after: ['orders'],
      }),
      system('orders'),
    ]);
    const played = await (await world({ known: { email: ['Ann@acme.example'] } }, map)).begin();
    await played.play();
    expect((await played.record()).subjects).toHaveLength(2);
    for (const held of played.connector.records.values()) expect(held).toHaveLength(1);
  });
});

describe('keys', () => {
  const deletion = (keyId: string, id = 'e-1') => ({
    id,
    'detail-type': 'KMS CMK Deletion' as const,
    detail: { 'key-id': keyId },
  });

  async function certified() {
    const played = await (await world()).begin();
    const sealed = await played.keys.seal(played.subject, 'data', Buffer.from('a line'));
    await played.play({ until: ({ stage }) => stage.state === 'certified' });
    await played.play({ waitAtMost: '0s' });
    const [keyId = ''] = [...played.kms.keys.keys()].filter((id) => id !== 'vault-key');
    return { played, sealed, keyId };
  }

  it('that are destroyed open nothing, and KMS says so in evidence (48)', async () => {
    const { played, sealed } = await certified();
    await expect(played.keys.open(played.subject, 'data', sealed)).rejects.toMatchObject({
      code: 'subject-key-destroyed',
    });
  });

  it.each([0, 1, 2])('told to be deleted %i times: one final certificate (46)', async (times) => {
    const { played, keyId } = await certified();
    played.now = shift(played.now, millis('7d'));
    for (let time = 0; time < times; time++) await played.hear(deletion(keyId));
    await played.play();
    const finals = (await played.certificates()).filter(({ final }) => final);
    expect(finals).toHaveLength(1);
  });

  it('of nobody we know are heard of and change nothing', async () => {
    const { played } = await certified();
    const before = JSON.stringify(played.dynamo.items('cases'));
    await played.hear(deletion('11111111-2222-4333-8444-555555555555'));
    expect(JSON.stringify(played.dynamo.items('cases'))).toBe(before);
  });

  it('saved from their deletion raise an alert, and are destroyed again', async () => {
    const { played, keyId } = await certified();
    const key = played.kms.keys.get(keyId);
    if (key === undefined) throw new Error('no key');
    key.state = 'Enabled';
    key.deletesAt = undefined;
    await played.hear({
      id: 'e-2',
      'detail-type': 'AWS API Call via CloudTrail',
      detail: {
        eventName: 'CancelKeyDeletion',
        requestParameters: { keyId: `arn:aws:kms:eu-west-1:111111111111:key/${keyId}` },
      },
    });
    expect(played.raised).toMatchObject([{ detail: { severity: 'SEV2', labels: { key: keyId } } }]);
    await played.play();
    expect(key.state).toBe('PendingDeletion');
    const certificates = await played.certificates();
    expect(certificates.map(({ issue, final }) => [issue, final])).toEqual([
      [1, false],
      [2, false],
      [2, true],
    ]);
  });
});
