import { notKnown, type ReachCheck } from './reach-check.ts';
import { judgeUsage } from './reach-quota.ts';

/** Beyond its quota of 24 hours SES refuses every mail of the account and region, whoever has sent the others. */
export const MAIL_QUOTA: ReachCheck = {
  id: 'mail-quota',
  about: 'E-mails in 24 hours',
  judge: ({ mailAccount }, { organization }) => {
    if (organization.sender === undefined) return { state: 'ok', seen: 'no sender is configured' };
    if (!mailAccount.ok) return notKnown(mailAccount);
    const { sentInADay } = mailAccount.value;
    if (sentInADay === undefined)
      return {
        state: 'unknown',
        seen: 'SES does not say how many may be sent',
        advice: 'look at the sending limits in the account dashboard of SES',
      };
    if (sentInADay === 'unlimited') return { state: 'ok', seen: 'SES sets no limit' };
    return judgeUsage(
      sentInADay,
      'e-mails',
      'find what else of this account mails so much, or ask for a higher sending quota in Service Quotas (Amazon SES)',
    );
  },
};
