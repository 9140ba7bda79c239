import { type AlertRaised, OWN_SERVICE } from '../paging/events.ts';
import { oneLine } from '../platform/one-line.ts';
import type { QuarantinePlan } from './quarantine-record.ts';

/** What an alert is about, and whether it is on. The same key again joins the incident it opened. */
export interface TagAlert {
  readonly key: string;
  readonly on: boolean;
  readonly alert: Omit<AlertRaised, 'state' | 'dedupKey' | 'source' | 'links'>;
}

/** Resources of a team that violate a rule of high severity: one alert, however many they are. */
export function highSeverityAlert(
  team: { readonly id: string; readonly name: string },
  count: number,
): TagAlert {
  return {
    key: `tags:high:${team.id}`,
    on: count > 0,
    alert: {
      title: oneLine(
        `${resources(count)} of ${team.name} ${count === 1 ? 'violates' : 'violate'} tag rules of high severity`,
        300,
      ),
      service: team.id,
      severity: 'SEV3',
      labels: { team: team.id, count: String(count) },
    },
  };
}

/** A quarantine that is beyond the rails and waits for somebody. */
export function heldAlert(held: QuarantinePlan | undefined): TagAlert {
  const count = held?.resources.length ?? 0;
  return {
    key: 'tags:held',
    on: held !== undefined,
    alert: {
      title: `${resources(count)} would be put in quarantine, more than the rails let through: nothing is, until somebody approves`,
      service: OWN_SERVICE,
      severity: 'SEV3',
      labels: { plan: held?.digest ?? '', reason: oneLine(held?.reason ?? '', 300), count: String(count) },
    },
  };
}

/** Violations that nobody could be told of. */
export function untoldAlert(whom: string, reason: string): TagAlert {
  return {
    key: `tags:untold:${whom}`,
    on: true,
    alert: {
      title: `The tag digest of ${whom} could not be sent: ${reason}`,
      service: OWN_SERVICE,
      severity: 'SEV3',
      labels: { hygiene: 'tags-untold', subject: whom, reason },
    },
  };
}

/** As it goes on the bus. */
export function raised({ key, on, alert }: TagAlert): AlertRaised {
  return { ...alert, source: 'tags', state: on ? 'firing' : 'resolved', dedupKey: key, links: [] };
}

function resources(count: number): string {
  return count === 1 ? '1 resource' : `${count} resources`;
}
