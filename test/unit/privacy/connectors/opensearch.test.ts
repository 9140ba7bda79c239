import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  OpenSearchIndexClient,
  openSearchConnector,
} from '../../../../shared/privacy/connectors/opensearch-client.ts';
import { OpenSearchConnector } from '../../../../shared/privacy/connectors/opensearch-connector.ts';
import { exactField } from '../../../../shared/privacy/connectors/opensearch-documents.ts';
import { MemoryTally } from '../../../../shared/privacy/memory-tally.ts';
import { signedFetch } from '../../../../shared/runtime/signed-fetch.ts';
import { aCall, NOW, PERSONAL } from '../../../support/connector-calls.ts';
import { PlayedSearch } from '../../../support/played-search.ts';

let search: PlayedSearch;
let connector: OpenSearchConnector;
let client: (of: { readonly index: string }) => OpenSearchIndexClient;

beforeEach(async () => {
  search = new PlayedSearch();
  const url = await search.start();
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const fetch = signedFetch({ service: 'es', region: 'eu-west-1', credentials });
  client = ({ index }) => new OpenSearchIndexClient(fetch, url, index);
  connector = new OpenSearchConnector({ now: () => NOW, index: client });
});
afterEach(() => search.stop());

const comments = (more: object = {}) => ({
  id: 'comments',
  connector: 'opensearch',
  endpoint: 'search-x.eu-west-1.es.amazonaws.com',
  index: 'comments',
  subjectKey: { attribute: 'userId', from: 'identity.userId' },
  classes: [{ id: 'written', erase: 'delete' }],
  ...more,
});
const MENTIONED = {
  id: 'mentioned',
  subjectKey: { attribute: 'mentions', from: 'identity.userId' },
  erase: 'anonymise',
  fields: ['mentions', 'mentionedName', 'quote.by'],
};

