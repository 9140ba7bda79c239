import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { atMost } from '../../shared/kernel/at-most.ts';
import { type Instant, instant } from '../../shared/kernel/instant.ts';
import { AuditChainStore } from '../../shared/privacy/audit-chain-store.ts';
import { CaseStore } from '../../shared/privacy/case-store.ts';
import type { System, SystemId } from '../../shared/privacy/config.ts';
import { documentsOf, valueText } from '../../shared/privacy/connectors/dynamodb-client.ts';
import type { Exclusion } from '../../shared/privacy/exclusion.ts';
import { ExclusionStore } from '../../shared/privacy/exclusion-store.ts';
import { holdOn } from '../../shared/privacy/hold.ts';
import { holdReach } from '../../shared/privacy/hold-reach.ts';
import { HoldStore } from '../../shared/privacy/hold-store.ts';
import type { HolderAttribute } from '../../shared/privacy/restore-check.ts';
import type { SubjectTag } from '../../shared/privacy/subject-keys.ts';
import { documentsOf as ownDocumentsOf } from '../../shared/runtime/aws-clients.ts';
import { type AwsOptions, regionOf } from '../aws-options.ts';
import { PersonTags } from './person-tags.ts';
import { readStackOutputs } from './stack-outputs.ts';

/** Somebody who is on the list of exclusions, as the table has them. */
export interface Found {
  readonly holder: HolderAttribute;
  /** Personal: for the table alone. */
  readonly value: string;
  readonly tag: SubjectTag;
  readonly count: number;
}

/** How many tags are made at once; KMS takes thousands a second. */
const TAGS_AT_ONCE = 20;
/** So many persons who are not on the list are remembered, so that they are asked for once. */
const MOST_KNOWN = 200_000;

/** A restored table, and what the deployed stack knows of who must not be in it. */
export class RestoredTable {
  readonly #table: string;
  readonly #client: DynamoDBClient;
  readonly #tags: PersonTags;
  readonly #exclusions: ExclusionStore;
  readonly #cases: CaseStore;
  readonly #holds: HoldStore;

  private constructor(table: string, client: DynamoDBClient, tags: PersonTags, cases: string) {
    this.#table = table;
    this.#client = client;
    this.#tags = tags;
    const own = ownDocumentsOf(client);
    const chain = new AuditChainStore(own, cases);
    this.#exclusions = new ExclusionStore(own, cases);
    this.#cases = new CaseStore(own, cases, chain);
    this.#holds = new HoldStore(own, cases, chain);
  }

  /** @throws UsageFault when the stack is not deployed */
  static async open(table: string, options: AwsOptions): Promise<RestoredTable> {
    const region = regionOf(options);
    const outputs = await readStackOutputs(options.stack, region);
    const tags = await PersonTags.open(options);
    return new RestoredTable(table, new DynamoDBClient({ region }), tags, outputs.valueOf('CasesTable'));
  }

  /** The time that was restored, as DynamoDB says it; undefined for a table that was not made by a restore. */
  async takenAt(): Promise<Instant | undefined> {
    const { Table } = await this.#client.send(new DescribeTableCommand({ TableName: this.#table }));
    const at = Table?.RestoreSummary?.RestoreDateTime;
    return at === undefined ? undefined : instant(at.getTime());
  }

  /**
   * Reads the whole table, and makes a tag of everybody in it.
   * @param told how many records were read so far
   */
  async find(
    holders: readonly HolderAttribute[],
    told: (records: number) => void,
  ): Promise<{
    readonly records: number;
    readonly found: readonly Found[];
    readonly exclusions: readonly Exclusion[];
  }> {
    const names = Object.fromEntries(holders.map(({ attribute }, place) => [`#a${place}`, attribute]));
    const client = documentsOf(this.#client);
    const pages = paginateScan(
      { client },
      {
        TableName: this.#table,
        ConsistentRead: true,
        ProjectionExpression: [...new Set(Object.keys(names))].join(', '),
        ExpressionAttributeNames: names,
      },
    );
    const found = new Map<string, Found>();
    const exclusions = new Map<SubjectTag, Exclusion>();
    const others = new Set<string>();
    let records = 0;
    for await (const { Items = [], ScannedCount = 0 } of pages) {
      const counts = new Map<string, Omit<Found, 'tag'>>();
      for (const item of Items) {
        for (const holder of holders) {
          const value = valueText(item[holder.attribute]);
          if (value === undefined) continue;
          const name = JSON.stringify([holder.attribute, holder.identity, value]);
          if (others.has(name)) continue;
          counts.set(name, { holder, value, count: (counts.get(name)?.count ?? 0) + 1 });
        }
      }
      const known = await this.#excluded(counts, found);
      for (const one of known.exclusions) exclusions.set(one.tag, one);
      if (others.size > MOST_KNOWN) others.clear();
      for (const [name, one] of counts) {
        const tag = known.tags.get(name);
        if (tag === undefined || !exclusions.has(tag)) others.add(name);
        else found.set(name, { ...one, tag, count: one.count + (found.get(name)?.count ?? 0) });
      }
      records += ScannedCount;
      told(records);
    }
    return { records, found: [...found.values()], exclusions: [...exclusions.values()] };
  }

  /** The tags of these, as far as they are identities at all, and which of them are on the list. */
  async #excluded(
    counts: ReadonlyMap<string, Omit<Found, 'tag'>>,
    before: ReadonlyMap<string, Found>,
  ): Promise<{ readonly tags: ReadonlyMap<string, SubjectTag>; readonly exclusions: readonly Exclusion[] }> {
    const once = atMost(TAGS_AT_ONCE);
    const tagged = await Promise.all(
      [...counts].map(async ([name, { holder, value }]) => {
        const known = before.get(name)?.tag;
        return [name, known ?? (await once(() => this.#tags.ifAny(holder.identity, value)))] as const;
      }),
    );
    const tags = new Map(tagged.flatMap(([name, tag]) => (tag === undefined ? [] : [[name, tag] as const])));
    return { tags, exclusions: await this.#exclusions.of([...tags.values()]) };
  }

  /** The classes of these that no hold keeps: holds are on whatever tag of the person. */
  async free(
    { tag }: Pick<Found, 'tag'>,
    caseId: string,
    system: System,
    classes: readonly SystemId[],
  ): Promise<SystemId[]> {
    const record = await this.#cases.find(caseId);
    const holds = holdReach(await this.#holds.on([tag, ...(record?.subjects ?? [])]), { systems: [system] });
    return classes.filter((name) => holdOn(holds, system.id, name) === undefined);
  }
}
