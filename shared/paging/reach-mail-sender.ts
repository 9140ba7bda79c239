import { notKnown, type ReachCheck } from './reach-check.ts';

/** SES refuses to send from a domain that is not verified; without DKIM mail lands among the spam. */
export const MAIL_SENDER: ReachCheck = {
  id: 'mail-sender',
  about: "The sender's domain",
  judge: ({ mailIdentity }, { organization }) => {
    if (organization.sender === undefined) return { state: 'ok', seen: 'no sender is configured' };
    if (!mailIdentity.ok) return notKnown(mailIdentity);
    const records = 'put the CNAME records of the output SenderDnsRecords into the DNS of the domain';
    if (mailIdentity.value === undefined)
      return {
        state: 'fail',
        seen: 'SES does not know the domain of the sender',
        advice: `deploy, then ${records}`,
      };
    const { verified, dkim } = mailIdentity.value;
    if (!verified)
      return { state: 'fail', seen: `the domain is not verified (DKIM: ${dkim})`, advice: records };
    return dkim === 'SUCCESS'
      ? { state: 'ok', seen: 'verified, and signed with DKIM' }
      : { state: 'fail', seen: `the domain is verified, DKIM is ${dkim}`, advice: records };
  },
};
