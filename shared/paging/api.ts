import type { Contract } from '../kernel/contract.ts';
import {
  AckIncident,
  EscalateIncident,
  ListIncidents,
  NoteIncident,
  ReadIncident,
  ResolveIncident,
} from './incident-api.ts';
import { ReadOncall } from './oncall-api.ts';
import { OpenPage, PressButton } from './page-api.ts';
import { SCHEDULE_API } from './schedule-api.ts';
import { EndSilence, ListSilences, SetSilence } from './silence-api.ts';
import { ReceiveAlert, ReceiveAlertmanager } from './webhook-api.ts';

/** Everything paging answers to over HTTP. */
export const PAGING_API: readonly Contract[] = [
  ListIncidents,
  ReadIncident,
  AckIncident,
  ResolveIncident,
  EscalateIncident,
  NoteIncident,
  ListSilences,
  SetSilence,
  EndSilence,
  ReadOncall,
  ...SCHEDULE_API,
  ReceiveAlert,
  ReceiveAlertmanager,
  OpenPage,
  PressButton,
];
