import { planPages } from '../shared/paging/plan-pages.ts';
import { anIncident, at, CHAIN, EVERYBODY, onCall, T0 } from '../test/support/paging.ts';

/** Calls of `planPages` a second on this machine: a new incident's first wake, and a wake with nothing to do. */
export function planPagesPerSecond(): readonly (readonly [string, number])[] {
  const who = onCall(EVERYBODY);
  const first = { incident: anIncident(), deliveries: [] };
  const begun = planPages(first, CHAIN, who, T0);
  const sent = {
    incident: begun.incident,
    deliveries: begun.deliveries.map((page) => ({ ...page, state: 'sent' as const })),
  };
  return [
    ['first wake, one page', perSecond(() => planPages(first, CHAIN, who, T0))],
    ['idle wake', perSecond(() => planPages(sent, CHAIN, who, at(60)))],
    [
      'first wake of a SEV1, nine pages',
      perSecond(() =>
        planPages({ incident: anIncident({ severity: 'SEV1' }), deliveries: [] }, CHAIN, who, T0),
      ),
    ],
  ];
}

function perSecond(call: () => unknown): number {
  for (let i = 0; i < 2_000; i++) call();
  const until = performance.now() + 500;
  const from = performance.now();
  let calls = 0;
  while (performance.now() < until) {
    for (let i = 0; i < 100; i++) call();
    calls += 100;
  }
  return Math.round(calls / ((performance.now() - from) / 1000));
}
