import { afterEach, describe, expect, it } from 'vitest';
import { millis } from '../../../shared/kernel/duration.ts';
import { elapsed, type Instant } from '../../../shared/kernel/instant.ts';
import type { CallBack } from '../../../shared/privacy/connector.ts';
import { digestOf } from '../../../shared/privacy/digest.ts';
import { recordAnswer } from '../../../shared/privacy/record-answer.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { CASE, PlayedErasure } from '../../support/played-erasure.ts';

const SHOP = {
  id: 'shop',
  connector: 'http',
  url: 'https://shop.example/erase',
  classes: [{ id: 'data', erase: 'delete' }],
};
let played: PlayedErasure | undefined;

afterEach(() => {
  played?.kms.mock.restore();
});

/** A third party that says later what it did, and what it was told to bring. */
async function told(killAt?: number) {
  const world = new PlayedErasure(dataMap([system('profile'), SHOP]), killAt === undefined ? {} : { killAt });
  played = world;
  const asked = new Map<string, CallBack>();
  let toldAt: Instant | undefined;
  world.connector.meet = ({ system: { id }, command, callBack }) => {
    if (id !== 'shop') return undefined;
    if (callBack !== undefined) asked.set(command.idempotencyKey, callBack);
    toldAt ??= world.now;
    return { answer: 'later' };
  };
  await world.begin();
  await world.play({ until: ({ stage }) => stage.state === 'erasing' });
  const [erasingFrom, firstPoint] = [world.now, world.points + 1];
  await world.play({ waitAtMost: '12h' });
  /** In milliseconds, from when there was something to tell it. */
  const toldAfter = () => (toldAt === undefined ? undefined : elapsed(erasingFrom, toldAt));
  return { world, asked, toldAfter, firstPoint };
}

/** As the API takes it. */
function answers(world: PlayedErasure, key: string, nonce: string, answer: object): Promise<string> {
  const given = { system: 'shop', idempotencyKey: key, answer, nonce: digestOf(nonce) };
  return world.change((of, now) => {
    const taken = recordAnswer(of, given, now);
    return taken.kind === 'recorded'
      ? { kind: 'changed', case: taken.case, reason: taken.reason }
      : { kind: 'refused', reason: taken.reason };
  });
}

describe('a system that answers later', () => {
  it('is told where, and by what it is known; its answer has the case go on', async () => {
    const { world, asked } = await told();
    const [[key, { url, nonce }] = ['', { url: '', nonce: '' }]] = [...asked];
    expect(url).toBe(`https://api.example/v1/privacy/answers/${CASE}/shop`);
    expect(await answers(world, key, 'another-nonce', { answer: 'done', count: 1 })).toBe('wrong-nonce');
    expect(await answers(world, key, nonce, { answer: 'done', count: 1 })).toBe('done');
    expect(await answers(world, key, nonce, { answer: 'done', count: 1 })).toBe('replayed');
    asked.clear();
    await world.play({ waitAtMost: '12h' });
    const [[reading, readBy] = ['', { nonce: '' }]] = [...asked];
    expect(reading).not.toBe(key);
    expect(await answers(world, reading, readBy.nonce, { answer: 'empty' })).toBe('empty');
  });

  it('is told within minutes, wherever whoever was to tell it is stopped', { timeout: 60_000 }, async () => {
    const { firstPoint, world: unharmed } = await told();
    unharmed.kms.mock.restore();
    for (let killAt = firstPoint; killAt <= unharmed.points; killAt++) {
      const { world, toldAfter } = await told(killAt);
      expect(toldAfter(), `${killAt}`).toBeLessThanOrEqual(millis('10m'));
      world.kms.mock.restore();
    }
  });

  it('is known by the same when it is told again, and by nothing that is stored', async () => {
    const first = await told();
    const [nonce] = [...first.asked.values()].map((one) => one.nonce);
    expect(JSON.stringify(first.world.dynamo.items('cases'))).not.toContain(nonce);
    first.world.kms.mock.restore();
    const again = await told(60);
    expect([...again.asked.values()].map((one) => one.nonce)).toEqual([nonce]);
  });
});
