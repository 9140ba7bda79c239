import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import type { Incident } from '../../shared/paging/incident.ts';
import { pageLinks } from '../../shared/paging/page-link-client.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';
import { httpAnswer } from '../support/http-answer.ts';

describe('the link in a page', () => {
  const stack = new Deployed();
  const links = pageLinks(stack.outputs.LinkKeyId, stack.kms);
  let person: string;
  beforeAll(async () => {
    person = await stack.onCall('payments-primary');
  });
  afterAll(() => stack.resolveAll());

  /** An incident of which the person has just been paged, and where their link leads. */
  async function paged(team = 'payments'): Promise<{ incident: Incident; link: string }> {
    await stack.resolveAll();
    await stack.forgetMessages();
    const dedupKey = `link-${randomUUID()}`;
    const incident = await stack.open({
      title: 'ETL stands still',
      ...PAYMENTS,
      labels: { team },
      severity: 'SEV2',
      dedupKey,
    });
    const { link } = await stack.message(person, 'sms');
    if (link === undefined) throw new Error('the SMS has no link');
    return { incident, link };
  }
  const press = (link: string, action: string, rung = 1) =>
    httpAnswer(link, { method: 'POST', body: new URLSearchParams({ action, rung: String(rung) }) });
  const name = () =>
    stack.world.config.organization.people.find(({ id }) => id === person)?.name ?? 'nobody by this name';

  test('83: scanners open it five times, then the person acknowledges, then again', async () => {
    const { incident, link } = await paged();
    for (let scan = 0; scan < 5; scan++) {
      const { status, type, text } = await httpAnswer(link);
      expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' });
      expect(text).toContain('ETL stands still');
    }
    const seen = await stack.world.details(incident.id);
    expect(seen.incident.state).toBe('triggered');
    expect(seen.timeline.filter(({ actor }) => actor.startsWith('person:'))).toEqual([]);

    const first = await press(link, 'ack');
    expect(first.status).toBe(200);
    expect(first.text).toContain('Acknowledged. Nobody else will be paged while it lasts.');
    const acked = await stack.world.details(incident.id);
    expect(acked.incident).toMatchObject({ state: 'acknowledged', ack: { by: `person:${person}` } });

    const second = await press(link, 'ack');
    expect(second.status).toBe(409);
    expect(second.text).toContain(`${name()} had acknowledged it already`);
    const words = second.text.replace(/<[^>]*>/g, '');
    expect(words).toMatch(new RegExp(`Acknowledged by ${name()} at [^.]*\\d\\d:\\d\\d`));
    const still = await stack.world.details(incident.id);
    expect(still.incident).toEqual(acked.incident);
  });

  test('escalates: the next rung is paged now, and pressing it again on the old page is refused', async () => {
    const { incident, link } = await paged();
    const secondary = await stack.onCall('payments-secondary');
    const { begun } = (await stack.world.details(incident.id)).incident.climb;
    const first = await press(link, 'escalate', begun);
    expect(first.status).toBe(200);
    await stack.message(secondary, 'sms');
    const again = await press(link, 'escalate', begun);
    expect(again.status).toBe(409);
    expect(again.text).toContain('It had been escalated already');
  });

  test('resolves; after that there is nothing to acknowledge', async () => {
    const { incident, link } = await paged();
    expect((await press(link, 'resolve')).status).toBe(200);
    const { incident: resolved } = await stack.world.details(incident.id);
    expect(resolved).toMatchObject({ state: 'resolved', resolution: { by: `person:${person}` } });
    expect((await press(link, 'ack')).status).toBe(409);
  });

  test.each([
    ['ack', 'acknowledged', 'had acknowledged it already'],
    ['escalate', 'escalated', 'It had been escalated already'],
  ])('ten phones press %s at once: it is done once, and the others are told', async (action, kind, told) => {
    const { incident, link } = await paged('patient');
    const answers = await Promise.all(Array.from({ length: 10 }, () => press(link, action)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const others = answers.filter(({ status }) => status !== 200);
    for (const { status, text } of others)
      expect({ status, told: text.includes(told) }).toEqual({ status: 409, told: true });
    const { timeline } = await stack.world.details(incident.id);
    expect(timeline.filter((entry) => entry.kind === kind)).toHaveLength(1);
  });

  test('refuses a button that is not there', async () => {
    const { incident, link } = await paged();
    expect((await press(link, 'delete')).status).toBe(400);
    expect((await stack.world.details(incident.id)).incident.state).toBe('triggered');
  });

  describe('84: a token that is', () => {
    const now = () => instant(Date.now());
    const daysAgo = (days: number): Instant => instant(Date.now() - days * 86_400_000);
    const at = (token: string) => `${stack.outputs.ApiUrl}/p/${token}`;
    let incident: Incident;
    let link: string;
    beforeAll(async () => {
      ({ incident, link } = await paged());
    });

    test.each([
      ['tampered with at its end', async () => flip(link, -3), 404],
      ['tampered with at its beginning', async () => flip(link, link.lastIndexOf('/') + 4), 404],
      ['cut off', async () => link.slice(0, -6), 404],
      ['no token', async () => at('hello'), 404],
      [
        'of an incident that is not there',
        async () => at(await links.issue({ of: '0000000000000000', place: 0 }, now())),
        404,
      ],
      [
        'of a person who was never paged',
        async () => at(await links.issue({ of: incident.id, place: 999 }, now())),
        404,
      ],
      ['four days old', async () => at(await links.issue({ of: incident.id, place: 0 }, daysAgo(4))), 410],
    ])('%s opens nothing and does nothing', async (_, make, expected) => {
      const wrong = await make();
      for (const answer of [await httpAnswer(wrong), await press(wrong, 'ack')]) {
        expect(answer.status).toBe(expected);
        expect(answer.type).toBe('text/html; charset=utf-8');
        expect(answer.text).not.toMatch(/ETL stands still|\bat .*:\d+:\d+/);
      }
      expect((await stack.world.details(incident.id)).incident.state).toBe('triggered');
    });

    test('two days old works', async () => {
      const token = await links.issue({ of: incident.id, place: 0 }, daysAgo(2));
      expect((await httpAnswer(at(token))).status).toBe(200);
    });
  });
});

function flip(text: string, place: number): string {
  const index = place < 0 ? text.length + place : place;
  return `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`;
}
