import { PagingConfig } from '../../shared/paging/config.ts';
import { readAlert } from '../../shared/paging/read-alert.ts';
import { type Question, simulate } from '../../shared/paging/simulate.ts';
import { type SimulatedIncident, Simulation } from '../../shared/paging/simulation.ts';
import { at, T0 } from './paging.ts';

const person = (id: string) => ({ id, name: id, timeZone: 'Europe/Berlin' });
const daily = (id: string, participants: string[]) => ({
  id,
  timeZone: 'UTC',
  layers: [{ id: 'daily', start: '2026-11-20T03:10', rotation: { every: 1, unit: 'day' }, participants }],
});

/** The ladder of the specification. Its schedules hand over ten minutes after `T0`, from alice to anna and from bob to ben. */
export const SPEC = {
  organization: {
    name: 'acme',
    home: { region: 'eu-west-1' },
    teams: [{ id: 'directors', name: 'Directors', members: ['dora', 'dan'] }],
    people: ['alice', 'anna', 'bob', 'ben', 'carol', 'dora', 'dan', 'vp', 'last-resort'].map(person),
  },
  paging: {
    routes: [
      { match: ['severity=SEV4'], service: 'backlog', ladder: 'catch-all', tier: 'ticket' },
      { match: ['service=payments'], ladder: 'payments', runbook: 'https://wiki.acme.example/p' },
      { match: ['service=quiet'], ladder: 'payments', tier: 'log' },
      { match: ['service=empty'], ladder: 'empty', runbook: 'https://wiki.acme.example/e' },
      { ladder: 'catch-all', severity: 'SEV3', runbook: 'https://wiki.acme.example/t' },
    ],
    ladders: [
      {
        id: 'payments',
        rungs: [
          { after: '0m', targets: [{ schedule: 'primary' }] },
          { after: '15m', targets: [{ schedule: 'secondary' }] },
          { after: '30m', targets: [{ person: 'carol' }] },
          { after: '45m', targets: [{ team: 'directors' }] },
        ],
        repeat: { times: 2, every: '15m' },
        sev1: {
          allHands: [{ schedule: 'primary' }, { schedule: 'secondary' }, { person: 'carol' }],
          executivesAfter: '60m',
          executives: [{ person: 'vp' }],
        },
      },
      {
        id: 'empty',
        rungs: [
          { after: '0m', targets: [{ schedule: 'sundays' }] },
          { after: '15m', targets: [{ person: 'carol' }] },
        ],
      },
      { id: 'catch-all', rungs: [{ after: '0m', targets: [{ person: 'last-resort' }] }] },
    ],
    schedules: [
      daily('primary', ['alice', 'anna']),
      daily('secondary', ['bob', 'ben']),
      {
        id: 'sundays',
        timeZone: 'UTC',
        layers: [
          {
            id: 'weekly',
            start: '2026-01-04T00:00',
            rotation: { every: 1, unit: 'week' },
            participants: ['dora'],
            restrictions: [{ days: ['sun'], from: '00:00', to: '00:00' }],
          },
        ],
      },
    ],
    notify: { high: [{ method: 'sms' }], low: [{ method: 'email' }] },
  },
};
export const SPEC_CONFIG = PagingConfig.parse(SPEC);

/** Before the handoff of every schedule and long after the one before: nobody changes for 23 hours. */
export const STEADY = at(15 * 60);

export const PAYMENTS = { title: 'API error rate > 5%', service: 'payments', severity: 'SEV2' };

/** Simulates an alert, by default at a time when no handoff is near. The answer fits its own schema. */
export function simulated(alert: unknown, question: Partial<Question> = {}): Simulation {
  const whole = { config: SPEC_CONFIG, at: STEADY, ...question };
  const text = typeof alert === 'string' ? alert : JSON.stringify(alert);
  const read = readAlert(text, T0, whole.config, (key) => `hash of ${key}`);
  return Simulation.parse(simulate(read, whole));
}

/** The one incident that a simulated alert opens. */
export function incidentOf(alert: unknown, question: Partial<Question> = {}): SimulatedIncident {
  const simulation = simulated(alert, question);
  if (simulation.kind !== 'simulated') throw new Error(`${simulation.kind}: ${simulation.reason}`);
  const [incident] = simulation.incidents;
  if (incident === undefined || simulation.incidents.length > 1) throw new Error('not exactly one incident');
  return incident;
}

/** What happens, one short line each: `15m page bob sms`, `0s rung-passed-over empty 0.0 nobody-on-call`. */
export function lines({ timeline }: SimulatedIncident): string[] {
  return timeline.map((event) => {
    const { after, kind, reason } = event;
    if (event.kind === 'page')
      return `${after} page ${event.person} ${event.method}${event.outcome === 'sent' ? '' : ' not-reachable'}`;
    if (event.kind === 'page-held')
      return `${after} held ${event.person} ${event.method} until ${event.until}`;
    if (event.kind === 'page-folded') return `${after} folded ${event.person} ${event.method}`;
    const where = 'pass' in event ? ` ${event.ladder} ${event.pass}.${event.rung}` : '';
    return `${after} ${kind}${where} ${reason}`;
  });
}

/** Only the pages. */
export function pages(incident: SimulatedIncident): string[] {
  return lines(incident)
    .filter((line) => line.includes(' page '))
    .map((line) => line.replace(' page', ''));
}
