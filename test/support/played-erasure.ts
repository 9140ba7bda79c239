import { type KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { millis } from '../../shared/kernel/duration.ts';
import { epochMs, type Instant, shift } from '../../shared/kernel/instant.ts';
import type { Facts, Telemetry } from '../../shared/kernel/telemetry.ts';
import type { BusEvent } from '../../shared/platform/bus-client.ts';
import { MacKey } from '../../shared/platform/mac-client.ts';
import { Organization } from '../../shared/platform/schema.ts';
import { makeAdvanceCase } from '../../shared/privacy/advance-case.ts';
import type { Case } from '../../shared/privacy/case.ts';
import { type CaseRecord, changedRecord } from '../../shared/privacy/case-record.ts';
import { type CaseChange, reopenStep } from '../../shared/privacy/change-case.ts';
import type { Connectors } from '../../shared/privacy/command-deps.ts';
import type { PrivacySection } from '../../shared/privacy/config.ts';
import { type AdvanceStep, CommandPointer, type CommandStep } from '../../shared/privacy/erasure-input.ts';
import type { Hold, Holds } from '../../shared/privacy/hold.ts';
import { IdentitySeal } from '../../shared/privacy/identity-seal-client.ts';
import { IdentityVault, VaultCleaner } from '../../shared/privacy/identity-vault-store.ts';
import { makeIssueCertificate } from '../../shared/privacy/issue-certificate.ts';
import { KmsSubjectKeys } from '../../shared/privacy/kms-subject-keys-client.ts';
import { nextCommands } from '../../shared/privacy/next-commands.ts';
import type { Awaited } from '../../shared/privacy/next-steps.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import type { Identities } from '../../shared/privacy/resolve-identities.ts';
import { makeRunCommand } from '../../shared/privacy/run-command.ts';
import { subjectTags } from '../../shared/privacy/subject-tags-client.ts';
import { makeTakeEvent } from '../../shared/privacy/take-event.ts';
import { keyPair } from './certificates.ts';
import { newCase, START } from './erasure-world.ts';
import { asClient, asDynamo, MemoryDynamo } from './memory-dynamo.ts';
import { PlayedConnector } from './played-connector.ts';
import { PlayedKms } from './played-kms.ts';

export const TABLE = 'cases';
export const CASE = 'case-1';
const VAULT_KEY = 'vault-key';
/** One for all: certificates of different worlds can be compared. */
const PAIR = keyPair();
const SIGNER = PAIR.digestSigner();

/** Whoever works is stopped: the function, or with it the execution. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface PlayedErasureOptions {
  /** At which of the points between awaits whoever works is killed, once; by default at none. */
  readonly killAt?: number;
  /** What happens then: the function is called again by its execution, or the execution is gone and another is started. */
  readonly afterwards?: 'retry' | 'restart';
  readonly known?: Identities;
  /** Connectors that are not played. */
  readonly connectors?: (now: () => Instant) => Connectors;
}

/** The workflow with the functions that are deployed, in virtual time: a table in memory, KMS and systems played. */
export class PlayedErasure {
  now: Instant = START;
  readonly dynamo = new MemoryDynamo();
  readonly kms = new PlayedKms();
  readonly connector = new PlayedConnector();
  readonly lines: { readonly event: string; readonly facts: Facts }[] = [];
  readonly raised: BusEvent[] = [];
  /** Everything that went through the workflow. */
  readonly history: (AdvanceStep | CommandStep | object)[] = [];
  /** Whether the table of holds answers. */
  holdsDown = false;
  /** Before each command, with what is about to run. */
  onCommand: (pointer: CommandPointer) => Promise<void> | void = () => {};
  points = 0;
  readonly stores;
  readonly keys: KmsSubjectKeys;
  readonly mac: MacKey;
  readonly vault: IdentityVault;
  readonly map: PrivacySection;
  readonly #options: PlayedErasureOptions;
  readonly #advance;
  readonly #run;
  readonly #take;
  #subject = '';

