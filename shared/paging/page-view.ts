import type { Instant } from '../kernel/instant.ts';
import type { Severity } from './events.ts';
import type { IncidentState } from './incident.ts';

/** One line of "what happened", newest last. */
export interface PageEvent {
  readonly at: Instant;
  readonly text: string;
}

/** What happens next if nobody acts, as the planner sees it now. */
export interface NextStep {
  readonly at: Instant;
  /** Names of those it would reach; empty when nobody is left but the catch-all. */
  readonly people: readonly string[];
  readonly what: 'rung' | 'catch-all' | 'ack-expires' | 'calm';
}

/** What the page link and the e-mail say of an incident, in people's words. Names, never numbers or addresses. */
export interface PageView {
  readonly id: string;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly service: string;
  readonly title: string;
  readonly startedAt: Instant;
  /** The time zone of the person who reads it. */
  readonly timeZone: string;
  readonly runbookUrl?: string | undefined;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly labels: Readonly<Record<string, string>>;
  readonly source: string;
  /** Names of everybody paged so far, in order. */
  readonly paged: readonly string[];
  readonly next?: NextStep | undefined;
  readonly ack?: { readonly by: string; readonly at: Instant; readonly expiresAt: Instant } | undefined;
  readonly resolution?: { readonly by: string; readonly at: Instant } | undefined;
  readonly events: readonly PageEvent[];
  /** Titles of the alerts that a storm has collected and that still fire, gravest first, and how many have cleared. */
  readonly collected?: { readonly firing: readonly string[]; readonly cleared: number } | undefined;
  /** Of a message about several incidents: a line for each. */
  readonly together?: readonly string[] | undefined;
  /** What an "escalate" pressed on this view is based on. */
  readonly rung: number;
}
