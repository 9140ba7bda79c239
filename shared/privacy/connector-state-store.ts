import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { afresh } from '../kernel/afresh.ts';
import { Instant } from '../kernel/instant.ts';
import { decode, sameVersion, transact } from '../runtime/dynamo.ts';
import { type Pause, stepAside } from '../runtime/step-aside.ts';
import type { System } from './config.ts';
import { type ConnectorState, entered, type Gate, left, passGate } from './connector-gate.ts';
import type { Failure } from './progress.ts';

/** So many may go through one gate at the same time, and be in each other's way. */
const ATTEMPTS = 60;

const GateItem = z.object({
  version: z.int().min(1),
  failures: z.int().min(0),
  openUntil: Instant.optional(),
  /** Whoever is at work on a command, by its key, until when at the latest: who was killed goes out by itself. */
  leases: z.record(z.string(), z.object({ holder: z.string(), until: Instant })),
});
type GateItem = z.infer<typeof GateItem>;

/** Who wants to send a command. */
export interface Entrant {
  /** The command's idempotency key: of two at once with the same one waits. */
  readonly key: string;
  /** Who tries again is the same, and does not wait for itself. */
  readonly holder: string;
  /** When they will have ended at the latest. */
  readonly until: Instant;
}

/** How each connector is doing over all cases: how many commands it works on, and whether it is down. */
export class ConnectorStateStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #pause: Pause;

  constructor(client: DynamoDBDocumentClient, table: string, pause: Pause = stepAside) {
    this.#client = client;
    this.#table = table;
    this.#pause = pause;
  }

  /** Whether a command may go to a system now; if so, it is counted as on its way until it `left`. */
  async enter(
    { id, concurrency }: Pick<System, 'id' | 'concurrency'>,
    { key, holder, until }: Entrant,
    now: Instant,
  ): Promise<Gate> {
    return afresh(
      async () => {
        const before = await this.#read(id);
        const leases = running(before, now);
        const { [key]: own, ...others } = leases;
        if (own !== undefined && own.holder !== holder)
          return { kind: 'wait', reason: 'at-capacity', until: undefined };
        const state = stateOf(before, others);
        const gate = passGate({ concurrency }, state, now);
        if (gate.kind === 'wait') return gate;
        const { failures, openUntil } = entered(state);
        await this.#write(id, before, {
          failures,
          openUntil,
          leases: { ...others, [key]: { holder, until } },
        });
        return gate;
      },
      ATTEMPTS,
      this.#pause,
    );
  }

  /** That a command was answered, or not. @param failure undefined for an answer */
  async leave(
    system: string,
    { key, holder }: Pick<Entrant, 'key' | 'holder'>,
    failure: { readonly failure: Failure; readonly retryAfterMs?: number | undefined } | undefined,
    now: Instant,
  ): Promise<void> {
    await afresh(
      async () => {
        const before = await this.#read(system);
        const leases = running(before, now);
        const { [key]: own, ...others } = leases;
        const kept = own === undefined || own.holder === holder ? others : leases;
        const { failures, openUntil } = left(stateOf(before, leases), failure, now);
        await this.#write(system, before, { failures, openUntil, leases: kept });
      },
      ATTEMPTS,
      this.#pause,
    );
  }

  async #read(system: string): Promise<GateItem | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(system), ConsistentRead: true }),
    );
    return Item === undefined ? undefined : decode(GateItem, Item, 'state of a connector');
  }

  async #write(
    system: string,
    before: GateItem | undefined,
    after: Omit<GateItem, 'version'>,
  ): Promise<void> {
    const version = (before?.version ?? 0) + 1;
    const unchanged = sameVersion(before);
    const Item = { ...keyOf(system), ...after, version };
    await transact(this.#client, [{ Put: { TableName: this.#table, Item, ...unchanged } }]);
  }
}

type Leases = GateItem['leases'];

function running(item: GateItem | undefined, now: Instant): Leases {
  return Object.fromEntries(Object.entries(item?.leases ?? {}).filter(([, { until }]) => now < until));
}

function stateOf(item: GateItem | undefined, leases: Leases): ConnectorState {
  return {
    inFlight: Object.keys(leases).length,
    failures: item?.failures ?? 0,
    openUntil: item?.openUntil,
  };
}

function keyOf(system: string): { pk: string; sk: string } {
  return { pk: `CONNECTOR#${system}`, sk: 'STATE' };
}
