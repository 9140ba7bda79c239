import { afterEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../../shared/kernel/instant.ts';
import { Certificate } from '../../../shared/privacy/certificate.ts';
import { lookUpAgain } from '../../../shared/privacy/change-case.ts';
import { DynamoConnector } from '../../../shared/privacy/connectors/dynamodb-connector.ts';
import { HttpConnector } from '../../../shared/privacy/connectors/http-connector.ts';
import { QueueConnector } from '../../../shared/privacy/connectors/queue-connector.ts';
import { S3Connector } from '../../../shared/privacy/connectors/s3-connector.ts';
import { SystemMessage } from '../../../shared/privacy/system-message.ts';
import { type Callback, takeCallback } from '../../../shared/privacy/take-callback.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { MemoryBucket } from '../../support/memory-bucket.ts';
import { MemoryTable } from '../../support/memory-table.ts';
import { CASE, PlayedErasure, type PlayedErasureOptions } from '../../support/played-erasure.ts';

const NO_HOLDS = { kind: 'known', holds: [] } as const;
const worlds: PlayedErasure[] = [];

afterEach(() => {
  for (const world of worlds.splice(0)) world.kms.mock.restore();
});

async function begun(map: PlayedErasure['map'], options: PlayedErasureOptions): Promise<PlayedErasure> {
  const played = new PlayedErasure(map, options);
  worlds.push(played);
  return played.begin();
}

async function certified(played: PlayedErasure): Promise<Certificate[]> {
  return (await played.certificates()).map(({ text }) => Certificate.parse(JSON.parse(text).certificate));
}

describe('a class that is found by an identity which nobody can tell', () => {
  const KEY = { attribute: 'handle', index: 'by-handle', from: 'identity.handle' };
  const MENTIONED = { id: 'mentioned', erase: 'delete', fields: ['handle'], subjectKey: KEY };
  const POSTS = { id: 'posts', erase: 'delete' };
  const SHAPE = {
    types: { userId: 'S', id: 'S', handle: 'S' },
    indexes: { 'by-handle': { hash: 'handle', complete: true } },
  } as const;
  const map = (classes: readonly object[]) =>
    dataMap([system('forum', { classes, owner: 'community' })], { identities: ['userId', 'handle'] });
  const table = () =>
    new MemoryTable(SHAPE, [
      { userId: 'u-1', id: '1', text: 'hello' },
      { userId: 'u-2', id: '2', handle: 'ann', text: 'hello Ann' },
    ]);
  const WAITS = [{ what: 'person', code: 'identity-unresolved', system: 'forum', owner: 'community' }];
  const connectors = (of: MemoryTable): NonNullable<PlayedErasureOptions['connectors']> => {
    return (now) => ({ dynamodb: new DynamoConnector({ table: () => of, now }) });
  };

  it('waits for its owner, as a system does, and nothing is certified before it is told', async () => {
    const forum = table();
    const played = await begun(map([POSTS, MENTIONED]), { connectors: connectors(forum) });
    await played.play();
    expect(await played.state()).toBe('erasing');
    expect(await played.awaiting(NO_HOLDS)).toEqual(WAITS);
    expect(forum.records.size).toBe(2);

    await played.vault.put(CASE, { userId: ['u-1'], handle: ['ann'] });
    expect(await played.change((of) => lookUpAgain(of))).toBe('identities-to-resolve');
    await played.play();
    expect([...forum.records.values()]).toEqual([{ userId: 'u-2', id: '2', text: 'hello Ann' }]);
    const [certificate] = await certified(played);
    expect(certificate).toMatchObject({ outcome: 'done', systems: [{ answer: 'done', count: 2 }] });
  });

  it('waits also where it comes into the map when the others are erased; what they answered stays', async () => {
    const forum = table();
    const first = await begun(map([POSTS]), { connectors: connectors(forum) });
    await first.play({ until: ({ stage }) => stage.state === 'verifying_erasure' });
    expect(forum.records.size).toBe(1);
    const later = new PlayedErasure(map([POSTS, MENTIONED]), { connectors: connectors(forum) });
    worlds.push(later);
    await later.begin((await first.record()).case.stage);
    await later.play();
    expect(await later.awaiting(NO_HOLDS)).toEqual(WAITS);

    await later.vault.put(CASE, { userId: ['u-1'], handle: ['ann'] });
    expect(await later.change((of) => lookUpAgain(of))).toBe('identities-to-resolve');
    await later.play();
    expect([...forum.records.values()]).toEqual([{ userId: 'u-2', id: '2', text: 'hello Ann' }]);
    expect((await certified(later))[0]?.systems).toMatchObject([{ answer: 'done', count: 2 }]);
  });

  it('is told of where the map gives it that key when the case is planned, and not called empty', async () => {
    const forum = table();
    const byUser = { ...MENTIONED, subjectKey: undefined, fields: ['text'] };
    const first = await begun(map([POSTS, JSON.parse(JSON.stringify(byUser))]), {});
    await first.play({ until: ({ stage }) => stage.state === 'erasing' });
    const later = new PlayedErasure(map([POSTS, MENTIONED]), { connectors: connectors(forum) });
    worlds.push(later);
    await later.begin((await first.record()).case.stage);
    await later.play({ turns: 10 });
    expect(await later.state()).toBe('erasing');
    expect(await later.awaiting(NO_HOLDS)).toEqual([
      { what: 'person', code: 'key-missing', system: 'forum', owner: 'community' },
    ]);
    expect(forum.records.size).toBe(2);
  });
});

describe('what a system says that nobody asked for', () => {
  const IBAN = 'DE89370400440532013000';
  const QUOTES = { answer: 'partial', count: 1, kept: [{ class: IBAN, reason: 'legal-duty' }] };
  const KEEPS = { answer: 'partial', count: 1, kept: [{ class: 'data', reason: 'legal-duty' }] };
  const shop = (more: object) =>
    dataMap([{ id: 'shop', owner: 'sales', classes: [{ id: 'data', erase: 'delete' }], ...more }]);
  const OVER_HTTPS = { connector: 'http', url: 'https://shop.example/erase' };
  const quoted = async (of: PlayedErasure) =>
    JSON.stringify([of.dynamo.items('cases'), of.lines, of.raised, of.history, await of.certificates()]);

  it('is not understood where it says so at once: its owner is asked, and it is written nowhere (60)', async () => {
    let says: object = QUOTES;
    const post = async (_: string, body: string) => {
      const answer = JSON.parse(body).kind === 'erase' ? says : { answer: 'empty' };
      return { kind: 'answered', answer: { status: 200, body: JSON.stringify(answer) } } as const;
    };
    const played = await begun(shop(OVER_HTTPS), {
      connectors: (now) => ({ http: new HttpConnector({ post, now }) }),
    });
    await played.play();
    expect(await played.awaiting(NO_HOLDS)).toEqual([
      { what: 'person', code: 'answer-unreadable', system: 'shop', owner: 'sales' },
    ]);
    says = KEEPS;
    expect(await played.reopen('shop')).toBe('reopened');
    await played.play();
    expect(await certified(played)).toMatchObject([
      { outcome: 'partial', kept: [{ class: 'data', reason: 'legal-duty' }] },
    ]);
    expect(await quoted(played)).not.toContain(IBAN);
  });

  it.each(['http', 'queue'] as const)(
    'is refused where it says so later, by %s; what it says then instead is taken (60)',
    async (connector) => {
      const messages: SystemMessage[] = [];
      const note = (body: string) => messages.push(SystemMessage.parse(JSON.parse(body)));
      const http = (now: () => Instant) =>
        new HttpConnector({
          post: async (_, body) => {
            note(body);
            return { kind: 'answered', answer: { status: 202 } };
          },
          now,
        });
      const queue = new QueueConnector(async (_, body) => void note(body));
      const played = await begun(shop(connector === 'http' ? OVER_HTTPS : { connector, queue: 'shop' }), {
        connectors: (now) => ({ http: http(now), queue }),
      });
      const answers = (answer: Callback['answer']) => {
        const { idempotencyKey, callback } = messages.at(-1) ?? {
          idempotencyKey: '',
          callback: { nonce: '' },
        };
        return played.change((of, now) => {
          const taken = takeCallback(of, 'shop', { idempotencyKey, nonce: callback.nonce, answer }, now);
          return taken.kind === 'recorded'
            ? { ...taken, kind: 'changed' }
            : { kind: 'refused', reason: taken.reason };
        });
      };
      await played.play({ until: ({ stage }) => stage.state === 'erasing' });
      await played.play({ waitAtMost: '12h' });
      expect(await answers(QUOTES)).toBe('malformed');
      expect(await answers(KEEPS)).toBe('partial');
      await played.play({ waitAtMost: '12h' });
      expect(messages.at(-1)?.kind).toBe('verify');
      expect(await answers({ answer: 'empty' })).toBe('empty');
      await played.play({ waitAtMost: '12h' });
      expect(await certified(played)).toMatchObject([
        { outcome: 'partial', kept: [{ class: 'data', reason: 'legal-duty' }] },
      ]);
      expect(await quoted(played)).not.toContain(IBAN);
    },
  );
});

describe('objects that are locked', () => {
  const SHOP = dataMap([
    {
      id: 'uploads',
      connector: 's3',
      bucket: 'acme-uploads',
      prefix: 'users/',
      subjectKey: { from: 'identity.userId' },
      classes: [{ id: 'files', erase: 'delete' }],
    },
  ]);
  /** A bucket with locks; whoever asks for it first says what happens then. */
  async function bucketOf(fill: (bucket: MemoryBucket) => unknown) {
    const bucket = new MemoryBucket();
    bucket.locks = true;
    fill(bucket);
    const played = await begun(SHOP, {
      connectors: (now) => ({ s3: new S3Connector({ bucket: () => bucket, now }) }),
    });
    return { bucket, played };
  }
  const LATE = '2026-03-11T00:00:00.000Z';

  /** Once, when all was erased and is about to be read again. */
  function beforeReading(played: PlayedErasure, happens: () => unknown): void {
    played.onCommand = ({ kind }) => {
      if (kind !== 'verify') return;
      played.onCommand = () => {};
      happens();
    };
  }
  const LONG = '2027-03-11T00:00:00.000Z';
  const STAYS = {
    outcome: 'partial',
    reason: 'object-lock',
    kept: [{ system: 'uploads', class: 'files', reason: 'object-lock', until: LONG }],
  };

  it('and come in after all was erased are found: they are asked for once more, and said to stay', async () => {
    const { bucket, played } = await bucketOf(() => {});
    beforeReading(played, () => bucket.put('users/u-1/a', { until: LONG, hold: false }));
    await played.play();
    expect(await certified(played)).toMatchObject([
      { ...STAYS, systems: [{ answer: 'partial', count: 0, verification: { result: 'empty', rounds: 2 } }] },
    ]);
    expect((await played.record()).closed).toBe(true);
  });

  it('and come in after the certificate are found by the sweep, and another says that they stay', async () => {
    const { bucket, played } = await bucketOf((of) => of.put('users/u-1/a'));
    await played.play({ until: ({ stage }) => stage.state === 'certified' });
    bucket.put('users/u-1/b', { until: LONG, hold: false });
    await played.play();
    const all = await certified(played);
    expect(all).toMatchObject([
      { issue: 1, outcome: 'done' },
      { issue: 2, ...STAYS },
    ]);
    expect(all).toHaveLength(2);
  });

  it('and come in beside one that is said to stay do not keep the case from its end', async () => {
    const { bucket, played } = await bucketOf((of) => of.put('users/u-1/a', { until: LONG, hold: false }));
    beforeReading(played, () => bucket.put('users/u-1/b', { until: LONG, hold: false }));
    await played.play();
    expect(await certified(played)).toMatchObject([{ ...STAYS, systems: [{ verification: { rounds: 1 } }] }]);
  });

  it('until the sweep are erased then, and the certificate that follows knows of nothing that stays', async () => {
    const { bucket, played } = await bucketOf((of) =>
      of.put('users/u-1/a').put('users/u-1/b', { until: LATE, hold: false }),
    );
    await played.play();
    expect(bucket.all).toEqual([]);
    const [first, second, ...others] = await certified(played);
    expect(others).toEqual([]);
    expect(first).toMatchObject({
      outcome: 'partial',
      reason: 'object-lock',
      systems: [{ answer: 'partial', count: 1 }],
      kept: [{ system: 'uploads', class: 'files', reason: 'object-lock', until: LATE }],
    });
    expect(second).toMatchObject({
      issue: 2,
      outcome: 'done',
      reason: 'every-system-empty',
      systems: [{ answer: 'done', count: 2, verification: { result: 'empty', rounds: 2 } }],
      kept: [],
    });
  });
});
