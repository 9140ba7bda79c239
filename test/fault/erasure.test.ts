import { describe, expect, it } from 'vitest';
import { Certificate } from '../../shared/privacy/certificate.ts';
import { dataMap, system } from '../support/data-map.ts';
import { PlayedErasure, type PlayedErasureOptions } from '../support/played-erasure.ts';

const MAP = dataMap([system('profile', { after: ['orders'] }), system('orders')]);

/** Two systems with two people in each and a sealed line of the one, whose case is played to its end. */
async function ended(options: PlayedErasureOptions = {}): Promise<PlayedErasure> {
  const played = new PlayedErasure(MAP, options);
  for (const { id } of MAP.systems)
    played.connector.records.set(id, [
      { class: 'data', userId: 'u-1', email: 'ann@acme.example' },
      { class: 'data', userId: 'u-1' },
      { class: 'data', userId: 'u-2', email: 'bob@acme.example' },
    ]);
  await played.begin();
  await played.keys.seal(played.subject, 'data', Buffer.from('a line of the log'));
  await played.play();
  played.kms.mock.restore();
  return played;
}

/** All that is the same in the end, however often somebody was killed: with the same clock, to the digest. */
async function endOf(played: PlayedErasure, afterwards: 'retry' | 'restart') {
  const certificates = await played.certificates();
  const { closed, case: of } = await played.record();
  return {
    closed,
    state: of.stage.state,
    commands: played.connector.sequence.toSorted(),
    left: [...played.connector.records.values()].map(({ length }) => length),
    keysScheduled: played.scheduled,
    said: certificates.map(({ text }) => {
      const { systems, outcome, final, keys } = Certificate.parse(JSON.parse(text).certificate);
      const answers = systems.map(({ answer, count, verification }) => [answer, count, verification.result]);
      return { outcome, final, answers, keys: keys.map(({ state }) => state) };
    }),
    digests: afterwards === 'retry' ? certificates.map(({ digest }) => digest) : certificates.length,
  };
}

describe('a case whose worker is killed wherever it can be', () => {
  it.each(['retry', 'restart'] as const)(
    'it ends with the same certificate and no second key action (35, 37): %s',
    async (afterwards) => {
      const unharmed = await ended();
      const expected = await endOf(unharmed, afterwards);
      expect(unharmed.points).toBeGreaterThan(200);
      for (let killAt = 0; killAt < unharmed.points; killAt++) {
        const played = await ended({ killAt, afterwards });
        expect({ killAt, ...(await endOf(played, afterwards)) }).toEqual({ killAt, ...expected });
      }
    },
    300_000,
  );
});
