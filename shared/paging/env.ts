import * as z from 'zod';

const Text = z.string().min(1);

/**
 * The partition of the incidents' table with the settings that change at run time. Functions that need nothing else of
 * the table are allowed nothing else of it.
 */
export const RUNTIME_PARTITION = 'RUNTIME';

/** What each paging function is told by the stack; the construct and the function share these. */
export const IntakeAlertEnv = z.object({
  INCIDENTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LADDER_ARN: Text,
  BUS_NAME: Text,
  DLQ_URL: Text,
});
export const ActOnLadderEnv = z.object({ INCIDENTS_TABLE: Text, AUDIT_TABLE: Text, BUS_NAME: Text });
export const DeliverPagesEnv = z.object({
  INCIDENTS_TABLE: Text,
  CONTACTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LINK_KEY_ID: Text,
  LADDER_ARN: Text,
  BUS_NAME: Text,
  /** Where page links point, without a slash at the end. */
  PAGE_URL: z.url(),
  DLQ_URL: Text,
});
export const RecordReceiptsEnv = z.object({
  INCIDENTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LADDER_ARN: Text,
  DELIVERY_QUEUE_URL: Text,
});
export const CheckReachEnv = z.object({
  CONTACTS_TABLE: Text,
  INCIDENTS_TABLE: Text,
  BUS_NAME: Text,
});
export const SweepLaddersEnv = z.object({
  INCIDENTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LADDER_ARN: Text,
  DELIVERY_QUEUE_URL: Text,
});
export const ShowPageEnv = z.object({
  INCIDENTS_TABLE: Text,
  AUDIT_TABLE: Text,
  LINK_KEY_ID: Text,
  LADDER_ARN: Text,
});
export const ReadIncidentsEnv = z.object({ INCIDENTS_TABLE: Text });
export const ChangeIncidentEnv = z.object({ INCIDENTS_TABLE: Text, AUDIT_TABLE: Text, LADDER_ARN: Text });
export const ChangeSilencesEnv = z.object({ INCIDENTS_TABLE: Text, AUDIT_TABLE: Text, LADDER_ARN: Text });
export const ReadOncallEnv = z.object({ INCIDENTS_TABLE: Text });
export const ChangeOverridesEnv = z.object({ INCIDENTS_TABLE: Text, AUDIT_TABLE: Text });
export const ShowCalendarEnv = z.object({ INCIDENTS_TABLE: Text, INTEGRATION_KEY_ID: Text });
export const ReceiveWebhookEnv = z.object({ INTEGRATION_KEY_ID: Text, INTAKE_QUEUE_URL: Text });
export const RaiseHeartbeatEnv = z.object({ BUS_NAME: Text });
