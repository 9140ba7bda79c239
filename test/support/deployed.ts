import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import * as z from 'zod';
import { ApiError } from '../../bin/api-error.ts';
import { localClientConfig } from '../../local/aws-environment.ts';
import { fictionalContacts } from '../../local/contacts.ts';
import { readLocalConfig } from '../../local/local-config.ts';
import type { Message } from '../../local/mailbox.ts';
import { type IncidentDetails, ScenarioWorld } from '../../local/scenario-world.ts';
import { ALERT_RAISED, type AlertRaised } from '../../shared/paging/events.ts';
import { Incident } from '../../shared/paging/incident.ts';
import { type HttpAnswer, type HttpCall, httpAnswer } from './http-answer.ts';
import { until } from './until.ts';

const Listing = z.object({ incidents: z.array(Incident), cursor: z.string().optional() });

/** An alert as tests raise it: the rest has defaults. */
export type TestAlert = Pick<AlertRaised, 'title' | 'service' | 'dedupKey'> & Partial<AlertRaised>;

/**
 * An alert that climbs the ladder of the payments team by config/local, if it says no more. Each test file has a service
 * of its own: more than ten incidents of one in five minutes would be a storm.
 */
export const PAYMENTS = {
  source: 'grafana',
  service: `checkout-${randomUUID().slice(0, 8)}`,
  labels: { team: 'payments' },
} as const;

/** The deployed stack as tests act on it and look at it. */
export class Deployed {
  readonly url: string;
  readonly world: ScenarioWorld;
  readonly bus: EventBridgeClient;
  readonly kms: KMSClient;
  readonly queues: SQSClient;
  readonly topics: SNSClient;
  readonly workflows: SFNClient;

  constructor() {
    const { url, outputs, costExplorer } = inject('localStack');
    const aws = localClientConfig(url);
    const config = readLocalConfig();
    this.url = url;
    this.world = new ScenarioWorld(
      { emulator: { url }, outputs, costExplorer },
      config,
      fictionalContacts(config.organization),
    );
    this.bus = new EventBridgeClient(aws);
    this.kms = new KMSClient(aws);
    this.queues = new SQSClient(aws);
    this.topics = new SNSClient(aws);
    this.workflows = new SFNClient(aws);
  }

  get outputs() {
    return this.world.outputs;
  }

  /** Calls a path of the API as it stands, signed or not. */
  call(path: string, options?: HttpCall): Promise<HttpAnswer> {
    return httpAnswer(this.outputs.ApiUrl + path, options);
  }

  /** Puts an alert on the Belltower bus. */
  async raise(alert: TestAlert): Promise<void> {
    const entry = { DetailType: ALERT_RAISED.detailType, Source: 'acme.test', Detail: JSON.stringify(alert) };
    const { FailedEntryCount } = await this.bus.send(
      new PutEventsCommand({ Entries: [{ ...entry, EventBusName: this.outputs.BusName }] }),
    );
    if (FailedEntryCount !== 0) throw new Error('the bus refused the alert');
  }

  /** Raises an alert and waits for the incident that it opens. */
  async open(alert: TestAlert): Promise<Incident> {
    await this.raise(alert);
    return this.incident(({ dedupKey }) => dedupKey === alert.dedupKey);
  }

  /** The newest incident of the kind, as soon as there is one. */
  incident(isIt: (incident: Incident) => boolean, within?: number): Promise<Incident> {
    return until('an incident of the kind', async () => (await this.incidents()).find(isIt), within);
  }

  /** The incident with its timeline and pages, as soon as it is so. */
  whenSo(
    id: string,
    what: string,
    isSo: (details: IncidentDetails) => boolean,
    within?: number,
  ): Promise<IncidentDetails> {
    const look = async () => {
      const details = await this.world.details(id);
      return isSo(details) ? details : undefined;
    };
    return until(`incident ${id}: ${what}`, look, within);
  }

  /** All incidents, open ones first, newest first. */
  async incidents(query = ''): Promise<Incident[]> {
    const found: Incident[] = [];
    let cursor: string | undefined;
    do {
      const next: string = cursor === undefined ? '' : `&cursor=${cursor}`;
      const page = await this.world.api.get(`/v1/incidents?limit=100${query}${next}`, Listing);
      found.push(...page.incidents);
      ({ cursor } = page);
    } while (cursor !== undefined);
    return found;
  }

  /** The next message with a page link that the person gets by this method. */
  async message(person: string, method: Message['method'], within?: number): Promise<Message> {
    const look = async () => {
      await this.world.mailbox.refresh();
      return this.world.mailbox.take(person, method);
    };
    return until(`${person} is paged by ${method}`, look, within);
  }

  /** From here on, only new messages count. */
  async forgetMessages(): Promise<void> {
    const { mailbox } = this.world;
    await mailbox.refresh();
    for (const { person, method } of mailbox.unexpected) mailbox.take(person, method);
  }

  /** Who is on call by a schedule now. */
  async onCall(schedule: string): Promise<string> {
    const [person] = await this.world.people([`on-call:${schedule}`]);
    if (person === undefined) throw new Error(`nobody is on call by ${schedule}`);
    return person;
  }

  /** Resolves whatever is open and waits for the last of its pages, so that nobody is paged from here on. */
  async resolveAll(): Promise<void> {
    const open = (await this.incidents()).filter(({ state }) => state !== 'resolved');
    for (const { id } of open) {
      await this.world.api.send('POST', `/v1/incidents/${id}/resolve`).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.status !== 409) throw error;
      });
    }
    const isOver = ({ deliveries }: IncidentDetails) =>
      deliveries.every(({ state }) => state !== 'planned' && state !== 'claimed');
    for (const { id } of open) await this.whenSo(id, 'its pages are settled', isOver);
  }
}
