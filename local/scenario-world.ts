import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type ApiClient, createApiClient } from '../bin/api-client.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import type { Contact } from '../shared/paging/contact.ts';
import type { AlertRaised } from '../shared/paging/events.ts';
import { Delivery, Incident, TimelineEntry } from '../shared/paging/incident.ts';
import { StormMember } from '../shared/paging/storm.ts';
import type { TagBatch } from '../shared/tags/plan-tagging.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, localClientConfig } from './aws-environment.ts';
import type { Emulator } from './emulator.ts';
import { Mailbox } from './mailbox.ts';
import type { StackOutputs } from './stack-outputs.ts';
import type { MadeCall } from './trail-entry.ts';

const IncidentList = z.object({ incidents: z.array(Incident) });
const OnCall = z.object({
  schedules: z.array(z.object({ schedule: z.string(), people: z.array(z.object({ person: z.string() })) })),
});
const ON_CALL = 'on-call:';
export const IncidentDetails = z.object({
  incident: Incident,
  timeline: z.array(TimelineEntry),
  deliveries: z.array(Delivery),
  collected: z.array(StormMember),
});
export type IncidentDetails = z.infer<typeof IncidentDetails>;

/** An alert that a scenario has put on the bus. */
export type RaisedAlert = Required<
  Pick<AlertRaised, 'title' | 'service' | 'source' | 'severity' | 'dedupKey' | 'labels'>
>;

/** The running stack, as far as scenarios know it. */
export interface WorldStack {
  readonly emulator: Pick<Emulator, 'url'>;
  readonly outputs: StackOutputs;
  readonly costExplorer: string;
}

/** What the steps of a scenario act on and look at. */
export class ScenarioWorld {
  /** Where the emulator answers as AWS. */
  readonly url: string;
  /** Where Cost Explorer's stand-in answers and is controlled. */
  readonly costExplorer: string;
  readonly outputs: StackOutputs;
  readonly config: PagingConfig;
  readonly cloudWatch: CloudWatchClient;
  readonly bus: EventBridgeClient;
  readonly documents: DynamoDBDocumentClient;
  readonly api: ApiClient;
  readonly mailbox: Mailbox;
  /** When an alarm last changed, which is what times are counted from. */
  changedAt = Date.now();
  /** The incident of each alarm seen so far. */
  readonly incidents = new Map<string, string>();
  /** The alerts that were put on the bus. */
  readonly raised: RaisedAlert[] = [];
  /** When each silence that was set ends, in milliseconds since the epoch. */
  readonly silences = new Map<string, number>();
  /** What was made to be judged by its tags, by name, and what a dry run would write to it, by ARN. */
  readonly made = new Map<string, MadeCall>();
  planned: ReadonlyMap<string, TagBatch> = new Map();

  constructor(
    { emulator: { url }, outputs, costExplorer }: WorldStack,
    config: PagingConfig,
    contacts: readonly Contact[],
  ) {
    this.url = url;
    this.costExplorer = costExplorer;
    this.outputs = outputs;
    this.config = config;
    this.cloudWatch = new CloudWatchClient(localClientConfig(url));
    this.bus = new EventBridgeClient(localClientConfig(url));
    this.documents = DynamoDBDocumentClient.from(new DynamoDBClient(localClientConfig(url)), {
      marshallOptions: { removeUndefinedValues: true },
    });
    this.api = createApiClient({ url: outputs.ApiUrl, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
    this.mailbox = new Mailbox(url, contacts);
  }

  /** The ids of those a step speaks of: `on-call:<schedule>` is whoever the API says is on call there. */
  async people(who: readonly string[]): Promise<string[]> {
    const { schedules } = await this.api.get('/v1/oncall', OnCall);
    const ids = who.flatMap((name) => {
      if (!name.startsWith(ON_CALL)) return [name];
      const schedule = schedules.find((each) => each.schedule === name.slice(ON_CALL.length));
      return (schedule?.people ?? []).map(({ person }) => person);
    });
    return [...new Set(ids)];
  }

  /** The newest incident that the alarm has raised. */
  async incidentOf(alarm: string): Promise<Incident | undefined> {
    const known = this.incidents.get(alarm);
    if (known !== undefined) return (await this.details(known)).incident;
    const { incidents } = await this.api.get('/v1/incidents', IncidentList);
    const found = incidents
      .filter(({ dedupKey, title }) => dedupKey.includes(alarm) || title.includes(alarm))
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1))[0];
    if (found !== undefined) this.incidents.set(alarm, found.id);
    return found;
  }

  /** The newest incidents of a service, the oldest of them first. */
  async incidentsOf(service: string): Promise<IncidentDetails[]> {
    const { incidents } = await this.api.get('/v1/incidents?limit=100', IncidentList);
    const found = incidents
      .filter((incident) => incident.service === service)
      .sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
    return Promise.all(found.map(({ id }) => this.details(id)));
  }

  /** An incident with its timeline and its pages. */
  details(id: string): Promise<IncidentDetails> {
    return this.api.get(`/v1/incidents/${id}`, IncidentDetails);
  }
}
