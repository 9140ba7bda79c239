import { createHmac } from 'node:crypto';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { erasureDefinition } from '../../lib/privacy/erasure-definition.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { type Instant, shift } from '../../shared/kernel/instant.ts';
import type { Telemetry } from '../../shared/kernel/telemetry.ts';
import type { BusEvent } from '../../shared/platform/bus-client.ts';
import { Organization } from '../../shared/platform/schema.ts';
import { makeAdvanceCase } from '../../shared/privacy/advance-case.ts';
import { CaseListStore } from '../../shared/privacy/case-list-store.ts';
import type { PrivacySection } from '../../shared/privacy/config.ts';
import type { Connector, ConnectorCall } from '../../shared/privacy/connector.ts';
import { COMMANDS_AT_ONCE, CommandPointer, type ErasureInput } from '../../shared/privacy/erasure-input.ts';
import { IdentityVault, VaultCleaner } from '../../shared/privacy/identity-vault-store.ts';
import { makeIssueCertificate } from '../../shared/privacy/issue-certificate.ts';
import { makeOpenRequest } from '../../shared/privacy/open-request.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { makeRunCommand } from '../../shared/privacy/run-command.ts';
import { makeVouchForChains } from '../../shared/privacy/vouch-for-chains.ts';
import { wakeCase } from '../../shared/privacy/wake-case.ts';
import { makeWatchOpenCases } from '../../shared/privacy/watch-open-cases.ts';
import { keyPair } from './certificates.ts';
import { START } from './erasure-world.ts';
import { asDynamo, MemoryDynamo } from './memory-dynamo.ts';
import { PlayedLambda, Throttled } from './played-lambda.ts';
import { chance, VirtualTime } from './virtual-time.ts';

const TABLE = 'cases';
const PAIR = keyPair();
const SIGNER = PAIR.digestSigner();
const KEY = { sign: async (message: Uint8Array) => createHmac('sha256', 'k').update(message).digest() };
const SEAL = {
  seal: async (_: string, bytes: Uint8Array) => bytes,
  open: async (_: string, bytes: Uint8Array) => bytes,
};

/** As `lib/privacy` has them. */
const CONCURRENCY = { serve: 5, advance: 8, run: 20 };
const SET_ASIDE_MS = 60_000;
/** Twice as often as it is deployed: it sees more of those that are late. */
const WATCH_EVERY_MS = 2.5 * 60_000;

const Retry = z.object({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxDelaySeconds: z.number().default(Number.POSITIVE_INFINITY),
  MaxAttempts: z.number(),
});
const Retries = z.object({ Retry: z.array(Retry) });
/** The definition that is deployed, as far as it says what becomes of errors. */
const { States } = z
  .object({
    States: z.object({
      Act: Retries,
      Commands: z.object({ ItemProcessor: z.object({ States: z.object({ Run: Retries }) }) }),
    }),
  })
  .parse(erasureDefinition('aws'));

/** Of a state that is tried, with those that lead there and away from it: high. */
const EVENTS_PER_ATTEMPT = 10;

interface History {
  events: number;
}

/** How systems behave: how long one takes to answer, in milliseconds. */
export interface PlayedCrowdOptions {
  readonly seed: number;
  readonly takesMs: Readonly<Record<string, number>>;
}

/** Many cases at once in virtual time: workflows, functions that run so many times at once, and one table, interleaved by chance. */
export class PlayedCrowd {
  readonly time = new VirtualTime(START);
  readonly dynamo = new MemoryDynamo();
  /** What was stored, as whoever looks at it afterwards reads it: at once. */
  readonly stored = privacyStores(this.dynamo.client, TABLE);
  readonly publicKey = PAIR.publicKey;
  /** By system: who has records there, how many commands it has now, and had at the most. */
  readonly systems = new Map<string, { readonly users: Set<string>; inFlight: number; most: number }>();
  readonly raised: BusEvent[] = [];
  /** What would have been a failed execution, request or watch. */
  readonly failures: unknown[] = [];
  readonly counts = { transactions: 0, cancelled: 0, reads: 0, throttled: 0, busy: 0, setAside: 0 };
  /** The most events that an execution has in its history. */
  mostEvents = 0;
  readonly #random: () => number;
  readonly #takesMs: PlayedCrowdOptions['takesMs'];
  readonly #serve = new PlayedLambda(CONCURRENCY.serve);
  readonly #advance = new PlayedLambda(CONCURRENCY.advance);
  readonly #run = new PlayedLambda(CONCURRENCY.run);
  readonly #act;
  readonly #do;
  readonly #open;
  readonly #watch;