describe('documents of an index', () => {
  it('go, counted, and are found to be gone; every request is signed (31)', async () => {
    for (let n = 0; n < 101; n++) search.put(`c-${n}`, { userId: 'u-1', text: 'hello' });
    search.put('b-1', { userId: 'u-2' });
    const call = aCall(comments());
    expect(await connector.verify(call)).toEqual({ answer: 'residue', count: 101 });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 101 });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
    expect([...search.docs.keys()]).toEqual(['b-1']);
    for (const one of search.authorizations)
      expect(one).toMatch(/^AWS4-HMAC-SHA256 Credential=a\/\d{8}\/eu-west-1\/es\/aws4_request/);
    search.put('c-9', { userId: 'u-1' });
    expect(await connector.verify(call)).toEqual({ answer: 'residue', count: 1 });
  });

  it('of somebody else lose this person only, and no number its last digits (29)', async () => {
    search.mapping = {
      mentions: { type: 'text', fields: { keyword: { type: 'keyword', ignore_above: 256 } } },
    };
    search.put('c-1', {
      userId: 'u-2',
      mentions: ['u-1', 'u-3'],
      mentionedName: 'Ann',
      quote: { by: 'Ann', text: 'hello' },
      big: 5,
    });
    const call = aCall(comments({ classes: [{ id: 'written', erase: 'delete' }, MENTIONED] }), {
      classes: ['mentioned'],
    });
    expect(await connector.verify(call)).toEqual({ answer: 'residue', count: 1 });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
    expect(search.docs.get('c-1')?.source).toEqual({
      userId: 'u-2',
      mentions: ['u-3'],
      mentionedName: 'Deleted user',
      quote: { by: 'Deleted user', text: 'hello' },
      big: 5,
    });
  });

  it('lose fields, which are null afterwards, and are found to have lost them', async () => {
    search.put('c-1', { userId: 'u-1', phone: 5, home: { street: 'x', country: 'DE' } });
    const fields = ['phone', 'home.street'];
    const call = aCall(comments({ classes: [{ id: 'contact', erase: 'delete', fields }] }));
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(search.docs.get('c-1')?.source).toEqual({
      userId: 'u-1',
      phone: null,
      home: { street: null, country: 'DE' },
    });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
  });

  it('that are found in lower case only are left alone (28)', async () => {
    search.put('c-1', { userId: 'U-1' });
    expect(await connector.erase(aCall(comments()))).toEqual({ answer: 'none' });
    expect(await connector.verify(aCall(comments()))).toEqual({ answer: 'empty' });
    search.mapping = { mail: { type: 'keyword' } };
    search.put('c-2', { mail: 'ANN@acme.example' });
    const byMail = comments({ subjectKey: { attribute: 'mail', from: 'identity.email' } });
    expect(await connector.erase(aCall(byMail))).toEqual({ answer: 'done', count: 1 });
  });

  it('that change while they are erased are read again, and those that are not theirs any more stay', async () => {
    search.put('c-1', { userId: 'u-1', n: 1 });
    search.put('c-2', { userId: 'u-1', n: 1 });
    let once = true;
    search.onBulk = () => {
      if (once) {
        search.put('c-1', { userId: 'u-1', n: 2 });
        search.put('c-2', { userId: 'u-2', n: 2 });
      }
      once = false;
    };
    expect(await connector.erase(aCall(comments()))).toEqual({ answer: 'done', count: 1 });
    expect([...search.docs.keys()]).toEqual(['c-2']);
  });

  it('that change while they are erased are counted when they are gone', async () => {
    search.put('c-1', { userId: 'u-1', n: 1 });
    let once = true;
    search.onBulk = () => {
      if (once) search.put('c-1', { userId: 'u-1', n: 2 });
      once = false;
    };
    expect(await connector.erase(aCall(comments()))).toEqual({ answer: 'done', count: 1 });
  });

  it('are not counted where they were refused and another one was throttled', async () => {
    for (const id of ['c-1', 'c-2']) search.put(id, { userId: 'u-1' });
    const call = aCall(comments());
    let bulks = 0;
    search.onBulk = () => {
      bulks++;
      if (bulks === 1) search.put('c-1', { userId: 'u-2' });
      search.throttles = bulks === 1 ? new Set(['c-2']) : new Set();
    };
    expect(await connector.erase(call)).toMatchObject({ answer: 'failed', code: 'rate-limited' });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
  });

  it('are counted exactly where somebody else was faster', async () => {
    search.mapping = { userId: { type: 'keyword' }, mentions: { type: 'keyword' } };
    for (let n = 0; n < 70; n++) search.put(`c-${n}`, { userId: n < 40 ? 'u-1' : 'u-2', mentions: ['u-1'] });
    const classes = [{ id: 'written', erase: 'delete' }, MENTIONED];
    const call = aCall(comments({ classes }), { classes: ['mentioned'], tally: new MemoryTally() });
    const slower = new OpenSearchConnector({
      now: () => NOW,
      index: (of) => {
        const index = client(of);
        return {
          mappings: (attribute) => index.mappings(attribute),
          refresh: () => index.refresh(),
          search: (...query) => index.search(...query),
          write: async (writes) => {
            expect(await connector.erase(call)).toEqual({ answer: 'done', count: 70 });
            return index.write(writes);
          },
        };
      },
    });
    expect(await slower.erase(call)).toEqual({ answer: 'done', count: 70 });
  });

  it('are counted once, wherever the work was stopped', async () => {
    for (let n = 0; n < 70; n++) search.put(`c-${n}`, { userId: 'u-1' });
    const tally = new MemoryTally();
    search.fails = { at: /_bulk/, status: 503, body: PERSONAL };
    expect(await connector.erase(aCall(comments(), { tally }))).toMatchObject({ code: 'down' });
    search.fails = undefined;
    expect(await connector.erase(aCall(comments(), { tally }))).toEqual({ answer: 'done', count: 70 });
  });

  it('are of the class that says so, and the others are the rest; what is on hold stays (12)', async () => {
    search.mapping = { userId: { type: 'keyword' }, 'about.kind': { type: 'keyword' } };
    const classes = [
      { id: 'written', erase: 'delete' },
      {
        id: 'reviews',
        erase: 'anonymise',
        fields: ['name'],
        where: { attribute: 'about.kind', equals: ['review', 'rating'] },
      },
      { id: 'drafts', erase: 'delete', where: { attribute: 'about.kind', beginsWith: 'draft-' } },
    ];
    search.put('c-1', { userId: 'u-1', name: 'Ann' });
    search.put('c-2', { userId: 'u-1', name: 'Ann', about: { kind: 'rating' } });
    search.put('c-3', { userId: 'u-1', name: 'Ann', about: { kind: 'draft-5' } });
    const held = aCall(comments({ classes }), { classes: ['written', 'reviews'] });
    expect(await connector.verify(held)).toEqual({ answer: 'residue', count: 2 });
    expect(await connector.erase(held)).toEqual({ answer: 'done', count: 2 });
    expect(await connector.verify(held)).toEqual({ answer: 'empty' });
    expect([...search.docs.keys()]).toEqual(['c-2', 'c-3']);
    const call = aCall(comments({ classes }));
    expect(await connector.verify(call)).toEqual({ answer: 'residue', count: 1 });
    expect(await connector.erase(call)).toEqual({ answer: 'done', count: 1 });
    expect(await connector.verify(call)).toEqual({ answer: 'empty' });
    expect(search.docs.get('c-2')?.source).toMatchObject({ name: 'Deleted user', about: { kind: 'rating' } });
    expect(search.docs.size).toBe(1);
  });

  it('of a class that takes them and one that anonymises them are refused, with nothing touched', async () => {
    search.mapping = { userId: { type: 'keyword' }, kind: { type: 'keyword' } };
    const classes = [
      { id: 'written', erase: 'delete' },
      { id: 'drafts', erase: 'delete', where: { attribute: 'kind', equals: ['a', 'b'] } },
      {
        id: 'reviews',
        erase: 'anonymise',
        fields: ['name'],
        where: { attribute: 'kind', equals: ['b', 'c'] },
      },
    ];
    for (let n = 0; n < 250; n++) search.put(`c-${n}`, { userId: 'u-1', kind: 'a' });
    search.put('z', { userId: 'u-1', kind: 'b', name: 'Ann' });
    const call = aCall(comments({ classes }));
    expect(await connector.erase(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(await connector.verify(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(search.docs.size).toBe(251);
    expect(search.docs.get('z')?.source).toMatchObject({ name: 'Ann' });
  });

  it('say who else a person is', async () => {
    search.put('c-1', { userId: 'u-1', account: 7 });
    const { records } = await connector.lookUp(aCall(comments()).system, {
      system: 'comments',
      way: 0,
      attribute: 'userId',
      identity: 'userId',
      canonical: 'u-1',
      forms: ['u-1'],
      gives: { accountId: 'account' },
    });
    expect(records).toEqual([{ userId: ['u-1'], account: ['7'] }]);
  });
});

describe('what cannot be done is said, and nothing is called erased (22, 23)', () => {
  it.each<[what: string, at: RegExp, status: number, code: string]>([
    ['no right to read', /_search/, 403, 'no-read-right'],
    ['no right to write', /_bulk/, 403, 'no-write-right'],
    ['too many requests', /_search/, 429, 'rate-limited'],
    ['being down', /_mapping/, 503, 'down'],
    ['a page', /_search/, 200, 'answer-unreadable'],
  ])('%s', async (_, at, status, code) => {
    search.put('c-1', { userId: 'u-1' });
    search.fails = { at, status, body: `<html>${PERSONAL}` };
    const answer = await connector.erase(aCall(comments()));
    expect(answer).toMatchObject({ answer: 'failed', code });
    expect(JSON.stringify(answer)).not.toMatch(/@|DE89/);
  });

  it.each<[what: string, body: object, code: string]>([
    ['did not see all', { timed_out: true, _shards: { failed: 0 } }, 'timed-out'],
    ['has lost a part', { timed_out: false, _shards: { failed: 1 } }, 'down'],
  ])('a search that %s is not taken for empty', async (_, body, code) => {
    search.fails = { at: /_search/, status: 200, body: JSON.stringify({ ...body, hits: { hits: [] } }) };
    expect(await connector.verify(aCall(comments()))).toMatchObject({ answer: 'failed', code });
  });

  it.each<[what: string, more: object, doc: object, code: string]>([
    ['no such index', { index: 'nothing' }, {}, 'target-missing'],
    ['no such field', { subjectKey: { attribute: 'owner', from: 'identity.userId' } }, {}, 'key-missing'],
    [
      'a field in a list of people',
      { classes: [{ id: 'x', erase: 'anonymise', fields: ['people.name'] }] },
      { people: [{ name: 'Ann' }] },
      'rejected',
    ],
    [
      'a class by a field that no document has',
      { classes: [{ id: 'x', erase: 'delete', where: { attribute: 'knid', equals: 'review' } }] },
      {},
      'rejected',
    ],
  ])('%s', async (_, more, doc, code) => {
    search.put('c-1', { userId: 'u-1', ...doc });
    expect(await connector.erase(aCall(comments(more)))).toMatchObject({ answer: 'failed', code });
    expect(await connector.verify(aCall(comments(more)))).toMatchObject({ answer: 'failed', code });
  });

  it.each<[attribute: string, mapping: object]>([
    ['kind.keyword', { kind: { type: 'text' }, 'kind.keyword': { type: 'keyword' } }],
    ['about.kind.raw', { 'about.kind': { type: 'keyword' }, 'about.kind.raw': { type: 'keyword' } }],
    ['sort', { sort: { type: 'alias' } }],
  ])('a class by %s, which no document is stored with: what it keeps stays', async (attribute, mapping) => {
    search.mapping = { userId: { type: 'keyword' }, ...mapping };
    search.put('c-1', { userId: 'u-1', kind: 'invoice', about: { kind: 'invoice' } });
    const classes = [
      { id: 'rest', erase: 'delete' },
      {
        id: 'tax',
        erase: 'delete',
        where: { attribute, equals: 'invoice' },
        keep: { why: 'tax', until: '10y' },
      },
    ];
    const call = aCall(comments({ classes }), { classes: ['rest'] });
    expect(await connector.erase(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(await connector.verify(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(search.docs.size).toBe(1);
  });

  it.each(['http://search-x.eu-west-1.es.amazonaws.com', 'https://search.attacker.example', 'not a url'])(
    'an endpoint that is none of a domain: %s',
    async (endpoint) => {
      const call = aCall(comments());
      const system = { ...call.system, endpoint };
      const answer = await openSearchConnector(() => NOW).erase({ ...call, system });
      expect(answer).toMatchObject({ answer: 'failed', code: 'rejected' });
    },
  );

  const text = { type: 'text', fields: {} };
  const keyword = { type: 'keyword', fields: {} };
  const both = { type: 'text', fields: { keyword: { type: 'keyword', longest: 3 } } };
  it.each([
    [[keyword], 'f'],
    [[{ type: 'long', fields: {} }, keyword], 'f'],
    [[both], 'f.keyword'],
    [[text], undefined],
    [[keyword, text], undefined],
    [[], undefined],
    [[{ ...keyword, longest: 2 }], undefined],
  ])('text that is taken apart finds others too: %j', (mappings, expected) =>
    expect(exactField('f', mappings, ['u-1'])).toBe(expected),
  );
});
