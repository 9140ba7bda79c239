/** Facts worth a line in the log: ids, codes, counts. Never personal data. */
export type Facts = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Names of the metrics; namespace `Belltower`. */
export type Metric =
  | 'AlertsReceived'
  | 'AlertsUnrouted'
  | 'AlertsCollected'
  | 'AlertsDropped'
  | 'IncidentsOpened'
  | 'TimeToFirstPage'
  | 'PagesSettled'
  | 'TimeToAcknowledge'
  | 'SmsReceiptsOfOthers'
  | 'SmsReceiptsUnreadable'
  | 'OverdueIncidents'
  | 'StuckIncidents'
  | 'OverridesUnread'
  | 'HeartbeatAge'
  | 'HeartbeatStage'
  | 'DeadManCallsFailed'
  | 'CostRequests'
  | 'CostDataAge'
  | 'FindingsUntold'
  | 'ChannelsUnusable'
  | 'LogEvents'
  | 'LogCellsUnknown'
  | 'LogWritesBlocked'
  | 'TagVerdicts'
  | 'TagEventsIgnored'
  | 'TagEventsUnresolved'
  | 'TagWrites';

/** What the logic tells the outside world about itself. */
export interface Telemetry {
  info(event: string, facts?: Facts): void;
  warn(event: string, facts?: Facts): void;
  count(metric: Metric, value: number, dimensions?: Readonly<Record<string, string>>): void;
  milliseconds(metric: Metric, value: number, dimensions?: Readonly<Record<string, string>>): void;
}
