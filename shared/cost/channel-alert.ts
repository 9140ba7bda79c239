import { type AlertRaised, OWN_SERVICE } from '../paging/events.ts';

/** What is wrong with the way to those who own costs. `subject` is a team or a finding, never an address. */
export interface ChannelFault {
  readonly kind: 'channel-refused' | 'channel-missing' | 'nobody-told' | 'channel-unusable';
  readonly subject: string;
  /** A code. */
  readonly reason: string;
}

const TITLE: Record<ChannelFault['kind'], (subject: string) => string> = {
  'channel-refused': (team) => `A message about costs to the team ${team} was refused`,
  'channel-missing': (team) => `The team ${team} owns costs and has no address to be told at`,
  'nobody-told': (finding) => `Nobody could be told of the cost finding ${finding}`,
  'channel-unusable': (team) => `Messages about costs would not reach the team ${team}`,
};

/** The alert that says so, about Belltower itself. The same fault again joins the incident it opened. */
export function channelAlert({ kind, subject, reason }: ChannelFault): AlertRaised {
  return {
    title: TITLE[kind](subject),
    source: OWN_SERVICE,
    service: OWN_SERVICE,
    severity: 'SEV3',
    state: 'firing',
    dedupKey: `cost:${kind}:${subject}`,
    labels: { hygiene: kind, subject, reason },
    links: [],
  };
}
