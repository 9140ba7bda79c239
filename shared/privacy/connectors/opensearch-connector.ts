import type { Instant } from '../../kernel/instant.ts';
import type { IdentityName, System } from '../config.ts';
import type { Connector, ConnectorCall, Erased, Read, Tally } from '../connector.ts';
import { canBeRefused } from '../record-classes.ts';
import type { LookupAnswer } from '../resolve-identities.ts';
import { type ClassGroup, classGroups } from './class-groups.ts';
import { countedErasure, countedReading } from './counted-work.ts';
import { connectorError, errorOf, writing } from './failure-of.ts';
import { LookedUp } from './looked-up.ts';
import {
  type DocumentChange,
  documentChange,
  exactField,
  type FieldMapping,
  holdersIn,
  type Source,
} from './opensearch-documents.ts';

/** A document as it was read: it is changed only if it is still that. */
export interface Hit {
  readonly index: string;
  readonly id: string;
  readonly seqNo: number;
  readonly primaryTerm: number;
  readonly routing?: string | undefined;
  readonly source: Source;
}

export interface DocumentWrite {
  readonly hit: Hit;
  readonly change: Exclude<DocumentChange, { kind: 'none' }>;
}

/** An index, or several behind one name. */
export interface SearchIndex {
  /** How a field is indexed, in each of the indices. */
  mappings(attribute: string): Promise<readonly FieldMapping[]>;
  /** Makes searches find what was written until now. */
  refresh(): Promise<void>;
  /** Some documents whose field has one of these values, without those. */
  search(field: string, values: readonly string[], without: readonly Hit[]): Promise<readonly Hit[]>;
  write(writes: readonly DocumentWrite[]): Promise<Written>;
}

/** What became of writes. */
export interface Written {
  /** Those that have changed since they were read. */
  readonly refused: readonly DocumentWrite[];
  /** What went wrong with another one. */
  readonly fault: Error | undefined;
}

export interface OpenSearchConnectorDeps {
  readonly index: (
    of: Pick<Extract<System, { connector: 'opensearch' }>, 'endpoint' | 'index'>,
  ) => SearchIndex;
  readonly now: () => Instant;
}

/** How often documents are read again that changed under our hands. */
const MOST_PASSES = 3;

interface Search {
  readonly attribute: string;
  readonly identity: IdentityName;
  readonly forms: readonly string[];
}

/** Erases documents of an index, or fields of them. */
export class OpenSearchConnector implements Connector {
  readonly #deps: OpenSearchConnectorDeps;

  constructor(deps: OpenSearchConnectorDeps) {
    this.#deps = deps;
  }

  async erase(call: ConnectorCall): Promise<Erased> {
    return countedErasure(call, this.#deps.now, async (claim) => {
      const index = this.#indexOf(call.system);
      const groups = classGroups(call);
      // Where there can be a document that is refused, all are read before the first is erased.
      if (groups.some(canBeRefused)) for await (const _ of due(index, call));
      for (let pass = 1; pass <= MOST_PASSES; pass++) if (!(await erasePass(index, call, claim))) break;
      return [];
    });
  }

  async verify(call: ConnectorCall): Promise<Read> {
    const index = () => this.#indexOf(call.system);
    return countedReading(call, this.#deps.now, async function* () {
      for await (const writes of due(index(), call)) yield writes.length;
    });
  }

  async lookUp(system: System, lookup: Parameters<Connector['lookUp']>[1]): Promise<LookupAnswer> {
    const looked = new LookedUp(lookup);
    try {
      const index = this.#indexOf(system);
      for (const name of looked.given)
        if ((await isMapped(index, name)) && !(await isStored(index, name))) throw connectorError('rejected');
      for await (const hits of find(index, lookup)) for (const { source } of hits) looked.add(source);
      return looked.answer;
    } catch (error) {
      throw errorOf(error, 'read');
    }
  }

  #indexOf(system: System): SearchIndex {
    if (system.connector !== 'opensearch') throw connectorError('unexpected');
    return this.#deps.index(system);
  }
}

/** @returns whether documents changed meanwhile, so that they are to be read again */
async function erasePass(index: SearchIndex, call: ConnectorCall, claim: Tally['claim']): Promise<boolean> {
  let changed = false;
  for await (const writes of due(index, call)) {
    if (writes.length === 0) continue;
    const claimed = await claim(writes.map(documentName));
    const { refused, fault } = await writing(index.write(writes));
    changed ||= refused.length > 0;
    if (refused.length > 0) await claimed.release(refused.map(documentName));
    if (fault !== undefined) throw errorOf(fault, 'write');
  }
  return changed;
}

function documentName({ hit }: DocumentWrite): string {
  return JSON.stringify([hit.index, hit.id]);
}

/** What is left to do, page by page. */
async function* due(index: SearchIndex, call: ConnectorCall): AsyncGenerator<readonly DocumentWrite[]> {
  for (const group of classGroups(call)) {
    const { key, identity, forms } = group;
    const attribute = key.attribute ?? '';
    if (!(await knowsWheres(index, group))) throw connectorError('rejected');
    for await (const hits of find(index, { attribute, identity, forms })) {
      const writes = hits.flatMap((hit): DocumentWrite[] => {
        const change = documentChange(hit.source, group, attribute, hit.holders, forms);
        return change.kind === 'none' ? [] : [{ hit, change }];
      });
      yield writes;
    }
  }
}

/** Whether documents may have what tells the classes: by any other name, all would be taken for documents that are of none. */
async function knowsWheres(index: SearchIndex, { classes, others }: ClassGroup): Promise<boolean> {
  const told = [...classes, ...others].flatMap(({ where }) => where?.attribute ?? []);
  for (const attribute of new Set(told)) if (!(await isStored(index, attribute))) return false;
  return true;
}

async function isMapped(index: SearchIndex, attribute: string): Promise<boolean> {
  return (await index.mappings(attribute)).some(({ type }) => type !== 'none');
}

/**
 * Whether a field is one that documents are stored with. An alias is not, nor is what an index makes of another field beside
 * it, such as `kind.keyword` of `kind`: a field that is indexed itself has no fields of documents below it.
 */
async function isStored(index: SearchIndex, attribute: string): Promise<boolean> {
  const types = (await index.mappings(attribute)).map(({ type }) => type);
  if (types.every((type) => type === 'none') || types.includes('alias')) return false;
  const dot = attribute.lastIndexOf('.');
  if (dot < 0) return true;
  return (await index.mappings(attribute.slice(0, dot))).every(({ type }) => type === 'none');
}

/** The person's documents, and by which of their values they are. */
async function* find(
  index: SearchIndex,
  { attribute, identity, forms }: Search,
): AsyncGenerator<readonly (Hit & { readonly holders: readonly string[] })[]> {
  const field = exactField(attribute, await index.mappings(attribute), forms);
  if (field === undefined) throw connectorError('key-missing');
  await index.refresh();
  const seen: Hit[] = [];
  for (;;) {
    const hits = await index.search(field, forms, seen);
    if (hits.length === 0) return;
    seen.push(...hits);
    yield hits.flatMap((hit) => {
      const holders = holdersIn(hit.source, attribute, identity, forms);
      if (holders === undefined) throw connectorError('rejected');
      return holders.length === 0 ? [] : [{ ...hit, holders }];
    });
  }
}