  constructor(privacy: PrivacySection, { seed, takesMs }: PlayedCrowdOptions) {
    this.#random = chance(seed);
    this.#takesMs = takesMs;
    for (const { id } of privacy.systems) this.systems.set(id, { users: new Set(), inFlight: 0, most: 0 });
    const table = asDynamo((command) => this.#ask(command));
    const config = {
      organization: Organization.parse({ name: 'acme', home: { region: 'eu-west-1' } }),
      privacy,
    };
    const now = () => this.time.now();
    const telemetry: Telemetry = { info: () => {}, warn: () => {}, count: () => {}, milliseconds: () => {} };
    const pause = (attempt: number) => this.time.pass(this.#random() * Math.min(10 * 2 ** attempt, 400));
    const stores = privacyStores(table, TABLE, pause);
    const vault = new IdentityVault(table, TABLE, SEAL);
    const cleaner = new VaultCleaner(table, TABLE);
    const bus = { put: async (events: readonly BusEvent[]) => void this.raised.push(...events) };
    const signer = async () => {
      await this.time.pass(10 + 20 * this.#random());
      return SIGNER;
    };
    const timer = { start: async (input: ErasureInput) => void this.#execute(input) };
    const common = { ...stores, store: stores.cases, privacy, config, telemetry, now, vault, bus };
    const wake = wakeCase(timer, telemetry);
    let ids = 0;
    this.#open = makeOpenRequest({ ...common, cleaner, key: KEY, wake, newId: () => `case-${++ids}` });
    this.#act = makeAdvanceCase({
      ...common,
      vault: cleaner,
      issue: makeIssueCertificate({ ...stores, signer, config }),
    });
    const connector = this.#connector();
    this.#do = makeRunCommand({
      ...common,
      addresses: { resolve: async (system) => system },
      connectors: { dynamodb: connector, http: connector },
      keys: { destroy: async () => [], fateOf: async () => 'deleted' },
      mac: KEY,
      callbacks: KEY,
      apiUrl: 'https://api.example',
    });
    const vouch = makeVouchForChains({ ...common, signer });
    this.#watch = makeWatchOpenCases({ ...common, lists: new CaseListStore(table, TABLE), wake, vouch });
  }

  /** Asks for this many persons to be erased, all at once; who is not let in asks again. */
  ask(persons: number): void {
    for (let n = 1; n <= persons; n++) {
      for (const { users } of this.systems.values()) users.add(`u-${n}`);
      const body = { type: 'erasure', identities: { userId: [`u-${n}`] }, evidence: `ticket:${n}` };
      const by = { actor: 'iam:AIDA', correlationId: `request-${n}` };
      const asked = async (): Promise<unknown> => {
        try {
          return await this.#serve.invoke(() => this.#open(body, by));
        } catch (error) {
          if (!(error instanceof Throttled)) throw error;
          await this.time.pass(1_000 * this.#random());
          return asked();
        }
      };
      asked().catch((error: unknown) => this.failures.push(error));
    }
  }

  /** Lets so much time pass, in which the watch looks at all cases now and then. */
  async pass(ms: number): Promise<void> {
    const end = shift(this.time.now(), ms);
    for (let at = WATCH_EVERY_MS; at <= ms; at += WATCH_EVERY_MS)
      this.time.after(at, () => void this.#watch().catch((error: unknown) => this.failures.push(error)));
    await this.time.run(end);
  }

  /** The same, in which nobody looks. */
  async passUnwatched(until: Instant): Promise<void> {
    await this.time.run(until);
  }

  async #execute({ caseId, run }: ErasureInput): Promise<void> {
    const by = `${caseId}-${run}`;
    const history: History = { events: 0 };
    try {
      for (;;) {
        const act = () => this.#advance.invoke(() => this.#act({ caseId, run }, by));
        const step = await this.#retried(States.Act.Retry, history, act);
        if (step.done) return;
        const commands = step.commands.map((one) => CommandPointer.parse(one));
        const worker = async () => {
          for (let next = commands.shift(); next !== undefined; next = commands.shift())
            await this.#command(next, by, history);
        };
        await Promise.all(Array.from({ length: COMMANDS_AT_ONCE }, worker));
        if (step.wakeAt !== undefined) await this.time.until(step.wakeAt);
      }
    } catch (error) {
      this.failures.push(error);
    }
  }

  async #command(pointer: CommandPointer, by: string, history: History): Promise<void> {
    const { Retry: retry } = States.Commands.ItemProcessor.States.Run;
    try {
      for (let next = pointer; ; ) {
        const begun = next;
        const step = await this.#retried(retry, history, () => this.#run.invoke(() => this.#do(begun, by)));
        if (step.waitSeconds === 0) return;
        if (step.reason === 'at-capacity') this.counts.busy++;
        await this.time.pass(step.waitSeconds * 1000);
        next = CommandPointer.parse(step);
      }
    } catch {
      this.counts.setAside++;
      await this.time.pass(SET_ASIDE_MS);
    }
  }

