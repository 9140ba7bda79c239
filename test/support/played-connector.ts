import type { Connector, ConnectorCall, Erased, Read } from '../../shared/privacy/connector.ts';
import type { Lookup, LookupAnswer } from '../../shared/privacy/resolve-identities.ts';

/** A record of somebody, in a class of a system. */
export interface HeldRecord {
  readonly class: string;
  readonly userId: string;
  readonly email?: string;
}

/** What was asked of a system. */
interface Asked {
  readonly system: string;
  readonly kind: string;
  readonly classes: readonly string[];
  readonly key: string;
}

/** Systems of one kind as a connector meets them: found by the user's id, one record at a time. */
export class PlayedConnector implements Connector {
  readonly records = new Map<string, HeldRecord[]>();
  readonly asked: Asked[] = [];
  /** Before anything is done. May throw, or say something else instead. */
  meet: (call: ConnectorCall) => Erased | undefined = () => undefined;
  /** Whoever works may be stopped here. */
  point: () => void = () => {};

  async erase(call: ConnectorCall): Promise<Erased> {
    const { system, command, identities, tally } = call;
    this.#note(call);
    this.point();
    const instead = this.meet(call);
    if (instead !== undefined) return instead;
    const held = this.records.get(system.id) ?? [];
    const userIds = identities['userId'] ?? [];
    const mine = held.filter((one) => command.classes.includes(one.class) && userIds.includes(one.userId));
    for (const record of mine) {
      await tally.claim([this.#nameOf(record)]);
      this.point();
      held.splice(held.indexOf(record), 1);
    }
    this.point();
    const { any, count } = await tally.total();
    return any ? { answer: 'done', count } : { answer: 'none' };
  }

  async verify(call: ConnectorCall): Promise<Read> {
    const { system, command, identities } = call;
    this.#note(call);
    this.point();
    const instead = this.meet(call);
    if (instead !== undefined) return instead as Read; // tests say what fits
    const userIds = identities['userId'] ?? [];
    const count = (this.records.get(system.id) ?? []).filter(
      (one) => command.classes.includes(one.class) && userIds.includes(one.userId),
    ).length;
    return count === 0 ? { answer: 'empty' } : { answer: 'residue', count };
  }

  async lookUp(_: unknown, { system, way, canonical, forms }: Lookup): Promise<LookupAnswer> {
    this.point();
    const records = (this.records.get(system) ?? []).filter(({ email }) => forms.includes(email ?? ''));
    const said = records.map(({ userId, email = '' }) => ({ userId: [userId], email: [email] }));
    return { system, way, canonical, records: said };
  }

  /** The commands in the order in which each was first asked. */
  get sequence(): string[] {
    return [...new Set(this.asked.map(({ kind, system, key }) => `${kind} ${system} ${key.slice(0, 8)}`))];
  }

  readonly #names = new Map<HeldRecord, string>();

  /** Each record has its own, which it keeps. */
  #nameOf(record: HeldRecord): string {
    const name = this.#names.get(record) ?? `record-${this.#names.size}`;
    this.#names.set(record, name);
    return name;
  }

  #note({ command: { system, kind, classes, idempotencyKey: key } }: ConnectorCall): void {
    this.asked.push({ system, kind, classes, key });
  }
}
