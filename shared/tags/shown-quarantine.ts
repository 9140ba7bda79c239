import * as z from 'zod';
import { QuarantineRecord } from './quarantine-record.ts';
import type { ResourceRecord } from './resource-record.ts';
import { QuarantineWay, WAYS } from './ways/table.ts';

/** A resource in quarantine, or one that was, as people and tools see it. */
export const ShownQuarantine = QuarantineRecord.pick({
  arn: true,
  account: true,
  region: true,
  team: true,
  state: true,
  plan: true,
  code: true,
  askedAt: true,
  releasedAt: true,
  outcome: true,
}).extend({
  way: QuarantineWay,
  since: QuarantineRecord.shape.at,
  /** `was running` */
  before: z.string(),
  /** Whether its tags are right now, by what is known of them. */
  right: z.boolean(),
});
export type ShownQuarantine = z.infer<typeof ShownQuarantine>;

/** Whether it is stopped by us now, or may be. */
export function isInQuarantine({ state }: QuarantineRecord): boolean {
  return state !== 'failed' && state !== 'released';
}

/** @param known what is known of its tags */
export function shownQuarantine(
  quarantine: QuarantineRecord,
  known: ResourceRecord | undefined,
): ShownQuarantine {
  const { v: _, version: __, before, at, toldAt: ___, ...record } = quarantine;
  const right = known !== undefined && known.state !== 'gone' && /^(compliant|exempt)$/.test(known.verdict);
  return { ...record, way: before.way, since: at, before: WAYS[before.way].was(before), right };
}
