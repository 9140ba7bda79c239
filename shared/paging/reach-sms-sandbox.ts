import { notKnown, type ReachCheck } from './reach-check.ts';

/** In the sandbox SNS sends texts to numbers that were verified with AWS itself only. */
export const SMS_SANDBOX: ReachCheck = {
  id: 'sms-sandbox',
  about: 'Text messages out of the sandbox',
  judge: ({ smsSandbox }) => {
    if (!smsSandbox.ok) return notKnown(smsSandbox);
    return smsSandbox.value
      ? {
          state: 'fail',
          seen: 'the account is in the SMS sandbox: only numbers verified with AWS get texts',
          advice: 'ask to leave it in the SNS console (Text messaging); docs/operations.md, Turning on SMS',
        }
      : { state: 'ok', seen: 'the account is out of it' };
  },
};
