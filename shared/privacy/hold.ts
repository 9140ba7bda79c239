import * as z from 'zod';
import { Instant } from '../kernel/instant.ts';
import { type PrivacySection, SystemId } from './config.ts';

/** Somebody's order that data of a person stays: of all classes, or of these. */
export const Hold = z.strictObject({
  id: z.string().regex(/^[\w-]{1,80}$/),
  placed: Instant,
  /** Without a system: the class wherever it is. */
  classes: z
    .array(z.strictObject({ system: SystemId.optional(), class: SystemId }))
    .min(1)
    .optional(),
});
export type Hold = z.infer<typeof Hold>;

/** What the hold service said just now; whoever cannot be asked may be holding everything. */
export type Holds =
  | { readonly kind: 'known'; readonly holds: readonly Hold[] }
  | { readonly kind: 'unreachable' };

/** The hold on one class of one system, if there is one. */
export function holdOn(holds: readonly Hold[], system: SystemId, name: SystemId): Hold | undefined {
  return holds.find(
    ({ classes }) =>
      classes === undefined ||
      classes.some((one) => one.class === name && (one.system === undefined || one.system === system)),
  );
}

/** The hold that stops a case: one on everything, or those on single classes that leave nothing. */
export function holdOnAll(
  holds: readonly Hold[],
  { systems }: Pick<PrivacySection, 'systems'>,
): Hold | undefined {
  const whole = holds.find(({ classes }) => classes === undefined);
  if (whole !== undefined || holds.length === 0) return whole;
  const free = systems.some(({ id, classes }) =>
    classes.some((one) => holdOn(holds, id, one.id) === undefined),
  );
  return free ? undefined : holds[0];
}
