import { setTimeout as pause } from 'node:timers/promises';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ApiError } from '../bin/api-error.ts';
import { localClientConfig } from '../local/aws-environment.ts';
import { fictionalContacts } from '../local/contacts.ts';
import { readLocalConfig, readLocalPrivacy } from '../local/local-config.ts';
import type { LocalStack } from '../local/local-stack.ts';
import { PrivacyData, personOf } from '../local/privacy-data.ts';
import { ScenarioWorld } from '../local/scenario-world.ts';
import { epochMs } from '../shared/kernel/instant.ts';
import { OneCase } from '../shared/privacy/case-api.ts';
import { privacyStores } from '../shared/privacy/privacy-store.ts';
import { verifyAudit } from '../shared/privacy/verify-audit.ts';
import { publicKeyOf } from '../shared/privacy/verify-certificate.ts';

const CALLERS = 8;
const LOOK_MS = 500;
/** A case is asked for by its id, and those that are certified are not asked for again. */
const CASES_EVERY_LOOKS = 10;
const AGAIN_MS = 2_000;

const Gate = z.object({ pk: z.string(), leases: z.record(z.string(), z.unknown()) });

/** The deployed stack as somebody who has many people erased at once. */
export class CrowdWorld {
  readonly #world: ScenarioWorld;
  readonly #data: PrivacyData;
  readonly #url: string;
  readonly #stores;
  readonly #systems = readLocalPrivacy().privacy.systems;
  readonly #most = new Map<string, number>();
  #people: string[] = [];
  /** The ids of the cases, and when each was certified. */
  readonly #cases = new Map<string, { waited: number; outcome: string } | undefined>();

  constructor(stack: Pick<LocalStack, 'emulator' | 'outputs' | 'costExplorer'>) {
    const config = readLocalConfig();
    this.#world = new ScenarioWorld(stack, config, fictionalContacts(config.organization));
    this.#url = stack.emulator.url;
    const { outputs, documents } = this.#world;
    this.#data = new PrivacyData(this.#url, documents, outputs.TagKeyId);
    this.#stores = privacyStores(documents, outputs.CasesTable);
  }

