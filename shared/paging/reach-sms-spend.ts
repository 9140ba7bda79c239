import { notKnown, type ReachCheck } from './reach-check.ts';
import { NEAR } from './reach-quota.ts';

/** What SNS allows before anybody asked for more: a handful of texts. */
const FIRST_LIMIT_USD = 1;

/** SNS refuses every text once the month's limit is spent. */
export const SMS_SPEND: ReachCheck = {
  id: 'sms-spend',
  about: 'Monthly limit of text messages',
  judge: ({ smsSettings, smsSpentUsd }) => {
    if (!smsSettings.ok) return notKnown(smsSettings);
    if (!smsSpentUsd.ok) return notKnown(smsSpentUsd);
    const { spendLimitUsd: limit = FIRST_LIMIT_USD } = smsSettings.value;
    const spent = smsSpentUsd.value ?? 0;
    const seen = `${spent.toFixed(2)} of ${limit.toFixed(2)} USD spent this month`;
    const advice =
      'raise the limit of SNS text messaging in Service Quotas, then: aws sns set-sms-attributes --attributes MonthlySpendLimit=…';
    if (spent >= limit) return { state: 'fail', seen: `${seen}: SNS refuses texts`, advice };
    if (spent >= NEAR * limit) return { state: 'warn', seen, advice };
    if (limit <= FIRST_LIMIT_USD)
      return { state: 'warn', seen: `${seen}; that limit is a handful of texts`, advice };
    return { state: 'ok', seen };
  },
};
