import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { AnyInstant, elapsed, Instant, parseInstant } from '../kernel/instant.ts';
import { type Matchable, matchedValues } from './alert-values.ts';
import { MatcherText, matches, parseMatcher } from './matcher.ts';

const MOST_DAYS = 30;
const DAY_MS = 86_400_000;

/** Which alerts are not paged from `start` on and before `end`, who wants that and why. */
export const Silence = z.object({
  id: Slug,
  match: z.array(MatcherText).min(1),
  start: Instant,
  end: Instant,
  by: z.string(),
  why: z.string(),
});
export type Silence = z.infer<typeof Silence>;

/** A silence as somebody asks for it. Without `start` it begins now. */
export const SilenceWish = z.strictObject({
  match: z
    .array(MatcherText, { error: 'at least one matcher such as "service=payments"' })
    .min(1, 'at least one matcher such as "service=payments"')
    .max(20, 'at most 20 matchers'),
  start: AnyInstant.optional(),
  end: AnyInstant,
  why: z.string().trim().min(1, 'why, in 1 to 500 characters').max(500, 'why, in 1 to 500 characters'),
});
export type SilenceWish = z.infer<typeof SilenceWish>;

/** A silence, or what is wrong with its times. */
export type AskedSilence =
  | { readonly ok: true; readonly silence: Silence }
  | { readonly ok: false; readonly path: 'start' | 'end'; readonly message: string };

/** The silence that is asked for at `now` by `actor`: it must end later than now, after it starts, within 30 days of that. */
export function askSilence(id: string, wish: SilenceWish, actor: string, now: Instant): AskedSilence {
  const start = wish.start === undefined ? now : (parseInstant(wish.start) ?? now);
  const end = parseInstant(wish.end) ?? now;
  const refuse = (message: string) => ({ ok: false, path: 'end', message }) as const;
  if (end <= start) return refuse(`an instant after the start, ${start}`);
  if (end <= now) return refuse(`an instant later than now, ${now}`);
  if (elapsed(start, end) > MOST_DAYS * DAY_MS)
    return refuse(`at most ${MOST_DAYS} days after the start, ${start}`);
  return { ok: true, silence: { id, match: wish.match, start, end, by: actor, why: wish.why } };
}

/** The silence that keeps an alert quiet at this moment; of several, the one that ends last. */
export function silenceOf(it: Matchable, silences: readonly Silence[], now: Instant): Silence | undefined {
  const inForce = silences.filter(({ start, end }) => start <= now && now < end);
  if (inForce.length === 0) return undefined;
  const values = matchedValues(it);
  const covering = inForce.filter(({ match }) =>
    match.every((text) => {
      const matcher = parseMatcher(text);
      return matcher !== undefined && matches(matcher, values);
    }),
  );
  return covering.sort((a, b) => (a.end < b.end ? 1 : -1))[0];
}
