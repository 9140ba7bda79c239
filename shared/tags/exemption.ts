import { addDays, type Day, dayOf } from '../kernel/day.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Exemption, TagsConfig } from './config.ts';
import { matchesResource } from './match-resource.ts';
import type { Resource } from './resource.ts';

/** How a resource stands to the exemptions that name it. */
export type ExemptionState =
  | { readonly kind: 'none' }
  /** `endsTomorrow`: time to tell its owner. */
  | { readonly kind: 'valid'; readonly until: Day; readonly why: string; readonly endsTomorrow: boolean }
  | { readonly kind: 'ended'; readonly until: Day; readonly why: string };

/**
 * The exemption that holds for a resource, of several the one that ends last. An exemption holds through the whole of its
 * last day by UTC, and is said to end tomorrow on the day before that one is over: on the last day but one and later.
 */
export function exemptionOf(
  resource: Resource,
  { organization, tags }: TagsConfig,
  now: Instant,
): ExemptionState {
  let last: Exemption | undefined;
  for (const one of tags.exempt)
    if (matchesResource(one.match, resource, organization) && (last === undefined || one.until > last.until))
      last = one;
  if (last === undefined) return { kind: 'none' };
  const { until, why } = last;
  const today = dayOf(now);
  if (until < today) return { kind: 'ended', until, why };
  return { kind: 'valid', until, why, endsTomorrow: until <= addDays(today, 1) };
}