  /** As Step Functions does it: each retrier counts by itself, and what none takes is the error of the state. */
  async #retried<T>(
    retriers: readonly z.infer<typeof Retry>[],
    history: History,
    work: () => Promise<T>,
  ): Promise<T> {
    const used = retriers.map(() => 0);
    for (;;) {
      try {
        history.events += EVENTS_PER_ATTEMPT;
        this.mostEvents = Math.max(this.mostEvents, history.events);
        return await work();
      } catch (error) {
        const name = error instanceof Throttled ? 'Lambda.TooManyRequestsException' : nameOf(error);
        if (error instanceof Throttled) this.counts.throttled++;
        const place = retriers.findIndex(
          ({ ErrorEquals: [first] }) => first === name || first === 'States.ALL',
        );
        const [retrier, count = 0] = [retriers[place], used[place]];
        if (retrier === undefined || count >= retrier.MaxAttempts) throw error;
        used[place] = count + 1;
        const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = retrier;
        const seconds = Math.min(IntervalSeconds * BackoffRate ** count, MaxDelaySeconds);
        await this.time.pass(this.#random() * seconds * 1000);
      }
    }
  }

  /** The table answers after some milliseconds: whoever asked at the same time may have been first. */
  async #ask(command: unknown): Promise<unknown> {
    await this.time.pass(2 + 8 * this.#random());
    if (!(command instanceof TransactWriteCommand)) {
      this.counts.reads++;
      return this.dynamo.execute(command);
    }
    this.counts.transactions++;
    try {
      return this.dynamo.execute(command);
    } catch (error) {
      this.counts.cancelled++;
      throw error;
    }
  }

  #connector(): Connector {
    const work = async ({ system: { id }, identities }: ConnectorCall) => {
      const system = this.systems.get(id);
      const [user] = identities['userId'] ?? [];
      if (system === undefined || user === undefined) throw new Error('is there');
      system.most = Math.max(system.most, ++system.inFlight);
      await this.time.pass((this.#takesMs[id] ?? 50) * (0.5 + this.#random()));
      system.inFlight--;
      return { users: system.users, user };
    };
    return {
      erase: async (call) => {
        const { users, user } = await work(call);
        if (users.has(user)) await call.tally.claim([user]);
        users.delete(user);
        const { any, count } = await call.tally.total();
        return any ? { answer: 'done', count } : { answer: 'none' };
      },
      verify: async (call) => {
        const { users, user } = await work(call);
        return users.has(user) ? { answer: 'residue', count: 1 } : { answer: 'empty' };
      },
      lookUp: async (_, { system, way, canonical }) => ({ system, way, canonical, records: [] }),
    };
  }
}

/** As `taskHandler` names errors for the workflow. */
function nameOf(error: unknown): string {
  return error instanceof AppError && !error.retryable ? 'NotRetryable' : 'Retryable';
}
