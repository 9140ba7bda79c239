import { notKnown, type ReachCheck } from './reach-check.ts';

/** With receipts on, a text without one counts as silent: SNS must be allowed to write them. */
export const SMS_RECEIPTS: ReachCheck = {
  id: 'sms-receipts',
  about: 'Receipts of text messages',
  judge: ({ smsSettings }, { paging }) => {
    if (!paging.smsReceipts) return { state: 'ok', seen: 'smsReceipts is off: none are expected' };
    if (!smsSettings.ok) return notKnown(smsSettings);
    return smsSettings.value.receiptsRole
      ? { state: 'ok', seen: 'SNS logs what becomes of texts' }
      : {
          state: 'fail',
          seen: 'smsReceipts is on, and SNS logs nothing: every text counts as silent after 45 s',
          advice:
            'aws sns set-sms-attributes --attributes DeliveryStatusIAMRole=<output SmsReceiptsRoleArn>,DeliveryStatusSuccessSamplingRate=100',
        };
  },
};
