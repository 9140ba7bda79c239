import * as z from 'zod';
import type { Severity, Source } from './config.ts';

/** Short codes for why a resource is judged as it is. */
export type ReasonCode =
  | 'ALL_RIGHT'
  | 'NOTHING_REQUIRED'
  | 'MISSING'
  | 'KEY_VARIANT'
  | 'CONFLICT'
  | 'ALIAS'
  | 'PLACEHOLDER'
  | 'NOT_ALLOWED'
  | 'TAG_LIMIT'
  | 'EXEMPT'
  | 'EXEMPTION_ENDS'
  | 'EXEMPTION_ENDED'
  | 'UNTAGGABLE'
  | 'TAGS_UNKNOWN';

/** One reason: its code, and the inputs that mattered in words. */
export interface Reason {
  readonly code: ReasonCode;
  readonly text: string;
}

/** A tag that is there and wrong. */
export const WrongTag = z
  .strictObject({
    key: z.string(),
    value: z.string(),
    kind: z.enum(['variant', 'conflict', 'alias', 'placeholder', 'not-allowed']),
    /** The right key for a variant of it, else the value that may have been meant. */
    suggestion: z.string().exactOptional(),
  })
  .readonly();
export type WrongTag = z.infer<typeof WrongTag>;

/** What is said of a resource in one word. */
export const VerdictKind = z.enum(['compliant', 'violation', 'exempt', 'untaggable', 'unknown']);
export type VerdictKind = z.infer<typeof VerdictKind>;

/** A write that would put something right. `was` is what it is decided on: whoever writes makes sure it still holds. */
export type TagAction =
  | {
      readonly action: 'set-tag';
      readonly key: string;
      readonly value: string;
      /** Where the value comes from. */
      readonly from: 'alias' | 'creator' | Source;
      /** The value that is replaced; null: there is none. */
      readonly was: string | null;
    }
  | {
      readonly action: 'rename-tag';
      /** The spellings that are there, which go. */
      readonly keys: readonly string[];
      readonly to: string;
      readonly value: string;
      /** Whether the right key is there already. */
      readonly beside: boolean;
    };

/** What is said of one resource. */
export interface Verdict {
  readonly verdict: VerdictKind;
  readonly missing: readonly string[];
  readonly invalid: readonly WrongTag[];
  readonly actions: readonly TagAction[];
  readonly reasons: readonly Reason[];
  /** The highest of what is violated; undefined where nothing is. */
  readonly severity: Severity | undefined;
}

/** The reasons in one line: `MISSING: owner; NOT_ALLOWED: env is "Prodution"`. */
export function reasonText(reasons: readonly Reason[]): string {
  return reasons.map(({ code, text }) => (text === '' ? code : `${code}: ${text}`)).join('; ');
}