  constructor(map: PrivacySection, options: PlayedErasureOptions = {}) {
    this.map = map;
    this.#options = options;
    this.connector.point = () => this.#point();
    this.kms.keys.set(VAULT_KEY, { id: VAULT_KEY, state: 'Enabled', deletesAt: undefined });
    const kms = asClient<KMSClient>((command) => this.#played(command));
    const table = asDynamo(async (command) => {
      this.#point();
      const answer = this.dynamo.execute(command);
      this.#point();
      return answer;
    });
    const config = {
      organization: Organization.parse({ name: 'acme', home: { region: 'eu-west-1' } }),
      privacy: map,
    };
    const now = () => this.now;
    const telemetry = this.#telemetry();
    this.stores = privacyStores(table, TABLE);
    this.mac = new MacKey('tags', 'HMAC_SHA_256', kms);
    this.keys = new KmsSubjectKeys({ now: () => epochMs(this.now), client: kms });
    this.vault = new IdentityVault(table, TABLE, new IdentitySeal(VAULT_KEY, kms));
    const bus = {
      put: async (events: readonly BusEvent[]) => {
        this.raised.push(...events);
      },
    };
    const holds = {
      on: async (subjects: readonly string[]) => {
        if (this.holdsDown) throw new Error('the table of holds does not answer');
        return this.stores.holds.on(subjects);
      },
    };
    const common = { ...this.stores, holds, telemetry, config, now };
    this.#advance = makeAdvanceCase({
      ...common,
      vault: new VaultCleaner(table, TABLE),
      issue: makeIssueCertificate({ ...this.stores, signer: async () => SIGNER, config }),
    });
    this.#run = makeRunCommand({
      ...common,
      vault: this.vault,
      addresses: { resolve: async (system) => system },
      connectors: { dynamodb: this.connector, http: this.connector, ...options.connectors?.(now) },
      keys: this.keys,
      mac: this.mac,
      callbacks: this.mac,
      bus,
      apiUrl: 'https://api.example',
    });
    this.#take = makeTakeEvent({ ...common, timer: { start: async () => {} }, bus });
  }

  /** Opens the case of a person, in grace unless said otherwise. */
  async begin(stage?: Case['stage']): Promise<this> {
    const known = this.#options.known ?? { userId: ['u-1'] };
    const subjects = await subjectTags(this.mac, known);
    const [subject = ''] = subjects;
    this.#subject = subject;
    await this.vault.put(CASE, known);
    await this.stores.cases.open({ case: { ...newCase(stage), subject }, subjects }, this.occasion);
    return this;
  }

  get occasion() {
    return { at: this.now, actor: 'person:dpo', correlationId: 'test' };
  }

  get subject(): string {
    return this.#subject;
  }

  record(): Promise<CaseRecord> {
    return this.stores.cases.read(CASE);
  }

  async state(): Promise<string> {
    return (await this.record()).case.stage.state;
  }

  /** Works until the case is in a state, or waits for somebody, or for the clock longer than this. */
  async play({ until, waitAtMost = '60d', turns = 400 }: PlayOptions = {}): Promise<this> {
    for (let turn = 0; turn < turns; turn++) {
      const { run, case: of } = await this.record();
      if (until?.(of) === true) return this;
      const step = await this.#attempt(() => this.#advance({ caseId: CASE, run }, `${CASE}-${run}`));
      if (step === undefined) continue;
      this.history.push(step);
      if (step.done) return this;
      for (const command of step.commands) if (!(await this.#command(CommandPointer.parse(command)))) break;
      if (step.wakeAt === undefined) continue;
      if (step.wakeAt > shift(this.now, millis(waitAtMost))) return this;
      this.now = step.wakeAt > this.now ? step.wakeAt : this.now;
    }
    throw new Error('the case does not come to an end');
  }

  /** Something that happens to the case, as the API does it. */
  async change(by: (of: Case, now: Instant) => CaseChange): Promise<string> {
    const before = await this.record();
    const change = by(before.case, this.now);
    if (change.kind === 'refused') return change.reason;
    const after = changedRecord(before, change.case, this.now, { restart: true });
    await this.stores.cases.write(
      before,
      after,
      { action: 'case.change', reason: change.reason },
      this.occasion,
    );
    return change.reason;
  }

  async hold(hold: Omit<Hold, 'placed'>): Promise<void> {
    await this.stores.holds.place(this.#subject, { placed: this.now, ...hold }, this.occasion);
  }

  async hear(event: Parameters<ReturnType<typeof makeTakeEvent>>[0]): Promise<void> {
    await this.#take(event, event.id);
  }

  /** As the watch does, every five minutes. */
  async vouch(): Promise<void> {
    const { journal } = this.stores;
    await journal.vouch(await journal.moved(), async () => SIGNER, this.now);
  }

  /** How often a key was given to deletion. */
  get scheduled(): number {
    return this.kms.mock.commandCalls(ScheduleKeyDeletionCommand).length;
  }

  get publicKey() {
    return PAIR.publicKey;
  }

  /** One turn of the execution of a run. */
  turn(run: number): Promise<AdvanceStep> {
    return this.#advance({ caseId: CASE, run }, `${CASE}-${run}`);
  }

  async reopen(system: string): Promise<string> {
    return this.change((of) => reopenStep(of, system));
  }

  /** What the case waits for. */
  async awaiting(holds: Holds): Promise<readonly Awaited[]> {
    const next = nextCommands((await this.record()).case, this.map, holds, this.now);
    return 'awaiting' in next ? next.awaiting : [];
  }

  async certificates() {
    return this.stores.certificates.ofCase(CASE);
  }

  /** One command, begun again as often as it asks for. @returns false where its execution is gone */
  async #command(pointer: CommandPointer): Promise<boolean> {
    let next = pointer;
    for (;;) {
      await this.onCommand(next);
      const step = await this.#attempt(() => this.#run(next, `${next.caseId}-${next.run}`));
      if (step === undefined) return false;
      this.history.push(step);
      if (step.waitSeconds === 0) return true;
      this.now = shift(this.now, step.waitSeconds * 1000);
      next = CommandPointer.parse(step);
    }
  }

  /** Undefined where the execution is gone: the watch has started another. */
  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.kms.nowMs = epochMs(this.now);
    this.kms.deleteDue();
    try {
      return await this.#killable(work);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      this.#dead = false;
      if (this.#options.afterwards !== 'restart') return this.#killable(work);
      const { run, told, closed, ...record } = await this.record();
      await this.stores.cases.note(
        { ...record, run, told, closed },
        { run: run + 1, told, closed, wakeAt: this.now },
      );
      return undefined;
    }
  }

  #point(): void {
    if (!this.#armed) return;
    // Whoever is killed does nothing more, whatever it would do about an error.
    if (this.points++ === this.#options.killAt) this.#dead = true;
    if (this.#dead) throw new Killed();
  }

  #dead = false;

  /** What the test itself does is no point. */
  #armed = false;

  async #killable<T>(work: () => Promise<T>): Promise<T> {
    this.#armed = true;
    try {
      const done = await work();
      if (this.#dead) throw new Killed(); // it never came back, whatever it made of the error
      return done;
    } finally {
      this.#armed = false;
    }
  }

  async #played(command: unknown): Promise<unknown> {
    this.#point();
    // The mock takes what the client is given.
    const answer = await this.kms.client.send(command as Parameters<KMSClient['send']>[0]);
    this.#point();
    return answer;
  }

  #telemetry(): Telemetry {
    const line = (event: string, facts: Facts = {}) => {
      this.lines.push({ event, facts });
    };
    return { info: line, warn: line, count: () => {}, milliseconds: () => {} };
  }
}

interface PlayOptions {
  readonly until?: (of: Case) => boolean;
  readonly waitAtMost?: string;
  readonly turns?: number;
}
