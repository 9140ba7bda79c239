import * as z from 'zod';
import type { Resource } from './resource.ts';

/** What quarantine does to a resource: it stops, keeps what it has, and can be started again. */
export const QuarantineWay = z.enum(['stop-instance', 'no-concurrency']);
export type QuarantineWay = z.infer<typeof QuarantineWay>;

/** How to put a resource in quarantine, or a code for why nothing does. */
export type QuarantineChoice =
  | { readonly way: QuarantineWay }
  | { readonly way: undefined; readonly reason: 'NO_WAY_FOR_TYPE' | 'IN_AUTO_SCALING_GROUP' };

/**
 * Instances are stopped, functions get no concurrency; whatever else is only reported. An instance of an Auto Scaling
 * group is left alone: its group would terminate what is stopped, and quarantine never deletes.
 */
export function quarantineWay({ type, tags }: Pick<Resource, 'type' | 'tags'>): QuarantineChoice {
  if (type === 'lambda:function') return { way: 'no-concurrency' };
  if (type !== 'ec2:instance') return { way: undefined, reason: 'NO_WAY_FOR_TYPE' };
  if (tags !== undefined && Object.hasOwn(tags, 'aws:autoscaling:groupName'))
    return { way: undefined, reason: 'IN_AUTO_SCALING_GROUP' };
  return { way: 'stop-instance' };
}
