import { describe, expect, it } from 'vitest';
import type { ConfigIssue } from '../../../shared/kernel/config-check.ts';
import { checkPaging } from '../../../shared/paging/check-config.ts';
import { PagingSection } from '../../../shared/paging/config.ts';
import { checkOrganization } from '../../../shared/platform/check-organization.ts';
import { Organization } from '../../../shared/platform/schema.ts';

const RUNBOOK = 'https://wiki.acme.example/r';
const organization = Organization.parse({
  name: 'acme',
  home: { region: 'eu-west-1' },
  teams: [
    { id: 'payments', name: 'Payments', lead: 'alice' },
    { id: 'nobody', name: 'Nobody', members: [] },
  ],
  people: [
    { id: 'alice', name: 'Alice', timeZone: 'UTC' },
    { id: 'bob', name: 'Bob', timeZone: 'UTC' },
  ],
});

const layer = {
  id: 'weekly',
  start: '2026-01-05T09:00',
  rotation: { every: 1, unit: 'week' },
  participants: ['alice'],
};
const schedules = [{ id: 'primary', timeZone: 'UTC', layers: [layer] }];
const rung = (after: string, ...targets: object[]) => ({ after, targets });
const ladder = (id: string, ...rungs: object[]) => ({ id, rungs });
const sound = {
  routes: [{ ladder: 'main', runbook: RUNBOOK }],
  ladders: [ladder('main', rung('0m', { schedule: 'primary' }), rung('5m', { person: 'bob' }))],
  schedules,
};

function issuesOf(changes: object): string[] {
  return checkPaging(organization, PagingSection.parse({ ...sound, ...changes })).map(inWords);
}

function inWords({ severity, path, message }: ConfigIssue): string {
  return `${severity} ${path.join('.')}: ${message}`;
}

