import { millis } from '../kernel/duration.ts';
import { type Instant, shift } from '../kernel/instant.ts';
import type { PagingConfig } from './config.ts';
import type { AcknowledgedIncident, Incident, ResolvedIncident, TriggeredIncident } from './incident.ts';
import type { Ladders } from './rungs.ts';

type Core = Omit<TriggeredIncident, 'state'>;

/** The incident, triggered, with these changes. An acknowledgement or a resolution ends. */
export function toTriggered(incident: Incident, changes: Partial<Core>): TriggeredIncident {
  return { ...core(incident), ...changes, state: 'triggered' };
}

/** The incident, acknowledged. A silence keeps it quiet no longer: somebody has it now. */
export function toAcknowledged(incident: Incident, ack: AcknowledgedIncident['ack']): AcknowledgedIncident {
  return { ...core(incident), hold: undefined, state: 'acknowledged', ack };
}

/** The incident, resolved. */
export function toResolved(incident: Incident, resolution: ResolvedIncident['resolution']): ResolvedIncident {
  return { ...core(incident), state: 'resolved', resolution };
}

function core(incident: Incident): Core {
  switch (incident.state) {
    case 'triggered': {
      const { state: _, ...rest } = incident;
      return rest;
    }
    case 'acknowledged': {
      const { state: _, ack: __, ...rest } = incident;
      return rest;
    }
    case 'resolved': {
      const { state: _, resolution: __, ...rest } = incident;
      return rest;
    }
  }
}

/** When an acknowledgement given now ends: sooner for a SEV1, so that none is acknowledged and forgotten. */
export function ackExpiry(incident: Incident, ladders: Ladders, config: PagingConfig, now: Instant): Instant {
  const { own } = ladders;
  const holds =
    incident.severity === 'SEV1'
      ? (own.sev1?.ackTimeout ?? '60m')
      : (own.ackTimeout ?? config.paging.ackTimeout);
  return shift(now, millis(holds));
}
