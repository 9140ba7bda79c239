import '../../support/quiet.ts';
import { createHmac } from 'node:crypto';
import {
  GenerateMacCommand,
  type KMSClient,
  KMSInvalidMacException,
  VerifyMacCommand,
} from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { onCallCalendar } from '../../../shared/paging/calendar.ts';
import { CalendarLinks } from '../../../shared/paging/calendar-link-client.ts';
import type { CalendarSubject } from '../../../shared/paging/calendar-token.ts';
import { PagingConfig } from '../../../shared/paging/config.ts';
import { Override } from '../../../shared/paging/override.ts';
import { OverrideListStore } from '../../../shared/paging/override-store.ts';
import { overridesKey } from '../../../shared/paging/runtime-items.ts';
import { calendarOperations } from '../../../shared/paging/serve-calendar.ts';
import { apiHandler } from '../../../shared/runtime/api-handler.ts';
import { parseCalendar } from '../../support/calendar-lines.ts';
import { CONTEXT, httpEvent } from '../../support/lambda.ts';
import { asClient, asDynamo, MemoryDynamo } from '../../support/memory-dynamo.ts';
import { PLAYED_CONFIG } from '../../support/played-config.ts';

const NOW = '2026-11-21T03:10:00.000Z';
const layer = (start: string, participants: string[]) => ({
  id: 'weekly',
  start,
  rotation: { every: 1, unit: 'week' },
  participants,
});

interface Settings {
  readonly calendarVersion?: number;
  readonly ownVersion?: number;
  readonly names?: Record<string, string>;
}

function configured({ calendarVersion = 1, ownVersion, names = {} }: Settings = {}): PagingConfig {
  const { organization, paging } = PLAYED_CONFIG;
  return PagingConfig.parse({
    organization: {
      ...organization,
      people: organization.people.map((person) => ({ ...person, name: names[person.id] ?? person.name })),
    },
    paging: {
      ...paging,
      calendarVersion,
      schedules: [
        {
          id: 'primary',
          timeZone: 'Europe/Berlin',
          layers: [layer('2026-01-05T09:00', ['alice', 'bob'])],
          ...(ownVersion === undefined ? {} : { calendarVersion: ownVersion }),
        },
        { id: 'secondary', timeZone: 'UTC', layers: [layer('2026-01-05T09:00', ['bob', 'alice'])] },
      ],
    },
  });
}

const PRIMARY: CalendarSubject = { kind: 'schedule', id: 'primary' };
const ALICE: CalendarSubject = { kind: 'person', id: 'alice' };
const override = (id: string, start: string, end: string, who: object) =>
  Override.parse({ id, schedule: 'primary', start, end, ...who });
const eventsOf = (subject: CalendarSubject, overrides: readonly Override[] = [], config = configured()) =>
  parseCalendar(onCallCalendar(subject, config, overrides, NOW)).events;

describe('a calendar', () => {
  it('has an event for each shift from 30 days ago to 180 days ahead, in UTC, across the change of clocks', () => {
    const events = eventsOf(PRIMARY);
    expect(events).toHaveLength(31);
    expect(events[0]).toEqual({
      UID: 'primary.20261019T070000000Z.bob@acme.belltower',
      SEQUENCE: '0',
      DTSTAMP: '20261121T031000Z',
      DTSTART: '20261019T070000Z',
      DTEND: '20261026T080000Z',
      SUMMARY: 'On call: primary (bob person)',
      TRANSP: 'TRANSPARENT',
    });
    expect(events.at(-1)).toMatchObject({ DTSTART: '20270517T070000Z', DTEND: '20270524T070000Z' });
    for (const [place, { DTSTART }] of events.entries())
      if (place > 0) expect(DTSTART).toBe(events[place - 1]?.['DTEND']);
    expect(new Set(events.map(({ UID }) => UID)).size).toBe(events.length);
  });

  it('has what programs ask of one', () => {
    const { calendar } = parseCalendar(onCallCalendar(ALICE, configured(), [], NOW));
    expect(calendar).toMatchObject({
      VERSION: '2.0',
      PRODID: '-//Belltower//On call//EN',
      METHOD: 'PUBLISH',
      'X-WR-CALNAME': 'On call: alice person',
      'REFRESH-INTERVAL': 'PT1H',
    });
  });

  it("of a person has their shifts by every schedule, and nobody else's", () => {
    const events = eventsOf(ALICE);
    expect(new Set(events.map(({ SUMMARY }) => SUMMARY))).toEqual(
      new Set(['On call: primary (alice person)', 'On call: secondary (alice person)']),
    );
    for (const { UID } of events) expect(UID).toContain('.alice@');
  });

  it('has overrides; what is left of a cut shift keeps its UID', () => {
    const [before] = eventsOf(PRIMARY).filter(({ DTSTART }) => DTSTART === '20261123T080000Z');
    const swap = override('swap', '2026-11-25T08:00Z', '2026-11-26T08:00Z', {
      add: ['carol'],
      remove: [before?.['UID']?.includes('.alice@') ? 'alice' : 'bob'],
    });
    const events = eventsOf(PRIMARY, [swap]);
    expect(events).toHaveLength(33);
    expect(events.find(({ UID }) => UID === before?.['UID'])).toMatchObject({ DTEND: '20261125T080000Z' });
    expect(events.find(({ SUMMARY }) => SUMMARY === 'On call: primary (carol person)')).toMatchObject({
      UID: 'primary.20261125T080000000Z.carol@acme.belltower',
      DTSTART: '20261125T080000Z',
      DTEND: '20261126T080000Z',
    });
  });

  it('stays readable whatever people are called', () => {
    const name = 'Zoë; “the\nnight” O\\Neill, BEGIN:VEVENT of the house of ÄÖÜ and of many more words 🦉🦉🦉';
    const events = eventsOf(PRIMARY, [], configured({ names: { alice: name } }));
    expect(events).toHaveLength(31);
    expect(events.find(({ UID }) => UID?.includes('.alice@'))?.['SUMMARY']).toContain('Zoë; “the');
  });
});

