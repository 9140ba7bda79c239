import type { PageView } from './page-view.ts';
import type { StormMember } from './storm.ts';

/** What a storm has collected, for the people who read it. */
export function describeCollected(collected: readonly StormMember[]): NonNullable<PageView['collected']> {
  const firing = collected
    .filter(({ state }) => state === 'firing')
    .sort((a, b) => (a.severity + a.changedAt < b.severity + b.changedAt ? -1 : 1));
  return {
    firing: firing.map(({ severity, title }) => `${severity} ${title}`),
    cleared: collected.length - firing.length,
  };
}
