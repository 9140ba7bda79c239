import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { PagingConfig } from './config.ts';
import { ALERT_RAISED } from './events.ts';
import { hygieneAlert } from './hygiene.ts';
import { loadReach, type ReachSources } from './load-reach.ts';
import { judgeReach } from './reach-checks.ts';

export interface CheckReachDeps {
  readonly sources: (now: Instant) => ReachSources;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: PagingConfig;
  readonly now: () => Instant;
}

/** Events that the bus takes in one call. */
const AT_ONCE = 10;

/**
 * The checks of `belltower doctor`, by itself: what fails raises an alert, one for each check, which joins the incident
 * that the day before opened. Warnings and what could not be looked up are in the log only.
 */
export function makeCheckReach({ sources, bus, telemetry, config, now }: CheckReachDeps) {
  return async (): Promise<void> => {
    const at = now();
    const findings = judgeReach(await loadReach(sources(at)), config, at);
    for (const { check, state } of findings) telemetry.info('reach-checked', { check, state });
    const alerts = findings
      .filter(({ state }) => state === 'fail')
      .map(({ check }) => ({ ...ALERT_RAISED, detail: hygieneAlert({ kind: 'reach', subject: check }) }));
    for (let from = 0; from < alerts.length; from += AT_ONCE)
      await bus.put(alerts.slice(from, from + AT_ONCE));
  };
}
