import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { CalendarLinks } from '../../shared/paging/calendar-link-client.ts';
import type { CalendarSubject } from '../../shared/paging/calendar-token.ts';
import { ListOverrides, PutOverride, ReadShifts } from '../../shared/paging/schedule-api.ts';
import { parseCalendar } from '../support/calendar-lines.ts';
import { Deployed, PAYMENTS } from '../support/deployed.ts';

const SCHEDULE = '/v1/schedules/payments-primary';
const HOUR_MS = 3_600_000;
const fromNow = (hours: number): Instant => instant(Date.now() + hours * HOUR_MS);

describe('overrides', () => {
  const stack = new Deployed();
  const { api } = stack.world;
  let usual: string;
  beforeAll(async () => {
    usual = await stack.onCall('payments-primary');
  });
  afterEach(async () => {
    const { overrides } = await api.get(`${SCHEDULE}/overrides`, ListOverrides.responses[200].schema);
    for (const { id } of overrides) await api.send('DELETE', `${SCHEDULE}/overrides/${id}`);
  });
  afterAll(() => stack.resolveAll());

  const put = async (id: string, body: object) =>
    PutOverride.responses[200].schema.parse(await api.send('PUT', `${SCHEDULE}/overrides/${id}`, body));
  const standIn = () => ({ start: fromNow(-1), end: fromNow(1), add: ['carol'], remove: [usual] });

  test('who stands in is paged by the next alert, and the other is not', async () => {
    await stack.resolveAll();
    await stack.forgetMessages();
    const { override, gaps } = await put('stand-in', standIn());
    expect({ id: override.id, gaps }).toEqual({ id: 'stand-in', gaps: [] });
    expect(await stack.onCall('payments-primary')).toBe('carol');
    const alert = {
      title: 'Queue stands',
      ...PAYMENTS,
      labels: { team: 'patient' },
      severity: 'SEV2',
    } as const;
    const { id } = await stack.open({ ...alert, dedupKey: `override-${randomUUID()}` });
    const { link } = await stack.message('carol', 'sms');
    expect(link).toMatch(/\/p\//);
    const { deliveries } = await stack.world.details(id);
    expect(new Set(deliveries.map(({ person }) => person))).toEqual(new Set(['carol']));

    await api.send('DELETE', `${SCHEDULE}/overrides/stand-in`);
    expect(await stack.onCall('payments-primary')).toBe(usual);
    await stack.resolveAll();
    await stack.open({ ...alert, dedupKey: `override-${randomUUID()}` });
    expect((await stack.message(usual, 'sms')).link).toMatch(/\/p\//);
  });

  test('32: two callers at once: one is set, the other is told', async () => {
    const body = standIn();
    const answers = await Promise.allSettled([put('one', body), put('two', body)]);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused).toMatchObject([{ status: 409, code: 'override-conflict' }]);
    const { overrides } = await api.get(`${SCHEDULE}/overrides`, ListOverrides.responses[200].schema);
    expect(overrides).toHaveLength(1);
    const [set] = overrides;
    expect(await put(set?.id ?? '', body)).toMatchObject({ override: set });
  });

  test('29: a gap is named when it is made, and stands in the shifts', async () => {
    const body = { start: fromNow(24), end: fromNow(26), remove: [usual] };
    const { gaps } = await put('off', body);
    expect(gaps).toEqual([{ start: body.start, end: body.end }]);
    const shifts = await api.get(`${SCHEDULE}/shifts`, ReadShifts.responses[200].schema);
    expect(shifts.gaps).toEqual(gaps);
    expect(shifts.shifts.length).toBeGreaterThan(2);
  });

  test.each([
    ['an unknown schedule', '/v1/schedules/nobodys/overrides/x', {}, 404, 'schedule-not-found'],
    ['somebody unknown', `${SCHEDULE}/overrides/x`, { add: ['zoe'] }, 400, 'unknown-person'],
    ['another field', `${SCHEDULE}/overrides/x`, { why: 'ill' }, 400, 'invalid-input'],
  ])('%s is refused', async (_, path, more, status, code) => {
    await expect(api.send('PUT', path, { ...standIn(), ...more })).rejects.toMatchObject({ status, code });
  });

  test('what is not there cannot be taken away', async () => {
    await expect(api.send('DELETE', `${SCHEDULE}/overrides/x`)).rejects.toMatchObject({
      status: 404,
      code: 'override-not-found',
    });
  });
});

describe('a calendar by its link', () => {
  const stack = new Deployed();
  const { config, api } = stack.world;
  const links = new CalendarLinks(stack.outputs.IntegrationKeyId, stack.kms);
  const issue = (subject: CalendarSubject) =>
    links.issue(subject, { organization: config.organization, paging: config.paging });

  test('has the shifts of a schedule, overrides included', async () => {
    const path = `${SCHEDULE}/overrides/calendar`;
    await api.send('PUT', path, { start: fromNow(48), end: fromNow(50), add: ['carol'] });
    const token = await issue({ kind: 'schedule', id: 'payments-primary' });
    const { status, type, text } = await stack.call(`/c/${token}`);
    await api.send('DELETE', path);
    expect({ status, type }).toEqual({ status: 200, type: 'text/calendar; charset=utf-8' });
    const { calendar, events } = parseCalendar(text);
    expect(calendar['X-WR-CALNAME']).toBe('On call: payments-primary');
    expect(events.length).toBeGreaterThan(25);
    expect(events.filter(({ SUMMARY }) => SUMMARY === 'On call: payments-primary (Carol)')).toHaveLength(1);
  });

  test('has those of a person', async () => {
    const { text } = await stack.call(`/c/${await issue({ kind: 'person', id: 'bob' })}`);
    const summaries = parseCalendar(text).events.map(({ SUMMARY }) => SUMMARY);
    expect(new Set(summaries)).toEqual(new Set(['On call: payments-secondary (Bob)']));
  });

  test('does not open with the link of another', async () => {
    const token = await issue({ kind: 'person', id: 'bob' });
    for (const wrong of [token.replace('bob', 'alice'), token.slice(0, -4), 'hello.ics']) {
      const { status, json } = await stack.call(`/c/${wrong}`);
      expect({ status, json }).toMatchObject({ status: 404, json: { code: 'calendar-unknown' } });
    }
  });
});
