import { notKnown, type ReachCheck } from './reach-check.ts';

/** In its sandbox SES sends to verified addresses only; an account may also be stopped from sending at all. */
export const MAIL_ACCOUNT: ReachCheck = {
  id: 'mail-account',
  about: 'E-mail out of the sandbox',
  judge: ({ mailAccount }, { organization }) => {
    if (organization.sender === undefined)
      return {
        state: 'warn',
        seen: 'no sender is configured: nothing is mailed',
        advice: 'set sender in organization.yaml; docs/operations.md, Turning on e-mail',
      };
    if (!mailAccount.ok) return notKnown(mailAccount);
    const { production, sending } = mailAccount.value;
    if (!sending)
      return {
        state: 'fail',
        seen: 'SES has stopped this account from sending',
        advice: 'look at the account dashboard of SES and at the mails of AWS about it',
      };
    return production
      ? { state: 'ok', seen: 'the account is out of it' }
      : {
          state: 'fail',
          seen: 'the account is in the SES sandbox: only verified addresses get mail',
          advice: 'ask for production access in the SES console; docs/operations.md, Turning on e-mail',
        };
  },
};
