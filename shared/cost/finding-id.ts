import { createHash } from 'node:crypto';
import { IncidentId, incidentIdFromBytes } from '../kernel/ids.ts';
import type { Finding } from './finding.ts';
import { seriesId } from './series.ts';

/** What a finding is known by: 16 letters and digits. */
export const FindingId = IncidentId;
export type FindingId = IncidentId;

/** The same for the same series, kind and first day, however often and by whomever it is found. */
export function findingId({ series, kind, firstDate, members }: Finding): FindingId {
  const parts = [seriesId(series), kind, firstDate, ...(members === undefined ? [] : ['grouped'])];
  return incidentIdFromBytes(createHash('sha256').update(JSON.stringify(parts)).digest());
}