const SECRET = 'secret';
const mac = (message: Uint8Array | undefined) =>
  new Uint8Array(
    createHmac('sha256', SECRET)
      .update(message ?? '')
      .digest(),
  );

/** The function with a key in memory, and what it asked of AWS. */
function served(config: PagingConfig) {
  const asked: string[] = [];
  const kms = asClient<KMSClient>((command) => {
    if (command instanceof GenerateMacCommand) return { Mac: mac(command.input.Message) };
    if (!(command instanceof VerifyMacCommand)) throw new Error('not a command of links');
    asked.push('VerifyMac');
    if (Buffer.compare(mac(command.input.Message), command.input.Mac ?? new Uint8Array()) !== 0)
      throw new KMSInvalidMacException({ $metadata: {}, message: 'no' });
    return {};
  });
  const dynamo = new MemoryDynamo();
  const counted = asDynamo((command) => {
    asked.push(String(command?.constructor.name));
    return dynamo.execute(command);
  });
  const links = new CalendarLinks('key', kms);
  const run = apiHandler(
    calendarOperations({ links, store: new OverrideListStore(counted, 'incidents'), config, now: () => NOW }),
  );
  const get = (token: string) => run(httpEvent({ route: 'GET /c/{token}', params: { token } }), CONTEXT);
  return { asked, dynamo, links, get };
}

describe('the link to a calendar', () => {
  it('opens the feed with the overrides of the moment: one call to KMS, one query', async () => {
    const { links, get, dynamo, asked } = served(configured());
    const swap = override('swap', '2026-11-25T08:00Z', '2026-11-26T08:00Z', { add: ['carol'] });
    dynamo.seed('incidents', {
      ...overridesKey('primary'),
      v: 1,
      schedule: 'primary',
      version: 1,
      overrides: [swap],
    });
    const { statusCode, headers, body = '' } = await get(await links.issue(PRIMARY, configured()));
    expect({ statusCode, headers }).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, max-age=3600' },
    });
    expect(parseCalendar(body).events).toHaveLength(32);
    expect(asked).toEqual(['VerifyMac', 'QueryCommand']);
  });

  it('is one that calendar programs take, and is the same each time', async () => {
    const { links } = served(configured());
    const token = await links.issue(ALICE, configured());
    expect(token).toMatch(/^person\.alice\.[A-Za-z0-9_-]{43}\.ics$/);
    expect(await links.issue(ALICE, configured())).toBe(token);
  });

  it.each<[what: string, issuedFor: CalendarSubject, before: Settings, after: Settings, works: boolean]>([
    ['with another setting changed', PRIMARY, {}, { names: { alice: 'A' } }, true],
    ['after the version of all was raised', PRIMARY, {}, { calendarVersion: 2 }, false],
    ['after the version of all was raised, of a person', ALICE, {}, { calendarVersion: 2 }, false],
    ['after its own version was raised', PRIMARY, {}, { ownVersion: 2 }, false],
    ['where its own version is stated for the first time', PRIMARY, {}, { ownVersion: 1 }, true],
    ["after a schedule's version was raised, of a person", ALICE, {}, { ownVersion: 2 }, true],
    [
      'after one version went up and the other down',
      PRIMARY,
      { ownVersion: 2 },
      { calendarVersion: 2 },
      false,
    ],
  ])('%s: works = %s', async (_, subject, before, after, works) => {
    const { links, get } = served(configured(after));
    const token = await links.issue(subject, configured(before));
    expect((await get(token)).statusCode).toBe(works ? 200 : 404);
  });

  it.each<[string, (token: string) => string]>([
    ['of somebody else', (token) => token.replace('alice', 'bob')],
    ['of a schedule of that name', (token) => token.replace('person', 'schedule')],
    [
      'with another MAC',
      (token) => token.replace(/\.(.)([^.]*)\.ics$/, (_, a, rest) => `.${a === 'A' ? 'B' : 'A'}${rest}.ics`),
    ],
    ['without an ending', (token) => token.replace('.ics', '')],
    ['of nobody', (token) => token.replace('alice', 'zoe')],
    ['that is none', () => '../../etc/passwd.ics'],
  ])('%s is 404 and reads nothing', async (_, change) => {
    const { links, get, asked } = served(configured());
    const { statusCode, body } = await get(change(await links.issue(ALICE, configured())));
    expect({ statusCode, body }).toMatchObject({
      statusCode: 404,
      body: expect.stringContaining('calendar-unknown'),
    });
    expect(asked).not.toContain('QueryCommand');
  });
});
