import { millis } from '../../shared/kernel/duration.ts';
import { elapsed, type Instant, shift } from '../../shared/kernel/instant.ts';
import { Case, type ShreddedKey } from '../../shared/privacy/case.ts';
import { caseCertificate } from '../../shared/privacy/case-certificate.ts';
import { type CaseChange, keyDeleted, resolved, shredded } from '../../shared/privacy/change-case.ts';
import type { Command, SystemCommand } from '../../shared/privacy/command.ts';
import type { PrivacySection, SystemId } from '../../shared/privacy/config.ts';
import { digestOf, digestOfJson } from '../../shared/privacy/digest.ts';
import { dueDate } from '../../shared/privacy/due-date.ts';
import type { Holds } from '../../shared/privacy/hold.ts';
import { nextCommands } from '../../shared/privacy/next-commands.ts';
import type { EraseAnswer, VerifyAnswer } from '../../shared/privacy/progress.ts';
import { recordAnswer } from '../../shared/privacy/record-answer.ts';
import { recordSent } from '../../shared/privacy/record-sent.ts';

export const START = '2026-03-02T09:00:00.000Z';

/** How a played system behaves; what is not said is an ordinary one with three records of each class. */
export interface Played {
  readonly records?: number;
  /** So many erasures leave a record behind. */
  readonly leaves?: number;
  /** Not to be reached until so long after the start. */
  readonly downFor?: string;
  /** Says that it will, and has after so long. */
  readonly takes?: string;
  /** Its answer comes so much later, by callback. */
  readonly callsBackAfter?: string;
  /** What it says instead. */
  readonly says?: EraseAnswer;
}

/** A case in grace, with nothing done. */
export function newCase(stage: Case['stage'] = { state: 'grace', until: shift(START, millis('3d')) }): Case {
  return Case.parse({
    v: 1,
    id: 'case-1',
    type: 'erasure',
    subject: 'hPSO4cNZ2p3q6xhS4TqQ0w',
    received: START,
    pauses: [],
    extended: false,
    dataMap: digestOf('map'),
    issue: 1,
    stage,
  });
}

interface Sent {
  readonly at: Instant;
  readonly command: Command;
  readonly holds: Holds;
}

class Killed extends Error {}

/** Plays a case against systems in virtual time, whoever does the work being killed at a step. */
export class ErasureWorld {
  now: Instant = START;
  /** As it was last stored. */
  stored: Case;
  readonly sent: Sent[] = [];
  readonly effects: {
    readonly at: Instant;
    readonly system: SystemId;
    readonly kind: string;
    readonly classes: readonly SystemId[];
  }[] = [];
  /** What there is, by system and class. */
  readonly records: Map<SystemId, Map<SystemId, number>>;
  keys: ShreddedKey[] = [];
  holds: (at: Instant) => Holds = () => ({ kind: 'known', holds: [] });
  readonly #map: PrivacySection;
  readonly #played: Readonly<Record<SystemId, Played>>;
  readonly #answers = new Map<string, EraseAnswer>();
  readonly #left: Map<SystemId, number>;
  readonly #goes = new Map<SystemId, Instant>();
  /** Commands that the workflow has in hand; it tries again until they are sent. */
  #outbox: readonly Command[] = [];
  #callbacks: { readonly at: Instant; readonly command: SystemCommand }[] = [];
  #points = 0;
  readonly #killAt: number;
  /** The classes of which there is data, and so a key. */
  readonly #sealed: ReadonlySet<SystemId>;

