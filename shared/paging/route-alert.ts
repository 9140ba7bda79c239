import { type Matchable, matchedValues } from './alert-values.ts';
import type { PagingConfig, Route } from './config.ts';
import type { Severity, Tier } from './events.ts';
import { heartbeatRoute, isHeartbeatSignal } from './heartbeat.ts';
import { matches, parseMatcher } from './matcher.ts';
import type { Signal } from './signal.ts';

/** A signal that a route has taken: what it is about, how grave, and whose ladder it climbs. */
export interface RoutedAlert {
  readonly signal: Signal;
  readonly service: string;
  readonly severity: Severity;
  readonly tier: Tier;
  readonly ladder: string;
  readonly team: string | undefined;
  readonly runbookUrl: string | undefined;
  /** No route was written for it: only the catch-all took it. */
  readonly unrouted: boolean;
  /** Which route, counted from 0; -1 is the one built in for the heartbeat. */
  readonly route: number;
}

/** What silences look at in a routed alert. */
export function matchableOf({ signal, service, severity, tier }: RoutedAlert): Matchable {
  return { ...signal, service, severity, tier };
}

/**
 * The first route whose matchers all hold; one with `continue` lets the next ones take it too. What a route states
 * overrides what the sender said; severity is SEV3 and tier `page` where neither says.
 */
export function routeAlert(signal: Signal, config: PagingConfig): readonly RoutedAlert[] {
  if (isHeartbeatSignal(signal)) return [heartbeatRoute(signal)];
  const { routes } = config.paging;
  const values = matchedValues(signal);
  const taken: RoutedAlert[] = [];
  for (const [place, route] of routes.entries()) {
    if (!takes(route, values)) continue;
    const last = place === routes.length - 1;
    if (last && taken.length > 0) break;
    const service = route.service ?? signal.service;
    const shared = taken.some((other) => other.service === service);
    taken.push({
      // Two ladders for one alert of one service are two incidents, so their keys must differ.
      signal: shared ? { ...signal, dedupKey: `${signal.dedupKey} ${route.ladder}` } : signal,
      service,
      severity: route.severity ?? signal.severity ?? 'SEV3',
      tier: route.tier ?? signal.tier ?? 'page',
      ladder: route.ladder,
      team: teamOf(config, route.ladder),
      runbookUrl: signal.runbookUrl ?? route.runbook,
      unrouted: last,
      route: place,
    });
    if (!route.continue) break;
  }
  return taken;
}

function takes(route: Route, values: Readonly<Record<string, string>>): boolean {
  return (route.match ?? []).every((text) => {
    const matcher = parseMatcher(text);
    return matcher !== undefined && matches(matcher, values);
  });
}

function teamOf({ organization, paging }: PagingConfig, ladder: string): string | undefined {
  const id = paging.ladders.find((one) => one.id === ladder)?.team ?? ladder;
  return organization.teams.some((team) => team.id === id) ? id : undefined;
}