  /**
   * Makes the systems, and a profile, a comment, a picture, a subscription and a sealed line of each person. The service that
   * has the subscriptions takes commands until the signal.
   */
  async fill(people: number, signal: AbortSignal): Promise<void> {
    await this.#data.make();
    this.#data.newsletter.serve(signal).catch((error: unknown) => {
      if (!signal.aborted) console.error(`the newsletter takes no commands any more: ${String(error)}`);
    });
    const run = Date.now().toString(36);
    this.#people = Array.from({ length: people }, (_, n) => `c${run}${n}`);
    await each(this.#people, (one) => this.#data.fill(one));
  }

  /** Asks for all of them at once; who is told that it is too much asks again. @returns how long that took, in milliseconds */
  async ask(): Promise<{ readonly asked: number; readonly askedAgain: number }> {
    const from = Date.now();
    let askedAgain = 0;
    const request = async (person: string): Promise<void> => {
      const { email } = personOf(person);
      const body = { type: 'erasure', identities: { email: [email] }, evidence: `ticket/${person}` };
      for (;;) {
        try {
          const opened = OneCase.parse(await this.#world.api.send('POST', '/v1/privacy/requests', body));
          this.#cases.set(opened.case.id, undefined);
          return;
        } catch (error) {
          if (error instanceof ApiError && error.status !== 429 && error.status < 500) throw error;
          askedAgain++;
          await pause(AGAIN_MS * Math.random());
        }
      }
    };
    await Promise.all(this.#people.map(request));
    return { asked: Date.now() - from, askedAgain };
  }

  /** Looks at the gates until every case is certified, or so many milliseconds have passed. */
  async wait(within: number): Promise<{ readonly ended: number | undefined; readonly polls: number }> {
    const from = Date.now();
    for (let polls = 1; ; polls++) {
      await this.#lookAtGates();
      if (polls % CASES_EVERY_LOOKS === 0) {
        await this.#lookAtCases();
        if ([...this.#cases.values()].every((one) => one !== undefined))
          return { ended: Date.now() - from, polls };
      }
      if (Date.now() - from > within) return { ended: undefined, polls };
      await pause(LOOK_MS);
    }
  }

  /** What became of the cases, and how many milliseconds they took. */
  async outcome() {
    await this.#lookAtCases();
    const ended = [...this.#cases.values()].flatMap((one) => one ?? []);
    const waits = ended.map(({ waited }) => waited).sort((a, b) => a - b);
    const open = new Map<string, number>();
    for (const [id, one] of this.#cases) {
      if (one !== undefined) continue;
      const { state } = (await this.#stores.cases.read(id)).case.stage;
      open.set(state, (open.get(state) ?? 0) + 1);
    }
    return {
      certified: ended.length,
      done: ended.filter(({ outcome }) => outcome === 'done').length,
      open: [...open].map(([state, count]) => `${count} ${state}`).join(', ') || '0',
      median: waits[Math.floor(waits.length / 2)] ?? 0,
      longest: waits.at(-1) ?? 0,
    };
  }

  async failedExecutions(): Promise<number> {
    const client = new SFNClient(localClientConfig(this.#url));
    let failed = 0;
    for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      const query = { stateMachineArn: this.#world.outputs.ErasureArn, statusFilter };
      for await (const { executions = [] } of paginateListExecutions({ client }, query))
        failed += executions.length;
    }
    return failed;
  }

  /** How much there still is of a tenth of them, at least of one. */
  async left(): Promise<number> {
    let left = 0;
    for (const person of this.#people.slice(0, Math.ceil(this.#people.length / 10)))
      left += Object.values(await this.#data.of(person)).flat().length;
    return left;
  }

  /** What the audit trail is found to be, in words. */
  async audit(): Promise<string> {
    const kms = new KMSClient(localClientConfig(this.#url));
    const { SigningKeyId: KeyId } = this.#world.outputs;
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
    const der = Buffer.from(PublicKey).toString('base64').replaceAll(/.{64}/g, '$&\n');
    const key = publicKeyOf(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----`);
    if (key === undefined) throw new Error('the key service gave no public key');
    const trail = await this.#stores.journal.trail();
    const verdict = verifyAudit(trail, key);
    if (!verdict.valid) return `NOT SOUND: ${JSON.stringify(verdict)}`;
    const { chains, entries, signed } = verdict;
    return `sound: ${entries} entries in ${chains} chains, ${signed} signed for; journal of ${trail.journal.length}`;
  }

  /** By system, how many commands the looks have seen in flight at the most. */
  inFlight(): { readonly system: string; readonly most: number; readonly cap: number }[] {
    return this.#systems.map(({ id, concurrency: cap }) => ({
      system: id,
      most: this.#most.get(id) ?? 0,
      cap,
    }));
  }

  async #lookAtGates(): Promise<void> {
    const { documents, outputs } = this.#world;
    const Keys = this.#systems.map(({ id }) => ({ pk: `CONNECTOR#${id}`, sk: 'STATE' }));
    const RequestItems = { [outputs.CasesTable]: { Keys, ConsistentRead: true } };
    const { Responses = {} } = await documents.send(new BatchGetCommand({ RequestItems }));
    for (const item of Responses[outputs.CasesTable] ?? []) {
      const { pk, leases } = Gate.parse(item);
      const system = pk.replace('CONNECTOR#', '');
      this.#most.set(system, Math.max(this.#most.get(system) ?? 0, Object.keys(leases).length));
    }
  }

  async #lookAtCases(): Promise<void> {
    const open = [...this.#cases].flatMap(([id, one]) => (one === undefined ? [id] : []));
    await each(open, async (id) => {
      const { received, stage } = (await this.#stores.cases.read(id)).case;
      if (stage.state !== 'certified') return;
      const [first] = await this.#stores.certificates.ofCase(id);
      if (first !== undefined)
        this.#cases.set(id, {
          waited: epochMs(first.issuedAt) - epochMs(received),
          outcome: stage.outcome,
        });
    });
  }
}

/** Some of them side by side. */
async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...all];
  const caller = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await work(next);
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
}
