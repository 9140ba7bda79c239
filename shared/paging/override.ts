import * as z from 'zod';
import { Slug } from '../kernel/ids.ts';
import { AnyInstant, elapsed, Instant, instant } from '../kernel/instant.ts';

const MOST_MS = 366 * 86_400_000;

const Moment = AnyInstant.transform((text) => instant(Date.parse(text))).pipe(Instant);
const People = z
  .array(Slug)
  .max(50)
  .refine((people) => new Set(people).size === people.length, 'each person once')
  .default([]);
const What = { start: Moment, end: Moment, add: People, remove: People };

/** What an override says, without its name and its schedule. */
export const OverrideBody = z.strictObject(What).superRefine(agreesWithItself);
export type OverrideBody = z.infer<typeof OverrideBody>;

/**
 * A change of a schedule for a time, made while it runs. `remove` takes people off whom its layers put on call; what
 * they leave stays empty, no earlier layer stands in. `add` puts people on call besides. With both, those added stand in
 * for those removed: they are on call in the parts of the span in which one of the removed would have been, and only
 * in those. (So it is in GoAlert, too. An override of PagerDuty, which names nobody to remove, holds for all of its span;
 * `add` alone does.) Whoever is added is on call by the override, not by a layer that names them as well.
 */
export const Override = z.strictObject({ id: Slug, schedule: Slug, ...What }).superRefine(agreesWithItself);
export type Override = z.infer<typeof Override>;

function agreesWithItself({ start, end, add, remove }: OverrideBody, context: z.core.$RefinementCtx): void {
  const refuse = (path: string[], message: string) =>
    context.addIssue({ code: 'custom', path, message, input: add });
  if (start >= end) refuse(['end'], 'an instant after start');
  else if (elapsed(start, end) > MOST_MS) refuse(['end'], 'an instant at most a year after start');
  if (add.length + remove.length === 0) refuse([], 'somebody in add, in remove or in both');
  if (add.some((person) => remove.includes(person))) refuse(['add'], 'nobody whom remove names too');
}

/** Why an override cannot stand beside another one. */
export interface OverrideConflict {
  readonly reason: 'same-person-and-time';
  readonly with: string;
  readonly person: string;
}

/**
 * The first of the others that an override conflicts with: one of the same schedule that names the same person, to be
 * added or removed, for a time that both have in common. One that ends as the other begins does not; nor does the one
 * with the same id, which it replaces. Without conflicts, the order of overrides means nothing.
 */
export function conflictOf(override: Override, others: readonly Override[]): OverrideConflict | undefined {
  const named = [...override.add, ...override.remove];
  for (const other of others) {
    if (other.schedule !== override.schedule || other.id === override.id) continue;
    if (other.start >= override.end || override.start >= other.end) continue;
    const person = named.find((one) => other.add.includes(one) || other.remove.includes(one));
    if (person !== undefined) return { reason: 'same-person-and-time', with: other.id, person };
  }
  return undefined;
}

/** Where somebody is on call from by an override: what stands for a layer's id. */
export function sourceOf({ id }: Pick<Override, 'id'>): string {
  return `override:${id}`;
}

/** The overrides of a schedule, in the order in which one counts before another should two name one person. */
export function overridesOf(schedule: string, overrides: readonly Override[]): readonly Override[] {
  return overrides
    .filter((override) => override.schedule === schedule)
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
