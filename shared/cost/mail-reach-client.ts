import {
  GetAccountCommand,
  GetEmailIdentityCommand,
  GetSuppressedDestinationCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Organization } from '../platform/schema.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import type { MailReach } from './judge-channels.ts';

/** Asks SES, one question after the other, what mail to these teams depends on. Never throws; sends nothing. */
export async function readMailReach(
  teams: readonly string[],
  organization: Organization,
  client = logCalls(new SESv2Client(clientOptions())),
): Promise<MailReach> {
  const suppressed = new Map<string, boolean | undefined>();
  for (const team of teams) {
    const address = organization.teams.find(({ id }) => id === team)?.email;
    if (address !== undefined) suppressed.set(team, await isSuppressed(client, address));
  }
  return { sender: await senderState(client, organization.sender), suppressed };
}

async function isSuppressed(client: SESv2Client, address: string): Promise<boolean | undefined> {
  try {
    await client.send(new GetSuppressedDestinationCommand({ EmailAddress: address }));
    return true;
  } catch (thrown) {
    return thrown instanceof NotFoundException ? false : undefined;
  }
}

async function senderState(client: SESv2Client, sender: string | undefined): Promise<MailReach['sender']> {
  if (sender === undefined) return undefined;
  try {
    const EmailIdentity = sender.slice(sender.indexOf('@') + 1);
    const { SendingEnabled } = await client.send(new GetAccountCommand({}));
    const { VerifiedForSendingStatus } = await client.send(new GetEmailIdentityCommand({ EmailIdentity }));
    return { verified: VerifiedForSendingStatus === true, sending: SendingEnabled === true };
  } catch (thrown) {
    return thrown instanceof NotFoundException ? { verified: false, sending: true } : undefined;
  }
}
