import type { Organization } from '../platform/schema.ts';
import type { ChannelFault } from './channel-alert.ts';
import type { CostSection } from './config.ts';

/** What SES says of what mail depends on; undefined where it could not be asked. */
export interface MailReach {
  /** Whether mail may be sent from the sender's domain. */
  readonly sender: { readonly verified: boolean; readonly sending: boolean } | undefined;
  /** Of a team's address: whether SES keeps mail from it, since earlier mail bounced or was complained about. */
  readonly suppressed: ReadonlyMap<string, boolean | undefined>;
}

/** What became of the check of one team's channel. */
export interface ChannelJudgement {
  readonly team: string;
  readonly state: 'ok' | 'fail' | 'unknown';
  readonly reason: string;
}

/** The teams that may be told of costs: all that have an address, the owners of accounts, and the default. */
export function tellableTeams({ teams, accounts }: Organization, { defaultOwner }: CostSection): string[] {
  const owners = new Set([...accounts.map(({ owner }) => owner), defaultOwner]);
  return teams.filter(({ id, email }) => email !== undefined || owners.has(id)).map(({ id }) => id);
}

/** Whether a mail would reach each of these teams, as far as can be known without sending one. */
export function judgeChannels(
  teams: readonly string[],
  organization: Organization,
  { sender, suppressed }: MailReach,
): ChannelJudgement[] {
  return teams.map((team) => {
    const address = organization.teams.find(({ id }) => id === team)?.email;
    const judged = (state: ChannelJudgement['state'], reason: string) => ({ team, state, reason });
    if (address === undefined) return judged('fail', 'no-address');
    if (organization.sender === undefined) return judged('fail', 'no-sender-configured');
    if (sender?.verified === false) return judged('fail', 'sender-not-verified');
    if (sender?.sending === false) return judged('fail', 'sending-stopped');
    if (suppressed.get(team) === true) return judged('fail', 'address-suppressed');
    const known = sender !== undefined && suppressed.get(team) !== undefined;
    return known ? judged('ok', 'usable') : judged('unknown', 'not-looked-up');
  });
}

/** The fault to raise for a channel that failed. */
export function faultOf({ team, reason }: ChannelJudgement): ChannelFault {
  return { kind: reason === 'no-address' ? 'channel-missing' : 'channel-unusable', subject: team, reason };
}
