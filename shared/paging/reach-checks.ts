import type { Instant } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import type { Finding, ReachCheck, ReachFacts } from './reach-check.ts';
import { CONCURRENCY } from './reach-concurrency.ts';
import { EXECUTIONS } from './reach-executions.ts';
import { KMS_KEYS } from './reach-kms-keys.ts';
import { MAIL_ACCOUNT } from './reach-mail-account.ts';
import { MAIL_QUOTA } from './reach-mail-quota.ts';
import { MAIL_SENDER } from './reach-mail-sender.ts';
import { NAMED } from './reach-named.ts';
import { ON_CALL } from './reach-on-call.ts';
import { OPTED_OUT_PEOPLE } from './reach-opted-out.ts';
import { BACK_TO_BACK, CLOCK_HOLES, HOLES, THIN_ROTATIONS } from './reach-schedules.ts';
import { SMS_RECEIPTS } from './reach-sms-receipts.ts';
import { SMS_SANDBOX } from './reach-sms-sandbox.ts';
import { SMS_SPEND } from './reach-sms-spend.ts';
import { STATE_MACHINES } from './reach-state-machines.ts';

/** All of them, in the order in which they are told. */
export const REACH_CHECKS: readonly ReachCheck[] = [
  ON_CALL,
  NAMED,
  HOLES,
  CLOCK_HOLES,
  THIN_ROTATIONS,
  BACK_TO_BACK,
  OPTED_OUT_PEOPLE,
  SMS_SANDBOX,
  SMS_SPEND,
  SMS_RECEIPTS,
  MAIL_ACCOUNT,
  MAIL_QUOTA,
  MAIL_SENDER,
  CONCURRENCY,
  EXECUTIONS,
  STATE_MACHINES,
  KMS_KEYS,
];

/** What every check makes of what was looked up. */
export function judgeReach(facts: ReachFacts, config: PagingConfig, now: Instant): readonly Finding[] {
  return REACH_CHECKS.map(({ id: check, about, judge }) => ({ check, about, ...judge(facts, config, now) }));
}
