import { createHash } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '../../shared/kernel/instant.ts';
import { makeActOnLadder } from '../../shared/paging/act-on-ladder.ts';
import { readableOverrides } from '../../shared/paging/all-overrides.ts';
import { makeChangeIncident } from '../../shared/paging/change-incident.ts';
import type { PagingConfig } from '../../shared/paging/config.ts';
import type { Wish } from '../../shared/paging/decide-change.ts';
import type { HeldOrder } from '../../shared/paging/delivery-order.ts';
import { DeliveryStore } from '../../shared/paging/delivery-store.ts';
import { HeartbeatStore } from '../../shared/paging/heartbeat-store.ts';
import { HeldStore } from '../../shared/paging/held-store.ts';
import { Delivery, Incident } from '../../shared/paging/incident.ts';
import { IncidentListStore } from '../../shared/paging/incident-list-store.ts';
import { IncidentStore } from '../../shared/paging/incident-store.ts';
import { makeIntakeAlerts } from '../../shared/paging/intake-alert.ts';
import { ladderTimer } from '../../shared/paging/ladder-client.ts';
import { OptOutStore } from '../../shared/paging/opt-out-store.ts';
import { OverrideListStore } from '../../shared/paging/override-store.ts';
import { pageId } from '../../shared/paging/page-key.ts';
import { pageLinks } from '../../shared/paging/page-link-client.ts';
import { makeReachSink } from '../../shared/paging/reach-sink.ts';
import { RushStore } from '../../shared/paging/rush-store.ts';
import { SettlementStore } from '../../shared/paging/settlement-store.ts';
import { SilenceStore } from '../../shared/paging/silence-store.ts';
import { smsSender } from '../../shared/paging/sms-client.ts';
import { StormStore } from '../../shared/paging/storm-store.ts';
import { makeSweepHeld } from '../../shared/paging/sweep-held.ts';
import { makeSweepLadders } from '../../shared/paging/sweep-ladders.ts';
import { makeTakeOrder } from '../../shared/paging/take-order.ts';
import { WakeStore } from '../../shared/paging/wake-store.ts';
import { bus } from '../../shared/platform/bus-client.ts';
import { emailSender } from '../../shared/platform/email-client.ts';
import { PATIENCE } from '../../shared/runtime/client-options.ts';
import { Calls, Invocation, type Kill } from './invocation.ts';
import { cancelled, MemoryDynamo } from './memory-dynamo.ts';
import { T0 } from './paging.ts';
import { NUMBERS, PLAYED_CONFIG, REFUSED } from './played-config.ts';
import { busMessages, mac, mailed, texted } from './played-providers.ts';
import { PlayedQueue } from './played-queue.ts';
import { PlayedWorkflow } from './played-workflow.ts';
import { SILENT } from './stored-incidents.ts';
import { chance, VirtualTime } from './virtual-time.ts';

const TABLES = { incidents: 'incidents', contacts: 'contacts', audit: 'audit' };

/** A message that a provider took: whose page it was. */
export interface Sent {
  readonly at: Instant;
  /** The page's id without the incident's, which is made by chance: `payments 000001.000000.000000.alice.0`. */
  readonly page: string;
}

export interface AwsOptions {
  readonly seed: number;
  readonly kills?: readonly Kill[];
  /** Of a hundred messages, how many are delivered twice. */
  readonly duplicates?: number;
  /** Orders one invocation of the sender takes at most; as deployed, 1. */
  readonly batch?: number;
  readonly config?: PagingConfig;
  /** Whose phone numbers are refused for good. */
  readonly refused?: readonly string[];
  /** Who has answered STOP. */
  readonly optedOut?: readonly string[];
  /** Whether the n-th attempt at a transaction finds another one at work on its items. */
  readonly conflicts?: (n: number) => boolean;
}

/**
 * AWS, played: our functions as they are, with their real stores and clients, on an in-memory DynamoDB, virtual time and
 * seeded chance. Queues deliver at least once, the workflow retries, the sweeper comes every minute.
 */
export class PlayedAws {
  readonly dynamo = new MemoryDynamo();
  readonly time = new VirtualTime(T0);
  readonly calls: Calls;
  readonly sent: Sent[] = [];
  /** What the text messages said, in the order of sending. */
  readonly texts: string[] = [];
  readonly intake: PlayedQueue;
  readonly delivery: PlayedQueue;
  readonly workflow: PlayedWorkflow;
  /** When each claim of a page was committed, and by which incident's run. */
  readonly claims: { readonly at: Instant; readonly page: string }[] = [];
  readonly #chance: () => number;
  readonly #config: PagingConfig;
  readonly #refused: readonly string[];
  readonly #optedOut: readonly string[];
  readonly #conflicts: (n: number) => boolean;
  #transactions = 0;

