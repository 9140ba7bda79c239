import { expect, it } from 'vitest';
import { millis } from '../../shared/kernel/duration.ts';
import { verifyAudit } from '../../shared/privacy/verify-audit.ts';
import { verifyCertificate } from '../../shared/privacy/verify-certificate.ts';
import { dataMap, system } from '../support/data-map.ts';
import { PlayedCrowd } from '../support/played-crowd.ts';

const CASES = 1_000;
const CAPS = { orders: 6, profile: 4, mailing: 2 };
const MAP = dataMap(
  [
    system('orders', { concurrency: CAPS.orders }),
    system('profile', { concurrency: CAPS.profile, after: ['orders'] }),
    {
      id: 'mailing',
      connector: 'http',
      url: 'https://mail.example/erase',
      concurrency: CAPS.mailing,
      classes: [{ id: 'data', erase: 'delete' }],
    },
  ],
  { identities: ['userId'], policy: { grace: '1h' } },
);

it('a thousand cases at once: no system gets more than it may, and every case is done (34)', async () => {
  const crowd = new PlayedCrowd(MAP, { seed: 34, takesMs: { orders: 60, profile: 120, mailing: 250 } });
  crowd.ask(CASES);
  await crowd.pass(millis('15m'));
  await crowd.passUnwatched('2026-03-02T10:00:00.000Z');
  // Their grace is over in the same moments.
  await crowd.pass(millis('25m'));

  const most = Object.fromEntries([...crowd.systems].map(([id, one]) => [id, one.most]));
  expect(most).toEqual(CAPS); // as many as each may, and no more
  expect([...crowd.systems.values()].map(({ users, inFlight }) => [users.size, inFlight])).toEqual(
    Array(3).fill([0, 0]),
  );
  expect(crowd.failures).toEqual([]);
  expect(crowd.raised).toEqual([]); // nobody was told of a case that is late, stuck or without a workflow
  expect(crowd.mostEvents).toBeLessThan(2_000); // of the 25,000 that an execution may have

  const { stored, publicKey } = crowd;
  const subjects = new Set<string>();
  for await (const { case: of } of stored.cases.list('certified')) {
    subjects.add(of.subject);
    const [certificate, ...more] = await stored.certificates.ofCase(of.id);
    expect(more).toEqual([]);
    const verdict = verifyCertificate(certificate?.text ?? '', publicKey);
    expect(verdict).toMatchObject({
      valid: true,
      certificate: { case: of.id, outcome: 'done', final: true },
    });
  }
  expect(subjects.size).toBe(CASES);
  expect(await stored.certificates.at(CASES)).toBeDefined();
  expect(await stored.certificates.at(CASES + 1)).toBeUndefined();

  const trail = await stored.journal.trail();
  const audit = verifyAudit(trail, publicKey);
  expect(audit).toMatchObject({ valid: true, chains: CASES });
  expect('entries' in audit && audit.signed === audit.entries).toBe(true);

  const { transactions, cancelled, setAside } = crowd.counts;
  expect(setAside).toBe(0);
  expect((transactions - cancelled) / CASES).toBeLessThan(50);
  expect(cancelled / transactions).toBeLessThan(0.15); // those who met another one at the same item
}, 300_000);
