import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PagingConfig } from '../../shared/paging/config.ts';
import type { Delivery, Incident } from '../../shared/paging/incident.ts';
import { QUIET_HOURS } from '../../shared/paging/plan-held.ts';
import { SILENCES_KEY } from '../../shared/paging/silence-store.ts';
import { StormMember } from '../../shared/paging/storm.ts';
import { at } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';
import { PLAYED_CONFIG } from '../support/played-config.ts';

const CONFIG = PagingConfig.parse({
  organization: {
    ...PLAYED_CONFIG.organization,
    people: PLAYED_CONFIG.organization.people.map((person) =>
      person.id === 'alice' ? { ...person, quietHours: { from: '22:00', to: '12:00' } } : person,
    ),
  },
  paging: {
    ...PLAYED_CONFIG.paging,
    routes: [
      ...PLAYED_CONFIG.paging.routes.slice(0, 1),
      ...['payments', 'search', 'etl'].map((service) => ({
        match: [`service=${service}`],
        ladder: 'payments',
      })),
      ...PLAYED_CONFIG.paging.routes.slice(-1),
    ],
    ladders: [
      {
        id: 'payments',
        rungs: [{ after: '0m', targets: [{ person: 'alice' }] }],
        repeat: { times: 1, every: '2h' },
      },
      ...PLAYED_CONFIG.paging.ladders.slice(1),
    ],
    notify: { high: [{ method: 'sms' }], low: [{ method: 'sms' }] },
  },
});
const SILENCE = {
  id: 's',
  match: ['service=etl', 'muted=yes'],
  start: at(-60),
  end: at(86_400),
  by: 'x',
  why: 'y',
};

interface Sent {
  readonly service: string;
  readonly severity: 'SEV2' | 'SEV3';
  readonly muted: boolean;
  readonly gap: number;
}
const alerts = fc.array(
  fc.record({
    service: fc.constantFrom('payments', 'search', 'etl'),
    severity: fc.constantFrom('SEV2' as const, 'SEV3' as const),
    muted: fc.boolean(),
    gap: fc.constantFrom(0, 0, 0, 5, 40),
  }),
  { minLength: 1, maxLength: 60 },
);

/** What became of each alert, by its key. */
async function night(list: readonly Sent[], seed: number): Promise<ReadonlyMap<string, string[]>> {
  const aws = new PlayedAws({ seed, refused: [], config: CONFIG });
  aws.dynamo.seed('incidents', { ...SILENCES_KEY, v: 1, version: 1, silences: [SILENCE] });
  let seconds = 0;
  for (const [n, { service, severity, muted, gap }] of list.entries()) {
    seconds += gap;
    await aws.time.run(at(seconds));
    const labels = { muted: muted ? 'yes' : 'no' };
    const detail = { title: `alert ${n}`, service, dedupKey: `k${n}`, severity, labels };
    aws.intake.send(
      JSON.stringify({ 'detail-type': 'AlertRaised', source: 'acme', time: at(seconds), detail }),
    );
  }
  await aws.time.run(at(seconds + 400));
  const fates = new Map<string, string[]>(list.map((_, n) => [`k${n}`, []]));
  const say = (key: string, fate: string) => fates.get(key)?.push(fate);
  const pages = aws.deliveries().map(({ delivery }) => delivery);
  for (const incident of aws.incidents())
    if (incident.storm === undefined) say(incident.dedupKey, fateOf(incident, pages));
  for (const item of aws.dynamo.items('incidents'))
    if (String(item['sk']).startsWith('A#')) say(StormMember.parse(item).dedupKey, 'grouped');
  return fates;
}

function fateOf(incident: Incident, pages: readonly Delivery[]): string {
  if (incident.hold !== undefined) return 'muted';
  const own = pages.filter((page) => page.incident === incident.id);
  if (own.some(({ reason, state }) => state === 'held' && reason === QUIET_HOURS)) return 'digested';
  if (own.some(({ reason, state }) => state === 'sent' && reason === 'in-one-message')) return 'grouped';
  if (own.some(({ state, covers }) => state === 'sent' && covers === undefined)) return 'paged';
  if (own.some(({ state }) => state === 'sent')) return 'grouped';
  return `lost: ${own.map(({ state, reason }) => `${state} ${reason}`).join()}`;
}

describe('whatever comes in', () => {
  it('is paged, digested, grouped or muted, exactly one of these, and the counts add up', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(alerts, fc.integer({ min: 1, max: 1e6 }), async (list, seed) => {
        const fates = await night(list, seed);
        expect(fates.size).toBe(list.length);
        for (const [n, one] of list.entries()) {
          const [fate = 'nothing', ...more] = fates.get(`k${n}`) ?? [];
          expect({ n, more, known: ['paged', 'digested', 'grouped', 'muted'].includes(fate), fate }).toEqual({
            n,
            more: [],
            known: true,
            fate,
          });
          if (fate === 'muted') expect(one).toMatchObject({ service: 'etl', muted: true });
          if (fate === 'digested') expect(one.severity).toBe('SEV3');
          seen.add(fate);
        }
      }),
      { numRuns: 200, seed: 7 },
    );
    expect([...seen].sort()).toEqual(['digested', 'grouped', 'muted', 'paged']);
  }, 120_000);
});
