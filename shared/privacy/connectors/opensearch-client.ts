import * as z from 'zod';
import type { Instant } from '../../kernel/instant.ts';
import { signedFetch } from '../../runtime/signed-fetch.ts';
import { connectorError } from './failure-of.ts';
import {
  type DocumentWrite,
  type Hit,
  OpenSearchConnector,
  type SearchIndex,
  type Written,
} from './opensearch-connector.ts';
import type { FieldMapping } from './opensearch-documents.ts';

/** So many documents at once: each may be large. */
const PAGE = 200;

const Field = z.object({ type: z.string(), ignore_above: z.number().optional() });
const Mappings = z.record(
  z.string(),
  z.object({
    mappings: z.record(
      z.string(),
      z.object({
        mapping: z.record(z.string(), Field.extend({ fields: z.record(z.string(), Field).optional() })),
      }),
    ),
  }),
);
const Hits = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ failed: z.number() }),
  hits: z.object({
    hits: z.array(
      z.object({
        _index: z.string(),
        _id: z.string(),
        _seq_no: z.number(),
        _primary_term: z.number(),
        _routing: z.string().optional(),
        _source: z.record(z.string(), z.unknown()),
      }),
    ),
  }),
});
const Bulk = z.object({ items: z.array(z.record(z.string(), z.object({ status: z.number() }))) });

/** The endpoint of a domain, which says in which region it is. */
const ENDPOINT = /\.([a-z0-9-]+)\.es\.amazonaws\.com$|\.aos\.([a-z0-9-]+)\.on\.aws$/;

/** The connector for all domains. */
export function openSearchConnector(now: () => Instant): OpenSearchConnector {
  return new OpenSearchConnector({
    now,
    index: ({ endpoint, index }) => {
      const url = URL.parse(endpoint.includes('://') ? endpoint : `https://${endpoint}`);
      const [, region = url?.hostname.match(ENDPOINT)?.[2]] = url?.hostname.match(ENDPOINT) ?? [];
      // Requests carry our signature and a person's identities: to a domain they go, and nowhere else.
      if (url?.protocol !== 'https:' || region === undefined) throw connectorError('rejected');
      return new OpenSearchIndexClient(signedFetch({ service: 'es', region }), url, index);
    },
  });
}

/** An index of whomever. */
export class OpenSearchIndexClient implements SearchIndex {
  readonly #fetch: ReturnType<typeof signedFetch>;
  readonly #base: URL;
  readonly #path: string;

  constructor(fetch: ReturnType<typeof signedFetch>, endpoint: URL, index: string) {
    this.#fetch = fetch;
    this.#base = endpoint;
    this.#path = `/${encodeURIComponent(index)}`;
  }

  async mappings(attribute: string): Promise<readonly FieldMapping[]> {
    const found = await this.#ask('GET', `_mapping/field/${encodeURIComponent(attribute)}`, Mappings);
    const none: FieldMapping = { type: 'none', fields: {} };
    return Object.values(found).map(({ mappings }) => {
      const [field] = Object.values(mappings[attribute]?.mapping ?? {});
      if (field === undefined) return none;
      const fields = Object.entries(field.fields ?? {}).map(([name, { type, ignore_above }]) => [
        name,
        { type, longest: ignore_above },
      ]);
      return { type: field.type, longest: field.ignore_above, fields: Object.fromEntries(fields) };
    });
  }

  async refresh(): Promise<void> {
    await this.#ask('POST', '_refresh', z.unknown());
  }

  async search(field: string, values: readonly string[], without: readonly Hit[]): Promise<readonly Hit[]> {
    const indices = [...new Set(without.map(({ index }) => index))];
    const seen = indices.map((index) => ({
      bool: {
        filter: [
          { term: { _index: index } },
          { ids: { values: without.filter((hit) => hit.index === index).map(({ id }) => id) } },
        ],
      },
    }));
    const body = {
      size: PAGE,
      seq_no_primary_term: true,
      sort: ['_doc'],
      query: { bool: { filter: [{ terms: { [field]: values } }], must_not: seen } },
    };
    const { hits, timed_out, _shards } = await this.#ask('POST', '_search', Hits, JSON.stringify(body));
    if (timed_out) throw connectorError('timed-out'); // it has not seen all
    if (_shards.failed > 0) throw connectorError('down');
    return hits.hits.map((hit) => ({
      index: hit._index,
      id: hit._id,
      seqNo: hit._seq_no,
      primaryTerm: hit._primary_term,
      routing: hit._routing,
      source: hit._source,
    }));
  }

  async write(writes: readonly DocumentWrite[]): Promise<Written> {
    const lines = writes.flatMap(({ hit, change }): object[] => {
      const about = {
        _index: hit.index,
        _id: hit.id,
        if_seq_no: hit.seqNo,
        if_primary_term: hit.primaryTerm,
        routing: hit.routing,
      };
      return change.kind === 'delete' ? [{ delete: about }] : [{ update: about }, { doc: change.doc }];
    });
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const { items } = await this.#ask('POST', '_bulk', Bulk, body);
    if (items.length !== writes.length) throw connectorError('answer-unreadable');
    const statuses = items.map((item) => Object.values(item)[0]?.status ?? 0);
    const wrong = statuses.find((status) => status !== 409 && !isDone(status));
    return {
      refused: writes.filter((_, place) => statuses[place] === 409),
      fault: wrong === undefined ? undefined : connectorError(codeOf(wrong)),
    };
  }

  async #ask<A>(method: string, path: string, schema: z.ZodType<A>, body?: string): Promise<A> {
    const url = new URL(`${this.#path}/${path}`, this.#base);
    const type = path === '_bulk' ? 'application/x-ndjson' : 'application/json';
    const headers = body === undefined ? {} : { 'content-type': type };
    const response = await this.#fetch({ method, url, headers, body }).catch((error: unknown) => {
      throw connectorError(error instanceof Error && error.name === 'TimeoutError' ? 'timed-out' : 'down');
    });
    const text = await response.text();
    if (!response.ok) throw connectorError(codeOf(response.status));
    const parsed = schema.safeParse(readJson(text));
    if (!parsed.success) throw connectorError('answer-unreadable');
    return parsed.data;
  }
}

/** What is not there is gone either way. */
function isDone(status: number): boolean {
  return (status >= 200 && status < 300) || status === 404;
}

function codeOf(status: number) {
  if (status === 401 || status === 403) return 'no-read-right';
  if (status === 404) return 'target-missing';
  if (status === 429) return 'rate-limited';
  if (status === 408 || status === 504) return 'timed-out';
  return status >= 500 ? 'down' : 'rejected';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