  constructor(
    map: PrivacySection,
    played: Readonly<Record<SystemId, Played>> = {},
    killAt = Number.POSITIVE_INFINITY,
    of = newCase(),
  ) {
    this.#map = map;
    this.#played = played;
    this.#killAt = killAt;
    this.stored = of;
    this.records = new Map(
      map.systems.map(({ id, classes }) => [
        id,
        new Map(classes.map((one) => [one.id, played[id]?.records ?? 3])),
      ]),
    );
    this.#sealed = new Set(
      [...this.records.values()].flatMap((held) =>
        [...held].flatMap(([name, count]) => (count > 0 ? [name] : [])),
      ),
    );
    this.#left = new Map(map.systems.map(({ id }) => [id, played[id]?.leaves ?? 0]));
  }

  /** Works until the case has come to a state, is closed, or waits for somebody. */
  run(until: (of: Case) => boolean = () => false, most = 2_000): this {
    for (let turn = 0; turn < most && !until(this.stored); turn++) {
      try {
        if (!this.#turn()) return this;
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
      }
    }
    return this;
  }

  /** Something that happens to the case. */
  change(by: (of: Case) => CaseChange): string {
    const change = by(this.stored);
    if (change.kind === 'changed') this.#store(change.case);
    return change.reason;
  }

  get certificate() {
    const clock = { received: this.stored.received, pauses: this.stored.pauses, extended: false };
    const due = dueDate(clock, { ...this.#map.policy, timeZone: 'UTC' });
    return caseCertificate(this.stored, 'acme', due, null);
  }

  get digest(): string | undefined {
    const { certificate } = this;
    return certificate === undefined ? undefined : digestOfJson(certificate);
  }

  /** The commands in the order in which they were first sent. */
  get sequence(): string[] {
    const once = new Set<string>();
    for (const { command } of this.sent) once.add(nameOf(command));
    return [...once];
  }

  #turn(): boolean {
    const holds = this.holds(this.now);
    if (this.#outbox.length > 0) {
      this.#deliver(this.#outbox, holds);
      this.#outbox = [];
      return true;
    }
    const next = nextCommands(this.stored, this.#map, holds, this.now);
    this.#point();
    switch (next.kind) {
      case 'closed':
        return false;
      case 'move':
        this.#store(next.to);
        this.#point();
        return true;
      case 'wait':
        return this.#wait(next.wakeAt);
      case 'send':
        this.#send(next.commands, holds);
        return true;
    }
  }

  /** What calls back must be known when it does: that it is sent is stored first, and then it is sent for certain. */
  #send(commands: readonly Command[], holds: Holds): void {
    const callsBack = (command: Command) =>
      command.kind === 'erase' && this.#played[command.system]?.callsBackAfter !== undefined;
    const later = commands.filter(callsBack);
    if (later.length > 0) {
      this.#store(recordSent(this.stored, later, this.#map, this.now));
      this.#outbox = later;
      this.#point();
      this.#deliver(later, holds);
      this.#outbox = [];
    }
    const atOnce = commands.filter((command) => !callsBack(command));
    this.#point();
    if (atOnce.length > 0) this.#deliver(atOnce, holds);
  }

  #deliver(commands: readonly Command[], holds: Holds): void {
    let of = recordSent(this.stored, commands, this.#map, this.now);
    for (const command of commands) {
      this.sent.push({ at: this.now, command, holds });
      of = this.#do(of, command);
      this.#point();
    }
    this.#store(of);
    this.#point();
  }

  #do(of: Case, command: Command): Case {
    switch (command.kind) {
      case 'resolve':
        return caseOf(resolved(of, this.#map, { userId: ['u-1'], email: ['ann@acme.example'] }, this.now));
      case 'shred':
        return caseOf(shredded(of, command.classes, this.#shred(command.classes)));
      case 'poll-keys':
        return command.keyIds.reduce((one, id) => caseOf(keyDeleted(one, id)), of);
      case 'erase': {
        const after = this.#played[command.system]?.callsBackAfter;
        if (after === undefined) return this.#answer(of, command, this.#erase(command));
        if (!this.#callbacks.some((one) => one.command.idempotencyKey === command.idempotencyKey))
          this.#callbacks.push({ at: shift(this.now, millis(after)), command });
        return of;
      }
      case 'verify':
        return this.#answer(of, command, this.#verify(command));
    }
  }

  #answer(of: Case, { system, idempotencyKey }: SystemCommand, answer: EraseAnswer | VerifyAnswer): Case {
    const taken = recordAnswer(of, { system, idempotencyKey, answer }, this.now);
    if (taken.kind === 'refused') throw new Error(`refused: ${taken.reason}`);
    return taken.kind === 'recorded' ? taken.case : of;
  }

  #isDown(system: SystemId): boolean {
    const { downFor } = this.#played[system] ?? {};
    return downFor !== undefined && elapsed(START, this.now) < millis(downFor);
  }

  #erase({ system, classes, idempotencyKey }: SystemCommand): EraseAnswer {
    if (this.#isDown(system)) return { answer: 'failed', failure: 'unavailable', code: 'down' };
    const known = this.#answers.get(idempotencyKey);
    if (known !== undefined) return known;
    this.effects.push({ at: this.now, system, kind: 'erase', classes });
    const { says, takes } = this.#played[system] ?? {};
    const answer =
      says ?? (takes === undefined ? this.#remove(system, classes) : { answer: 'instructed' as const });
    if (takes !== undefined && says === undefined) this.#goes.set(system, shift(this.now, millis(takes)));
    if (answer.answer !== 'failed') this.#answers.set(idempotencyKey, answer);
    return answer;
  }

  #remove(system: SystemId, classes: readonly SystemId[]): EraseAnswer {
    const left = this.#left.get(system) ?? 0;
    this.#left.set(system, Math.max(0, left - 1));
    const held = this.records.get(system) ?? new Map<SystemId, number>();
    let count = 0;
    for (const [place, name] of classes.entries()) {
      const there = held.get(name) ?? 0;
      const stays = left > 0 && place === 0 && there > 0 ? 1 : 0;
      held.set(name, stays);
      count += there - stays;
    }
    return count === 0 && left === 0 ? { answer: 'none' } : { answer: 'done', count };
  }

  #verify({ system, classes }: SystemCommand): VerifyAnswer {
    if (this.#isDown(system)) return { answer: 'failed', failure: 'unavailable', code: 'down' };
    const goes = this.#goes.get(system);
    if (goes !== undefined && goes <= this.now) this.#remove(system, classes);
    const count = classes.reduce((sum, name) => sum + (this.records.get(system)?.get(name) ?? 0), 0);
    return count === 0 ? { answer: 'empty' } : { answer: 'residue', count };
  }

  #shred(classes: readonly SystemId[]): ShreddedKey[] {
    for (const name of classes) {
      if (!this.#sealed.has(name) || this.keys.some((key) => key.class === name)) continue;
      this.keys.push({
        keyId: `00000000-0000-0000-0000-${String(this.keys.length).padStart(12, '0')}`,
        class: name,
        scheduledAt: this.now,
        deletesAt: shift(this.now, millis('7d')),
        deleted: false,
        evidence: 'KMSInvalidStateException',
      });
    }
    return this.keys.filter((key) => classes.includes(key.class));
  }

  #wait(wakeAt: Instant | undefined): boolean {
    const [first] = this.#callbacks.toSorted((a, b) => (a.at < b.at ? -1 : 1));
    const at = first !== undefined && (wakeAt === undefined || first.at <= wakeAt) ? first.at : wakeAt;
    if (at === undefined) return false;
    this.now = at > this.now ? at : this.now;
    if (first === undefined || first.at > this.now) return true;
    const of = this.#answer(this.stored, first.command, this.#erase(first.command));
    this.#store(of);
    this.#callbacks = this.#callbacks.filter((one) => one !== first);
    return true;
  }

  #store(of: Case): void {
    this.stored = Case.parse(JSON.parse(JSON.stringify(of)));
  }

  #point(): void {
    if (this.#points++ === this.#killAt) throw new Killed();
  }

  /** At how many points whoever works could have been killed. */
  get points(): number {
    return this.#points;
  }
}

function caseOf(change: CaseChange): Case {
  if (change.kind === 'refused') throw new Error(`refused: ${change.reason}`);
  return change.case;
}

function nameOf(command: Command): string {
  switch (command.kind) {
    case 'erase':
    case 'verify':
      return `${command.kind} ${command.system} ${command.classes.join(',')} ${command.idempotencyKey}`;
    case 'shred':
      return `shred ${command.classes.join(',')} ${command.idempotencyKey}`;
    default:
      return command.kind;
  }
}
