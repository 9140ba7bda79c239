import { type AlertRaised, OWN_SERVICE } from './events.ts';

/** Something wrong with the paging itself, which must not stay quiet. `subject` is an id, never personal data. */
export interface Hygiene {
  readonly kind:
    | 'malformed-alert'
    | 'alert-not-taken-in'
    | 'unreachable'
    | 'opted-out'
    | 'reach'
    | 'nobody-on-call'
    | 'unknown-target'
    | 'unknown-ladder';
  readonly subject: string;
}

const TITLE: Record<Hygiene['kind'], (subject: string) => string> = {
  'malformed-alert': (subject) => `A broken alert from ${subject} was set aside`,
  'alert-not-taken-in': (subject) => `An alert could not be taken in: message ${subject} in the dead letters`,
  unreachable: (subject) => `${subject} is on call without a verified contact method`,
  'opted-out': (subject) => `${subject} has opted out of text messages and gets none until they opt in again`,
  reach: (subject) => `The daily check of what pages depend on failed: ${subject}`,
  'nobody-on-call': (subject) => `The ladder ${subject} reaches nobody`,
  'unknown-target': (subject) => `The ladder ${subject} names a target of an unknown kind`,
  'unknown-ladder': (subject) => `An open incident names the ladder ${subject}, which does not exist`,
};

/** The alert that says so. The same fault again joins the incident it opened. */
export function hygieneAlert({ kind, subject }: Hygiene): AlertRaised {
  return {
    title: TITLE[kind](subject),
    source: OWN_SERVICE,
    service: OWN_SERVICE,
    severity: kind === 'alert-not-taken-in' ? 'SEV2' : 'SEV3',
    state: 'firing',
    dedupKey: `hygiene:${kind}:${subject}`,
    labels: { hygiene: kind, subject },
    links: [],
  };
}
