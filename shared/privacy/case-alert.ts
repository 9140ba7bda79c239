import { briefInstant } from '../kernel/instant.ts';
import type { AlertRaised, Severity } from '../paging/events.ts';
import type { CaseAlert, CaseAlertKind } from './watch-cases.ts';

/** The service of alerts about cases that no team of a system is to see to: routes bring it to whoever answers for privacy. */
const SERVICE = 'privacy';

const SEVERITY: Readonly<Record<CaseAlertKind, Severity>> = {
  reminder: 'SEV4',
  'at-risk': 'SEV3',
  overdue: 'SEV2',
  stuck: 'SEV3',
  'step-parked': 'SEV3',
  'person-needed': 'SEV3',
  'by-hand': 'SEV4',
  'holds-unreachable': 'SEV3',
  'workflow-gone': 'SEV3',
};

type Told = Pick<CaseAlert, 'case' | 'due' | 'system' | 'reason'>;

const TITLE: Readonly<Record<CaseAlertKind, (told: Told) => string>> = {
  reminder: ({ case: id, due }) => `Privacy case ${id} is open, and due ${briefInstant(due)}`,
  'at-risk': ({ case: id, due }) => `Privacy case ${id} is at risk: due ${briefInstant(due)}, and not done`,
  overdue: ({ case: id, due }) => `Privacy case ${id} is overdue: it was due ${briefInstant(due)}`,
  stuck: ({ case: id }) => `Privacy case ${id} has not moved for 24 hours`,
  'step-parked': ({ case: id, system = 'the keys or identities', reason }) =>
    `Privacy case ${id}: ${system} cannot be reached (${reason}); it is tried once an hour`,
  'person-needed': ({ case: id, system = 'the keys or identities', reason }) =>
    `Privacy case ${id} waits for a person at ${system}: ${reason}`,
  'by-hand': ({ case: id, system = '', reason }) =>
    reason === 'to-erase'
      ? `Privacy case ${id}: erase by hand in ${system}, and confirm it`
      : `Privacy case ${id}: look again in ${system} whether all is erased, and confirm it`,
  'holds-unreachable': ({ case: id }) =>
    `Privacy case ${id}: nobody can say whether a hold is on it, so nothing is erased`,
  'workflow-gone': ({ case: id }) => `Privacy case ${id} had stopped: its execution is gone`,
};

/**
 * An alert about a case as the pager hears it: one incident for each case and kind, and for each team that is to act.
 * Ids and codes only. A reminder pages nobody unless a route says so.
 */
export function caseAlert(alert: CaseAlert): AlertRaised {
  const { kind, case: id, system, owner, reason, state, due } = alert;
  const labels = { domain: 'privacy', case: id, kind, reason, due: briefInstant(due), system };
  return {
    title: TITLE[kind](alert),
    source: 'privacy',
    service: owner ?? SERVICE,
    severity: SEVERITY[kind],
    ...(kind === 'reminder' || kind === 'by-hand' ? { tier: 'ticket' as const } : {}),
    state,
    dedupKey: `privacy:${id}:${kind}`,
    fingerprint: system ?? reason,
    labels: Object.fromEntries(
      Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    links: [],
  };
}
