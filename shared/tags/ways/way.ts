import type * as z from 'zod';
import type { Resource } from '../resource.ts';

/** Conditions in the words of IAM: by operator and key; `{partition}` stands for the partition. */
type Conditions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a way needs of IAM, from which the permissions of functions and of member accounts are made. */
export interface WayAccess {
  /** The resources, without `arn:<partition>:`; `{account}` stands for the account: `ec2:*:{account}:instance/*`. */
  readonly on: string;
  /** Reads. `anywhere`: they name no resource to IAM. */
  readonly look: { readonly actions: readonly string[]; readonly anywhere?: true };
  /** What stops, and what puts back. */
  readonly act: readonly string[];
  /** Under which conditions, besides. */
  readonly only?: Conditions;
  /** What the service does in our name meanwhile, on what the resource uses. */
  readonly inOurName?: {
    readonly actions: readonly string[];
    readonly on: string;
    readonly only: Conditions;
  };
  /** Resources that IAM refuses whatever they are tagged, as `on` names them. */
  readonly never?: readonly string[];
  /** Whether IAM can tell by their tags which are Belltower's own. */
  readonly knowsTags: boolean;
}

/** What is known of a way without AWS. `B` is what a resource was before, as it is stored. */
interface WayFacts<B> {
  /** Of which resources, as the Tagging API writes it: `ec2:instance`. */
  readonly type: string;
  /** What was done to a resource, as its team reads it: `stopped`. */
  readonly done: string;
  /** A code for why a resource is left alone, as far as its ARN and tags say; undefined: it is not. */
  readonly whyNot?: (resource: Pick<Resource, 'arn' | 'tags'>) => string | undefined;
  /** Whether it is so already: nothing is to be done, and nothing to go back to. */
  readonly isSo: (state: B) => boolean;
  /** A code for why it cannot be stopped in this state, and can be in another; undefined: it can. */
  readonly unready?: (state: B) => string | undefined;
  /** Whether it is just becoming so, and cannot be put back until it is. */
  readonly isBecoming?: (state: B) => boolean;
  /** Whether it is back, for what the service puts back after it has taken the call; absent: with the call. */
  readonly isBack?: (state: B) => boolean;
  /** Whether what is not so is as it was before; by default it is. */
  readonly isSame?: (now: B, before: B) => boolean;
  /** What it was before, in words: `was running`. */
  readonly was: (before: B) => string;
  readonly access: WayAccess;
}

/** A way to put resources of a type in quarantine, by states as they are stored. */
export interface Way extends Pick<WayFacts<unknown>, 'type' | 'done' | 'access'> {
  whyNot(resource: Pick<Resource, 'arn' | 'tags'>): string | undefined;
  isSo(state: unknown): boolean;
  unready(state: unknown): string | undefined;
  isBecoming(state: unknown): boolean;
  /** Absent: it is back with the call. */
  readonly isBack?: (state: unknown) => boolean;
  isSame(now: unknown, before: unknown): boolean;
  was(before: unknown): string;
}

/** A way whose states are read by their schema, so that all ways are called alike. @throws ZodError for another way's state */
export function wayOf<B>(schema: z.ZodType<B>, facts: WayFacts<B>): Way {
  const { type, done, access, whyNot, isSo, unready, isBecoming, isBack, isSame, was } = facts;
  return {
    type,
    done,
    access,
    whyNot: (resource) => whyNot?.(resource),
    isSo: (state) => isSo(schema.parse(state)),
    unready: (state) => unready?.(schema.parse(state)),
    isBecoming: (state) => isBecoming?.(schema.parse(state)) ?? false,
    ...(isBack === undefined ? {} : { isBack: (state) => isBack(schema.parse(state)) }),
    isSame: (now, before) => isSame?.(schema.parse(now), schema.parse(before)) ?? true,
    was: (before) => was(schema.parse(before)),
  };
}

/** What follows the last `/` or `:` of an ARN. */
export function lastOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
