import type { AlertRaised, Severity, Tier } from './events.ts';

/** What matchers of routes and silences look at. */
export interface Matchable {
  readonly source: string;
  readonly service: string;
  readonly title: string;
  readonly account?: string | undefined;
  readonly severity?: Severity | undefined;
  readonly tier?: Tier | undefined;
  readonly labels: AlertRaised['labels'];
}

/** The values of an alert or incident by the names that matchers use: its labels, and over them what we know it by. */
export function matchedValues(it: Matchable): Readonly<Record<string, string>> {
  const { source, service, title, account = '', severity = '', tier = '' } = it;
  return { ...it.labels, source, service, title, account, severity, tier };
}
