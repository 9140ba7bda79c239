import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { ApiError } from '../bin/api-error.ts';
import { localClientConfig } from '../local/aws-environment.ts';
import { fictionalContacts } from '../local/contacts.ts';
import { readLocalConfig } from '../local/local-config.ts';
import type { LocalStack } from '../local/local-stack.ts';
import type { Message } from '../local/mailbox.ts';
import { ScenarioWorld } from '../local/scenario-world.ts';
import { epochMs } from '../shared/kernel/instant.ts';
import { ALERT_RAISED } from '../shared/paging/events.ts';
import { Incident } from '../shared/paging/incident.ts';
import { StormMember } from '../shared/paging/storm.ts';

/** EventBridge takes so many events in a call. */
const MOST_AT_ONCE = 10;
const CALLERS = 8;

const Listing = z.object({ incidents: z.array(Incident), cursor: z.string().optional() });
const Collected = z.object({ collected: z.array(StormMember) });

/** What the stack knows of the alerts of one service. */
export interface Account {
  readonly incidents: readonly Incident[];
  readonly storms: number;
  readonly collected: readonly StormMember[];
  /** The keys that are neither an incident's nor a storm's member. */
  readonly unaccounted: readonly string[];
}

/** The deployed stack as somebody who raises many alerts acts on it and looks at it. */
export class LoadWorld {
  readonly #world: ScenarioWorld;
  readonly #bus: EventBridgeClient;
  readonly #queues: SQSClient;

  constructor({ emulator, outputs }: Pick<LocalStack, 'emulator' | 'outputs'>) {
    const config = readLocalConfig();
    this.#world = new ScenarioWorld({ emulator, outputs }, config, fictionalContacts(config.organization));
    this.#bus = new EventBridgeClient(localClientConfig(emulator.url));
    this.#queues = new SQSClient(localClientConfig(emulator.url));
  }

  /** Raises an alert for each key, on the ladder of a team, by tens and several tens side by side. */
  async raise(service: string, team: string, dedupKeys: readonly string[]): Promise<void> {
    const waiting = [...dedupKeys];
    const caller = async () => {
      while (waiting.length > 0) await this.#put(service, team, waiting.splice(0, MOST_AT_ONCE));
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  }

  /** The messages about a service that people have had so far. */
  async messagesAbout(service: string): Promise<Message[]> {
    const { mailbox } = this.#world;
    await mailbox.refresh();
    return mailbox.messages.filter(({ text, subject }) => `${subject ?? ''} ${text}`.includes(service));
  }

  /** When intake began with the alert of a service, its ladder awoke and its first page was claimed, in milliseconds. */
  async wayOf(service: string): Promise<{ opened: number; woken: number; claimed: number }> {
    const found = (await this.#world.incidentsOf(service)).at(-1);
    if (found === undefined) throw new Error(`there is no incident of ${service}`);
    const { incident, deliveries } = found;
    const [first] = deliveries.flatMap(({ claimedAt }) => claimedAt ?? []).sort();
    const opened = epochMs(incident.openedAt);
    const woken = epochMs(incident.climb.active[0]?.startedAt ?? incident.openedAt);
    return { opened, woken, claimed: first === undefined ? woken : epochMs(first) };
  }

  /** What became of the alerts of a service; undefined while the API is too busy to say. */
  async account(service: string, dedupKeys: readonly string[]): Promise<Account | undefined> {
    try {
      const incidents = (await this.#incidents()).filter((incident) => incident.service === service);
      const storms = incidents.filter(({ storm }) => storm !== undefined);
      const collected: StormMember[] = [];
      for (const { id } of storms)
        collected.push(...(await this.#world.api.get(`/v1/incidents/${id}`, Collected)).collected);
      const known = new Set([...incidents, ...collected].map(({ dedupKey }) => dedupKey));
      const unaccounted = dedupKeys.filter((key) => !known.has(key));
      return { incidents, storms: storms.length, collected, unaccounted };
    } catch (error) {
      if (error instanceof ApiError && (error.status === 429 || error.status >= 500)) return undefined;
      throw error;
    }
  }

  /** Ends the incidents of a service, so that the stack is idle again. */
  async resolve(service: string): Promise<void> {
    for (const incident of await this.#incidents())
      if (incident.service === service && incident.state !== 'resolved')
        await this.#world.api.send('POST', `/v1/incidents/${incident.id}/resolve`);
  }

  /** How many messages wait in, or are being taken from, the intake and delivery queues, and lie in the dead-letter queues. */
  async queued(): Promise<{ readonly waiting: number; readonly pages: number; readonly dead: number }> {
    const { IntakeQueueUrl, DeliveryQueueUrl, IntakeDlqUrl, DeliveryDlqUrl } = this.#world.outputs;
    const [waiting, pages, intake, delivery] = await Promise.all(
      [IntakeQueueUrl, DeliveryQueueUrl, IntakeDlqUrl, DeliveryDlqUrl].map((url) => this.#depth(url)),
    );
    return { waiting: waiting ?? 0, pages: pages ?? 0, dead: (intake ?? 0) + (delivery ?? 0) };
  }

  async #depth(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await this.#queues.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    return Object.values(Attributes).reduce((sum, each) => sum + Number(each), 0);
  }

  async #incidents(): Promise<Incident[]> {
    const found: Incident[] = [];
    let cursor: string | undefined;
    do {
      const from = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = await this.#world.api.get(`/v1/incidents?limit=100${from}`, Listing);
      found.push(...page.incidents);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  async #put(service: string, team: string, dedupKeys: readonly string[]): Promise<void> {
    const { FailedEntryCount } = await this.#bus.send(
      new PutEventsCommand({
        Entries: dedupKeys.map((dedupKey) => ({
          EventBusName: this.#world.outputs.BusName,
          DetailType: ALERT_RAISED.detailType,
          Source: 'load-bench',
          Detail: JSON.stringify({
            title: `${dedupKey} is down`,
            service,
            dedupKey,
            severity: 'SEV2',
            source: 'grafana',
            labels: { team },
          }),
        })),
      }),
    );
    if (FailedEntryCount !== 0) throw new Error(`the bus refused ${FailedEntryCount} alerts`);
  }
}
