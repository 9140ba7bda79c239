import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import * as z from 'zod';
import { type ApiClient, createApiClient } from '../bin/api-client.ts';
import type { PagingConfig } from '../shared/paging/config.ts';
import type { Contact } from '../shared/paging/contact.ts';
import { Delivery, Incident, TimelineEntry } from '../shared/paging/incident.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION, localClientConfig } from './aws-environment.ts';
import type { Emulator } from './emulator.ts';
import { Mailbox } from './mailbox.ts';
import type { StackOutputs } from './stack-outputs.ts';

const IncidentList = z.object({ incidents: z.array(Incident) });
const OnCall = z.object({
  schedules: z.array(z.object({ schedule: z.string(), people: z.array(z.object({ person: z.string() })) })),
});
const ON_CALL = 'on-call:';
export const IncidentDetails = z.object({
  incident: Incident,
  timeline: z.array(TimelineEntry),
  deliveries: z.array(Delivery),
});
export type IncidentDetails = z.infer<typeof IncidentDetails>;

/** What the steps of a scenario act on and look at. */
export class ScenarioWorld {
  readonly outputs: StackOutputs;
  readonly config: PagingConfig;
  readonly cloudWatch: CloudWatchClient;
  readonly api: ApiClient;
  readonly mailbox: Mailbox;
  /** When an alarm last changed, which is what times are counted from. */
  changedAt = Date.now();
  /** The incident of each alarm seen so far. */
  readonly incidents = new Map<string, string>();

  constructor(
    {
      emulator: { url },
      outputs,
    }: { readonly emulator: Pick<Emulator, 'url'>; readonly outputs: StackOutputs },
    config: PagingConfig,
    contacts: readonly Contact[],
  ) {
    this.outputs = outputs;
    this.config = config;
    this.cloudWatch = new CloudWatchClient(localClientConfig(url));
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

  /** An incident with its timeline and its pages. */
  details(id: string): Promise<IncidentDetails> {
    return this.api.get(`/v1/incidents/${id}`, IncidentDetails);
  }
}
