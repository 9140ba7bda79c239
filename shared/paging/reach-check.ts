import { type Instant, shift } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import type { Contact } from './contact.ts';
import type { Override } from './override.ts';

/** Something that was looked up, or why it could not be: the rest is judged all the same. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T }
  /** `action` as IAM names it; `denied`, or the short code of what went wrong. */
  | { readonly ok: false; readonly action: string; readonly reason: string };

/** How much of something is used, and how much there may be. */
export interface Usage {
  readonly used: number;
  readonly limit: number;
}

/** All that is looked up before anything is judged. Numbers are in here, and in no finding. */
export interface ReachFacts {
  /** In USD a month; undefined where SNS does not say. `receiptsRole`: whether SNS may log what becomes of texts. */
  readonly smsSettings: Reading<{
    readonly spendLimitUsd: number | undefined;
    readonly receiptsRole: boolean;
  }>;
  /** Since the month began; undefined where no text was sent in it. */
  readonly smsSpentUsd: Reading<number | undefined>;
  readonly smsSandbox: Reading<boolean>;
  /** `complete` is false where there were more than we asked for. */
  readonly optedOut: Reading<{ readonly numbers: readonly string[]; readonly complete: boolean }>;
  /** `sentInADay`: mails of the last 24 hours; undefined where SES does not say. */
  readonly mailAccount: Reading<{
    readonly production: boolean;
    readonly sending: boolean;
    readonly sentInADay: Usage | 'unlimited' | undefined;
  }>;
  /** Of the sender's domain; undefined where SES knows none, or where there is no sender. */
  readonly mailIdentity: Reading<{ readonly verified: boolean; readonly dkim: string } | undefined>;
  /** By person. */
  readonly contacts: Reading<ReadonlyMap<string, Contact>>;
  /** Those of every schedule, as they are now. */
  readonly overrides: Reading<readonly Override[]>;
  readonly kmsKeys: Reading<Usage>;
  /** Undefined where Step Functions has not counted of late. */
  readonly executions: Reading<Usage | undefined>;
  /** `limit` is undefined where Service Quotas names none that we know by its name. */
  readonly stateMachines: Reading<{ readonly used: number; readonly limit: number | undefined }>;
  /** Of Lambda: what is reserved, and what the account may run at once. */
  readonly concurrency: Reading<Usage>;
}

/** What a check makes of it. `seen` and `advice` name people by their ids only. */
export interface Verdict {
  readonly state: 'ok' | 'warn' | 'fail' | 'unknown';
  readonly seen: string;
  /** What to do; undefined where there is nothing to do. */
  readonly advice?: string;
}

/** One thing that pages depend on. Pure: it gets what was looked up, and the time. */
export interface ReachCheck {
  readonly id: string;
  readonly about: string;
  readonly judge: (facts: ReachFacts, config: PagingConfig, now: Instant) => Verdict;
}

/** The verdict of a check, by its name. */
export interface Finding extends Verdict {
  readonly check: string;
  readonly about: string;
}

/** The verdict where something could not be looked up: no fault, but nothing to rely on either. */
export function notKnown({ action, reason }: Extract<Reading<unknown>, { ok: false }>): Verdict {
  return reason === 'denied'
    ? {
        state: 'unknown',
        seen: `${action} is not allowed`,
        advice: `allow ${action} to whoever runs this, or have somebody run it who may`,
      }
    : { state: 'unknown', seen: `${action} failed: ${reason}`, advice: 'try again later' };
}

/** How far ahead schedules are looked at. */
export const DAYS_AHEAD = 30;

/** When what is ahead ends. */
export function horizon(now: Instant): Instant {
  return shift(now, DAYS_AHEAD * 86_400_000);
}

const MOST_NAMED = 15;

/** Ids in a sentence: `alice, bob and 3 more`. */
export function named(ids: readonly string[]): string {
  const first = ids.slice(0, MOST_NAMED).join(', ');
  return ids.length > MOST_NAMED ? `${first} and ${ids.length - MOST_NAMED} more` : first;
}

const MOST_SENTENCES = 5;

/** Findings after one another: `this; that; and 3 more`. */
export function sentences(findings: readonly string[]): string {
  const more = findings.length - MOST_SENTENCES;
  return [...findings.slice(0, MOST_SENTENCES), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
