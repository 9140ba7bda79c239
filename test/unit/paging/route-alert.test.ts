import { describe, expect, it } from 'vitest';
import { PagingConfig } from '../../../shared/paging/config.ts';
import { routeAlert } from '../../../shared/paging/route-alert.ts';
import type { Signal } from '../../../shared/paging/signal.ts';
import { T0 } from '../../support/paging.ts';

const LADDER = { rungs: [{ after: '0m', targets: [{ person: 'a' }] }] };
const config = (...routes: object[]) =>
  PagingConfig.parse({
    organization: {
      name: 'acme',
      home: { region: 'eu-west-1' },
      teams: [
        { id: 'payments', name: 'P' },
        { id: 'core', name: 'C' },
      ],
    },
    paging: {
      routes: [
        ...routes,
        { service: 'unrouted', ladder: 'catch-all', severity: 'SEV4', runbook: 'https://wiki/triage' },
      ],
      ladders: [
        { id: 'payments', ...LADDER },
        { id: 'data', team: 'core', ...LADDER },
        { id: 'catch-all', ...LADDER },
      ],
    },
  });
const signal = (changes: Partial<Signal> = {}): Signal => ({
  title: 'API error rate',
  source: 'cloudwatch',
  service: 'payments-api',
  dedupKey: 'k',
  fingerprint: '-',
  at: T0,
  state: 'firing',
  labels: { env: 'prod' },
  links: [],
  ...changes,
});
/** Where a signal goes: `route/service/severity/tier/ladder`, in order. */
const goes = (it: Signal, ...routes: object[]) =>
  routeAlert(it, config(...routes)).map(({ route, service, severity, tier, ladder }) =>
    [route, service, severity, tier, ladder].join('/'),
  );

const ONE = { match: ['service=~payments-.*'], service: 'payments', ladder: 'payments' };

describe('routeAlert', () => {
  it.each<[what: string, signal: Signal, routes: object[], expected: string[]]>([
    [
      'the first that matches takes it',
      signal(),
      [ONE, { match: ['source=cloudwatch'], ladder: 'data' }],
      ['0/payments/SEV3/page/payments'],
    ],
    [
      'one that does not match is passed over',
      signal(),
      [{ match: ['env=dev'], ladder: 'data' }, ONE],
      ['1/payments/SEV3/page/payments'],
    ],
    [
      'all matchers of a route must hold',
      signal(),
      [{ match: ['env=prod', 'service=x'], ladder: 'data' }],
      ['1/unrouted/SEV4/page/catch-all'],
    ],
    [
      'continue lets the next take it too',
      signal(),
      [
        { ...ONE, continue: true },
        { match: ['env=prod'], ladder: 'data', tier: 'ticket' },
      ],
      ['0/payments/SEV3/page/payments', '1/payments-api/SEV3/ticket/data'],
    ],
    [
      'but not the last, which is for what nobody took',
      signal(),
      [{ ...ONE, continue: true }],
      ['0/payments/SEV3/page/payments'],
    ],
    ['the last takes what no other did', signal({ service: 'x' }), [ONE], ['1/unrouted/SEV4/page/catch-all']],
    [
      'a regular expression is of the whole value',
      signal({ service: 'my-payments-api' }),
      [ONE],
      ['1/unrouted/SEV4/page/catch-all'],
    ],
    [
      'what the sender says stands where the route says nothing',
      signal({ severity: 'SEV1', tier: 'ticket' }),
      [ONE],
      ['0/payments/SEV1/ticket/payments'],
    ],
    [
      'what the route says overrides it',
      signal({ severity: 'SEV1', tier: 'ticket' }),
      [{ ...ONE, severity: 'SEV2', tier: 'page' }],
      ['0/payments/SEV2/page/payments'],
    ],
    [
      'by severity',
      signal({ severity: 'SEV4' }),
      [{ match: ['severity=SEV4'], ladder: 'data', tier: 'log' }],
      ['0/payments-api/SEV4/log/data'],
    ],
    [
      'by account',
      signal({ account: '111111111111' }),
      [{ match: ['account=111111111111'], ladder: 'data' }],
      ['0/payments-api/SEV3/page/data'],
    ],
    [
      'a label cannot pass for the service',
      signal({ labels: { service: 'other' } }),
      [ONE],
      ['0/payments/SEV3/page/payments'],
    ],
  ])('%s', (_, given, routes, expected) => expect(goes(given, ...routes)).toEqual(expected));

  it('marks what only the catch-all took', () => {
    expect(routeAlert(signal(), config(ONE)).map(({ unrouted }) => unrouted)).toEqual([false]);
    expect(routeAlert(signal(), config()).map(({ unrouted }) => unrouted)).toEqual([true]);
  });

  it.each<[ladder: string, team: string | undefined]>([
    ['payments', 'payments'],
    ['data', 'core'],
    ['catch-all', undefined],
  ])('the ladder %s is of team %s', (ladder, team) => {
    expect(routeAlert(signal(), config({ ...ONE, ladder }))[0]?.team).toBe(team);
  });

  it('prefers the runbook of the sender', () => {
    expect(routeAlert(signal(), config())[0]?.runbookUrl).toBe('https://wiki/triage');
    expect(routeAlert(signal({ runbookUrl: 'https://own' }), config())[0]?.runbookUrl).toBe('https://own');
  });
});

describe('two routes that take one alert for the same service', () => {
  it('are two incidents, each on its own ladder', () => {
    const routes = config(
      { match: ['env=prod'], ladder: 'payments', continue: true, runbook: 'https://wiki/p' },
      { match: ['env=prod'], ladder: 'data', runbook: 'https://wiki/d' },
    );
    const taken = routeAlert(signal(), routes);
    expect(taken.map(({ ladder }) => ladder)).toEqual(['payments', 'data']);
    expect(new Set(taken.map(({ service, signal: { dedupKey } }) => `${service} ${dedupKey}`)).size).toBe(2);
  });
});
