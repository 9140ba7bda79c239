import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ApiError } from '../../bin/api-error.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { Silence } from '../../shared/paging/silence.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';

const inSeconds = (seconds: number) => instant(Date.now() + seconds * 1000);

describe('silences on the deployed stack', () => {
  const stack = new Deployed();
  const { api } = stack.world;
  const set = (id: string, end: string) =>
    api.send('PUT', `/v1/silences/${id}`, { match: [`etl=${id}`], end, why: 'upgrade' });
  const opened = (silence: string) =>
    stack.open({
      title: 'ETL stands still',
      ...PAYMENTS,
      labels: { ...PAYMENTS.labels, etl: silence },
      severity: 'SEV2',
      dedupKey: `silenced-${randomUUID()}`,
    });
  beforeAll(async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
  });
  afterAll(() => stack.resolveAll());

  test('an alert inside one is recorded and pages nobody until it ends by itself', async () => {
    await set('short', inSeconds(6));
    const { id } = await opened('short');
    const quiet = await stack.world.details(id);
    expect(quiet).toMatchObject({ incident: { hold: { id: 'short' } }, deliveries: [] });
    expect(quiet.timeline).toContainEqual(expect.objectContaining({ kind: 'silenced', reason: 'short' }));
    await stack.message(await stack.onCall('payments-primary'), 'sms', 20_000);
    const paged = await stack.world.details(id);
    expect(paged.incident.hold).toBeUndefined();
    const [over, first] = paged.timeline.filter(
      ({ kind }) => kind === 'silence-over' || kind === 'rung-begun',
    );
    expect([over?.kind, first?.kind]).toEqual(['silence-over', 'rung-begun']);
    await stack.resolveAll();
  });

  test('ended by hand, what it kept quiet pages at once', async () => {
    await set('long', inSeconds(3600));
    const { id } = await opened('long');
    expect((await stack.world.details(id)).deliveries).toEqual([]);
    await api.send('DELETE', '/v1/silences/long');
    await stack.whenSo(id, 'it pages', ({ deliveries }) => deliveries.length > 0);
    await stack.resolveAll();
  });

  test('is listed with who wants it and why; ending it twice is a 404', async () => {
    await set('listed', inSeconds(3600));
    const { silences } = await api.get('/v1/silences', z.object({ silences: z.array(Silence) }));
    expect(silences.find(({ id }) => id === 'listed')).toMatchObject({
      why: 'upgrade',
      match: ['etl=listed'],
    });
    await api.send('DELETE', '/v1/silences/listed');
    const again = await api.send('DELETE', '/v1/silences/listed').catch((error: unknown) => error);
    expect(again).toMatchObject({ status: 404, code: 'silence-not-found' });
  });

  test.each([
    [{ match: [], end: inSeconds(60), why: 'x' }, 'match'],
    [{ match: ['nonsense'], end: inSeconds(60), why: 'x' }, 'match.0'],
    [{ match: ['a=b'], end: inSeconds(-60), why: 'x' }, 'end'],
    [{ match: ['a=b'], end: inSeconds(31 * 86_400), why: 'x' }, 'end'],
    [{ match: ['a=b'], end: inSeconds(60), why: ' ' }, 'why'],
    [{ match: ['a=b'], end: inSeconds(60), why: 'x', by: 'me' }, ''],
  ])('%j is refused with the path %s', async (body, path) => {
    const refused = await api.send('PUT', '/v1/silences/bad', body).catch((error: unknown) => error);
    if (!(refused instanceof ApiError)) throw new Error('it was taken');
    expect({ status: refused.status, paths: refused.faults.map((fault) => fault.path) }).toEqual({
      status: 400,
      paths: expect.arrayContaining([path]),
    });
  });
});