describe('what a schema cannot see', () => {
  it('is nothing in a sound configuration', () => {
    expect(issuesOf({})).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'a ladder nobody has defined',
      { routes: [{ match: ['a=b'], ladder: 'mian', tier: 'ticket' }, ...sound.routes] },
      'error paging.routes.0.ladder: there is no ladder "mian"; there are: main',
    ],
    [
      'a person nobody knows, in a rung',
      { ladders: [ladder('main', rung('0m', { person: 'alice' }, { person: 'zoe' }))] },
      'error paging.ladders.0.rungs.0.targets.1.person: there is no person "zoe"; there are: alice, bob',
    ],
    [
      'a team nobody knows, among all hands',
      { ladders: [{ ...sound.ladders[0], sev1: { allHands: [{ person: 'bob' }, { team: 'ops' }] } }] },
      'error paging.ladders.0.sev1.allHands.1.team: there is no team "ops"; there are: payments, nobody',
    ],
    [
      'a zone of a layer that is none',
      { schedules: [{ ...schedules[0], layers: [{ ...layer, timeZone: 'Mars/Olympus' }] }] },
      'error paging.schedules.0.layers.0.timeZone: "Mars/Olympus" is not an IANA time zone such as Europe/Berlin',
    ],
    [
      'executives nobody knows',
      {
        ladders: [
          { ...sound.ladders[0], sev1: { allHands: [{ person: 'bob' }], executives: [{ person: 'vp' }] } },
        ],
      },
      'error paging.ladders.0.sev1.executives.0.person: there is no person "vp"; there are: alice, bob',
    ],
    [
      'a participant nobody knows',
      { schedules: [{ ...schedules[0], layers: [{ ...layer, participants: ['alice', 'zoe'] }] }] },
      'error paging.schedules.0.layers.0.participants.1: there is no person "zoe"; there are: alice, bob',
    ],
    [
      'a ladder of a team nobody knows',
      { ladders: [{ ...sound.ladders[0], team: 'ops' }] },
      'error paging.ladders.0.team: there is no team "ops"; there are: payments, nobody',
    ],
    [
      'a target whose team is empty',
      { ladders: [ladder('main', rung('0m', { person: 'bob' }, { team: 'nobody' }))] },
      'warning paging.ladders.0.rungs.0.targets.1.team: the team "nobody" has neither members nor a lead, so this reaches nobody',
    ],
    [
      'two schedules of one id',
      { schedules: [...schedules, ...schedules] },
      'error paging.schedules.1.id: "primary" is already the id of number 1 of the list; each may be there once',
    ],
    [
      'two layers of one id',
      { schedules: [{ ...schedules[0], layers: [layer, layer] }] },
      'error paging.schedules.0.layers.1.id: "weekly" is already the id of number 1 of the list; each may be there once',
    ],
    [
      'two integrations of one id',
      { integrations: [{ id: 'grafana' }, { id: 'grafana' }] },
      'error paging.integrations.1.id: "grafana" is already the id of number 1 of the list; each may be there once',
    ],
    [
      'rungs out of order',
      {
        ladders: [
          ladder(
            'main',
            rung('0m', { person: 'bob' }),
            rung('15m', { person: 'bob' }),
            rung('300s', { person: 'bob' }),
          ),
        ],
      },
      'error paging.ladders.0.rungs.2.after: 300s is before the 15m of an earlier rung; rungs are in order, each at 15m or later',
    ],
    [
      'a first rung that waits',
      { ladders: [ladder('main', rung('5m', { person: 'bob' }))] },
      'warning paging.ladders.0.rungs.0.after: nobody is paged for the first 5m; usual is 0m',
    ],
    [
      'a route of tier page without runbook',
      { routes: [{ match: ['a=b'], ladder: 'main', tier: 'page' }, ...sound.routes] },
      'error paging.routes.0.runbook: missing; a route of tier page needs a runbook, an https URL; or set the tier to ticket or log',
    ],
    [
      'a route without tier and runbook',
      { routes: [{ match: ['a=b'], ladder: 'main' }, ...sound.routes] },
      'error paging.routes.0.runbook: missing; a route without tier pages people and needs a runbook, an https URL; or set the tier to ticket or log',
    ],
    [
      'a last route that does not take everything',
      { routes: [{ match: ['a=b'], ladder: 'main', runbook: RUNBOOK }] },
      'error paging.routes.0.match: the last route catches every alert no other route took, so it has no match; add a route without match at the end',
    ],
    [
      'a last route that goes on',
      { routes: [{ ...sound.routes[0], continue: true }] },
      'error paging.routes.0.continue: nothing comes after the last route; leave continue out',
    ],
    [
      'routes that are never reached',
      { routes: [...sound.routes, ...sound.routes] },
      'error paging.routes.0.match: missing; a route without match takes every alert, so the routes after it are never reached; add a match, continue: true, or make it the last',
    ],
    [
      'a catch-all that hangs on a schedule',
      { ladders: [ladder('main', rung('0m', { schedule: 'primary' }))] },
      'error paging.ladders.0.rungs: the last route makes "main" the catch-all, and in a gap of its schedules it would reach nobody; wanted: at least one { person: … } or { team: … } with somebody in it',
    ],
    [
      'a catch-all that hangs on a schedule for SEV1',
      { ladders: [{ ...sound.ladders[0], sev1: { allHands: [{ schedule: 'primary' }] } }] },
      'error paging.ladders.0.sev1.allHands: "main" is the catch-all, and a SEV1 might reach nobody; wanted: at least one { person: … } or { team: … } with somebody in it',
    ],
    [
      'a step that the ladder would have forgotten',
      { notify: { low: [{ method: 'email', after: '61m' }] } },
      'error paging.notify.low.0.after: 61m is later than 1h: the ladder has gone on by then, and the step would never be taken',
    ],
    [
      'a step by voice',
      { notify: { high: [{ method: 'sms' }, { method: 'voice', after: '3m' }] } },
      'warning paging.notify.high.1.method: voice is not sent yet: this step is passed over; sent are sms, email and webhook',
    ],
  ])('%s', (_name, changes, issue) => {
    expect(issuesOf(changes)).toEqual([issue]);
  });

  it.each<[string, object]>([
    [
      'tickets need no runbook',
      { routes: [{ match: ['a=b'], ladder: 'main', tier: 'ticket' }, ...sound.routes] },
    ],
    [
      'a route without match may go on',
      { routes: [{ ...sound.routes[0], continue: true }, ...sound.routes] },
    ],
    [
      'rungs may begin together',
      { ladders: [ladder('main', rung('0m', { person: 'bob' }), rung('0s', { person: 'alice' }))] },
    ],
    ['a team with a lead reaches somebody', { ladders: [ladder('main', rung('0m', { team: 'payments' }))] }],
  ])('%s', (_name, changes) => {
    expect(issuesOf(changes)).toEqual([]);
  });

  it.each<[string, object, string[]]>([
    ['an interval of minutes', { every: '15m' }, []],
    ['an interval of seconds, for the local run', { every: '20s' }, []],
    [
      'an interval that no schedule of AWS can have',
      { every: '90s' },
      [
        'error paging.heartbeat.every: 90s are not whole minutes, and schedules of AWS know no others; wanted: 1m, 2m, 5m, …',
      ],
    ],
    ['a public URL', { deadManUrl: 'https://hc.acme.example/ping/1' }, []],
    [
      'a URL inside',
      { deadManUrl: 'https://169.254.169.254/latest' },
      ['error paging.heartbeat.deadManUrl: the address is not public; wanted: a public https URL'],
    ],
  ])('heartbeat: %s', (_, heartbeat, issues) => expect(issuesOf({ heartbeat })).toEqual(issues));

  it.each([{ every: '9s' }, { every: '0m' }, { deadManUrl: 'http://hc.acme.example' }, true, { evry: '5m' }])(
    'heartbeat: %j is no setting at all',
    (heartbeat) => expect(PagingSection.safeParse({ ...sound, heartbeat }).success).toBe(false),
  );

  it('heartbeat: every five minutes, unless it is switched off', () => {
    expect(PagingSection.parse(sound).heartbeat).toEqual({ every: '5m' });
    expect(PagingSection.parse({ ...sound, heartbeat: false }).heartbeat).toBe(false);
  });

  it('heartbeat: its name is nobody else’s', () => {
    const name = 'belltower-heartbeat';
    const named = { ...organization, people: [{ id: name, name: 'Hal', timeZone: 'UTC' }] };
    const paging = {
      routes: [{ service: name, ladder: name, tier: 'ticket' }],
      ladders: [ladder(name, rung('0m', { person: name }))],
    };
    expect(checkPaging(named, PagingSection.parse(paging)).map(inWords)).toEqual(
      ['organization.people.0.id', 'paging.ladders.0.id', 'paging.routes.0.service'].map(
        (path) => `error ${path}: "${name}" is what Belltower calls its own heartbeat; choose another name`,
      ),
    );
  });

  it('is not guessed at where something could not be read', () => {
    const unread = { ...PagingSection.parse(sound), ladders: undefined, schedules: undefined };
    expect(checkPaging(undefined, unread)).toEqual([]);
  });
});