  constructor({
    seed,
    kills = [],
    duplicates = 0,
    batch = 1,
    config = PLAYED_CONFIG,
    refused = REFUSED,
    optedOut = [],
    conflicts = () => false,
  }: AwsOptions) {
    this.#config = config;
    this.#refused = refused;
    this.#optedOut = optedOut;
    this.#conflicts = conflicts;
    this.calls = new Calls(kills);
    this.#chance = chance(seed);
    const common = { time: this.time, chance: this.#chance, duplicates };
    this.intake = new PlayedQueue({
      ...common,
      visibility: 90_000,
      batch: 10,
      consume: (messages, handled) => {
        const work = this.#intake();
        return work.invocation.run(() => {
          const outcomes = work.handleAll(messages);
          return each(messages, handled, async (_, place) => outcomes[place]);
        });
      },
    });
    this.delivery = new PlayedQueue({
      ...common,
      visibility: 60_000,
      batch,
      consume: (messages, handled) => {
        const work = this.#deliver();
        return work.invocation.run(() => each(messages, handled, (message) => work.handle(message)));
      },
    });
    this.workflow = new PlayedWorkflow({
      ...common,
      act: (input) => this.#act(input),
      send: (body) => void this.delivery.send(body),
    });
    for (const [person, number] of Object.entries(NUMBERS))
      this.dynamo.seed(TABLES.contacts, contactItem(person, number));
    this.dynamo.onCommit = (writes) => {
      for (const { before, after } of writes) {
        if (after?.['state'] === 'claimed' && before !== after)
          this.claims.push({
            at: this.time.now(),
            page: pageOf(this.incident(String(after['incident'])), Delivery.parse(after)),
          });
      }
    };
    this.time.after(this.#chance() * 60_000, () => this.#sweepEveryMinute());
  }

  incidents(): Incident[] {
    return this.dynamo
      .items(TABLES.incidents)
      .flatMap((item) => (item['sk'] === 'I' ? [Incident.parse(item)] : []));
  }

  incident(id: string): Incident {
    const found = this.incidents().find((incident) => incident.id === id);
    if (found === undefined) throw new Error(`no incident ${id}`);
    return found;
  }

  /** The pages of all incidents as recorded. */
  deliveries(): { readonly page: string; readonly delivery: Delivery }[] {
    const items = this.dynamo.items(TABLES.incidents).filter((item) => String(item['sk']).startsWith('D#'));
    return items
      .map((item) => Delivery.parse(item))
      .map((delivery) => ({ delivery, page: pageOf(this.incident(delivery.incident), delivery) }));
  }

  /** What the sweeper would still come for, now or later. */
  due(): unknown[] {
    return this.dynamo.items(TABLES.incidents).filter((item) => item['gsi1pk'] === 'DUE');
  }

  /** A person acts through the API, and again a while later when there was no answer. Resolves when it is confirmed. */
  async change(id: string, wish: Wish): Promise<void> {
    for (let tries = 0; tries < 5; tries++) {
      const invocation = this.invocation('change');
      const change = makeChangeIncident({ ...this.#common(invocation), timer: this.#timer(invocation) });
      const result = await invocation
        .run(() => change(id, wish, 'person:alice', `request-${tries}`))
        .catch((error: unknown) => error);
      if (!(result instanceof Error)) return;
      await this.time.pass(10_000);
    }
    throw new Error('the API never answered');
  }

  invocation(name: string): Invocation {
    return new Invocation(name, this.calls, this.time, () => 5 + 95 * this.#chance());
  }

  #common(invocation: Invocation) {
    return {
      store: new IncidentStore(this.#database(invocation), TABLES),
      bus: bus(
        'belltower',
        invocation.client((command) => {
          for (const message of busMessages(command, this.time.now())) this.intake.send(message);
          return { FailedEntryCount: 0 };
        }),
      ),
      telemetry: SILENT,
      config: this.#config,
      now: () => this.time.now(),
    };
  }

  /** As the client of the functions does, it tries a transaction again that others are in the way of. */
  #database(invocation: Invocation) {
    const execute = (command: unknown) => {
      const attempts = Array.from({ length: PATIENCE.dynamoDb.attempts });
      if (
        command instanceof TransactWriteCommand &&
        attempts.every(() => this.#conflicts(this.#transactions++))
      )
        throw cancelled(['TransactionConflict']);
      return this.dynamo.execute(command);
    };
    return invocation.database(execute);
  }

  #timer(invocation: Invocation) {
    return ladderTimer(
      'arn:ladder',
      invocation.client((command) => this.workflow.start(command)),
    );
  }

  #intake() {
    const invocation = this.invocation('intake');
    const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
    return {
      invocation,
      handleAll: makeIntakeAlerts({
        ...this.#common(invocation),
        storms: new StormStore(this.#database(invocation), TABLES),
        rushes: new RushStore(this.#database(invocation), TABLES),
        timer: this.#timer(invocation),
        hash,
      }),
    };
  }

  #act(input: Parameters<ReturnType<typeof makeActOnLadder>>[0]) {
    const invocation = this.invocation('act');
    const list = new OverrideListStore(this.#database(invocation), TABLES.incidents);
    const act = makeActOnLadder({
      ...this.#common(invocation),
      silences: new SilenceStore(this.#database(invocation), TABLES),
      storms: new StormStore(this.#database(invocation), TABLES),
      wakes: new WakeStore(this.#database(invocation), TABLES.incidents),
      overrides: readableOverrides(list, SILENT),
    });
    return invocation.run(() => act(input, `${input.incidentId}-${input.clock}`));
  }

  #deliver() {
    const invocation = this.invocation('deliver');
    const handle = makeTakeOrder({
      held: new HeldStore(this.#database(invocation), TABLES),
      ...this.#common(invocation),
      store: new DeliveryStore(this.#database(invocation), TABLES),
      settlements: new SettlementStore(this.#database(invocation), TABLES),
      optOuts: new OptOutStore(this.#database(invocation), TABLES),
      timer: this.#timer(invocation),
      links: pageLinks('key', invocation.client(mac)),
      senders: {
        sms: smsSender(
          invocation.client((command) =>
            this.#took(texted(command, this.#refused, this.#optedOut, this.texts), 'sms'),
          ),
        ),
        email: emailSender(
          'belltower@acme.example',
          invocation.client((command) => this.#took(mailed(command), 'email')),
        ),
        webhook: async () => ({ ok: false, reason: 'nobody-has-one', retryable: false }),
        sink: makeReachSink({
          ...this.#common(invocation),
          heartbeat: new HeartbeatStore(this.#database(invocation), TABLES.incidents),
        }),
      },
      pageUrl: 'https://pages.acme.example',
    });
    return { invocation, handle };
  }

  #sweepEveryMinute(): void {
    this.time.after(60_000, () => this.#sweepEveryMinute());
    const invocation = this.invocation('sweep');
    const list = new IncidentListStore(this.#database(invocation), TABLES.incidents);
    const sweep = makeSweepLadders({ ...this.#common(invocation), list, timer: this.#timer(invocation) });
    const order = async (held: HeldOrder) => void this.delivery.send(JSON.stringify(held));
    invocation.run(() => sweep('tick')).catch(() => {}); // the next minute comes anyway
    const again = this.invocation('sweep');
    const heldList = new IncidentListStore(this.#database(again), TABLES.incidents);
    again.run(() => makeSweepHeld({ ...this.#common(again), list: heldList, order })()).catch(() => {});
  }

  /** A provider has taken a message: it is the page of theirs that is claimed, of which there is one at a time. */
  #took(person: string | undefined, method: string): object {
    const claimed = this.deliveries().filter(
      ({ delivery }) =>
        delivery.person === person && delivery.method === method && delivery.claimedAt !== undefined,
    );
    const latest = claimed.sort((a, b) =>
      (a.delivery.claimedAt ?? '') < (b.delivery.claimedAt ?? '') ? 1 : -1,
    )[0];
    this.sent.push({
      at: this.time.now(),
      page: latest?.page ?? `a message to ${person} that nobody claimed`,
    });
    return {};
  }
}

async function each<M>(
  messages: readonly M[],
  handled: (message: M, error?: unknown) => void,
  handle: (message: M, place: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    messages.map((message, place) =>
      handle(message, place).then(
        () => handled(message),
        (error: unknown) => handled(message, error),
      ),
    ),
  );
}

function pageOf(incident: Incident, delivery: Delivery): string {
  return `${incident.service} ${pageId(delivery)}`;
}

function contactItem(person: string, number: string) {
  return {
    pk: `PERSON#${person}`,
    sk: 'CONTACT',
    v: 1,
    person,
    updatedAt: T0,
    sms: { number, verifiedAt: T0 },
    email: { address: `${person}@acme.example`, verifiedAt: T0 },
  };
}
