import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { valuesAt } from '../../shared/privacy/record-values.ts';

type Doc = Record<string, unknown>;
interface Stored {
  source: Doc;
  seqNo: number;
  /** What a search finds: as it was when the index was refreshed. */
  shown: boolean;
}

/** OpenSearch on loopback, as far as the connector asks: one index, whose searches find what was there at the last refresh. */
export class PlayedSearch {
  readonly docs = new Map<string, Stored>();
  /** The field, as `_mapping/field` says it. */
  mapping: Doc = { userId: { type: 'keyword' } };
  /** Answers this instead, to what matches. */
  fails: { readonly at: RegExp; readonly status: number; readonly body: string } | undefined;
  /** Before a bulk request is carried out. */
  onBulk: () => void = () => {};
  /** Documents that are not written: there is too much to do. */
  throttles: ReadonlySet<string> = new Set();
  readonly asked: string[] = [];
  readonly authorizations: string[] = [];
  #seqNo = 0;
  #server: Server | undefined;

  put(id: string, source: Doc): void {
    this.docs.set(id, { source, seqNo: this.#seqNo++, shown: false });
  }

  async start(): Promise<URL> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { status, body } = this.#answer(request, Buffer.concat(chunks).toString());
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
    this.#server = server;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    return new URL(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
  }

  stop(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  #answer({ method, url = '', headers }: IncomingMessage, body: string): { status: number; body: string } {
    this.asked.push(`${method} ${url}`);
    this.authorizations.push(headers.authorization ?? '');
    if (this.fails?.at.test(url) === true) return this.fails;
    const json = (value: unknown) => ({ status: 200, body: JSON.stringify(value) });
    if (!url.startsWith('/comments/')) return { status: 404, body: '{"error":"index_not_found_exception"}' };
    if (url.startsWith('/comments/_mapping/field/')) {
      const field = decodeURIComponent(url.split('/').at(-1) ?? '');
      const leaf = this.mapping[field];
      const mappings =
        leaf === undefined ? {} : { [field]: { full_name: field, mapping: { [field]: leaf } } };
      return json({ comments: { mappings } });
    }
    if (url === '/comments/_refresh') {
      for (const doc of this.docs.values()) doc.shown = true;
      return json({ _shards: { failed: 0 } });
    }
    if (url === '/comments/_search') return json(this.#search(JSON.parse(body)));
    return json(this.#bulk(body.trimEnd().split('\n')));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the queries of the connector, which is what is tested
  #search({ size, query }: any) {
    const [{ terms }] = query.bool.filter;
    const [[field, values]] = Object.entries<string[]>(terms) as [[string, string[]]]; // one field
    const name = field.replace(/\.keyword$/, '');
    const without = query.bool.must_not.flatMap(
      (one: { bool: { filter: [unknown, { ids: { values: string[] } }] } }) => one.bool.filter[1].ids.values,
    );
    const hits = [...this.docs]
      .filter(([id, { source, shown }]) => {
        const held = valuesAt(source, name.split('.')).map((value) => value.toLowerCase());
        const asked = values.map((value) => value.toLowerCase()); // as with a normaliser
        return shown && !without.includes(id) && held.some((value) => asked.includes(value));
      })
      .slice(0, Math.min(size, 30))
      .map(([_id, { source, seqNo }]) => ({
        _index: 'comments-1',
        _id,
        _seq_no: seqNo,
        _primary_term: 1,
        _source: source,
      }));
    return { timed_out: false, _shards: { failed: 0 }, hits: { hits } };
  }

  #bulk(lines: readonly string[]) {
    this.onBulk();
    const items: object[] = [];
    for (let at = 0; at < lines.length; at++) {
      const { delete: gone, update } = JSON.parse(lines[at] ?? '');
      const about = gone ?? update;
      const doc = update === undefined ? undefined : JSON.parse(lines[++at] ?? '').doc;
      const stored = this.docs.get(about._id);
      const status = this.throttles.has(about._id)
        ? 429
        : stored === undefined
          ? 404
          : stored.seqNo === about.if_seq_no
            ? 200
            : 409;
      items.push(gone === undefined ? { update: { status } } : { delete: { status } });
      if (status !== 200 || stored === undefined) continue;
      if (doc === undefined) this.docs.delete(about._id);
      else
        this.docs.set(about._id, { source: merged(stored.source, doc), seqNo: this.#seqNo++, shown: true });
    }
    return { errors: false, items };
  }
}

function merged(into: Doc, doc: Doc): Doc {
  const out = { ...into };
  for (const [name, value] of Object.entries(doc)) {
    const before = out[name];
    out[name] = isMap(value) && isMap(before) ? merged(before, value) : value;
  }
  return out;
}

function isMap(value: unknown): value is Doc {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