describe('an organization', () => {
  it.each<[string, object, string]>([
    [
      'an account of a team nobody knows',
      { accounts: [{ id: '111111111111', name: 'prod', owner: 'ops' }] },
      'error organization.accounts.0.owner: there is no team "ops"; there are: payments, nobody',
    ],
    [
      'a lead nobody knows',
      { teams: [{ id: 'a', name: 'A', lead: 'zoe' }] },
      'error organization.teams.0.lead: there is no person "zoe"; there are: alice, bob',
    ],
    [
      'a member nobody knows',
      { teams: [{ id: 'a', name: 'A', members: ['bob', 'zoe'] }] },
      'error organization.teams.0.members.1: there is no person "zoe"; there are: alice, bob',
    ],
    [
      'two accounts of one name',
      {
        accounts: [
          { id: '111111111111', name: 'prod' },
          { id: '222222222222', name: 'prod' },
        ],
      },
      'error organization.accounts.1.name: "prod" is already the name of number 1 of the list; each may be there once',
    ],
    [
      'a step by voice',
      {
        people: [
          ...organization.people,
          { id: 'carol', name: 'C', timeZone: 'UTC', notify: { low: [{ method: 'voice' }] } },
        ],
      },
      'warning organization.people.2.notify.low.0.method: voice is not sent yet: this step is passed over; sent are sms, email and webhook',
    ],
  ])('%s', (_name, changes, issue) => {
    expect(checkOrganization(Organization.parse({ ...organization, ...changes })).map(inWords)).toEqual([
      issue,
    ]);
  });
});
