import '../../support/quiet.ts';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { AuditChainStore } from '../../../shared/privacy/audit-chain-store.ts';
import { AuditJournalStore } from '../../../shared/privacy/audit-journal-store.ts';
import { ExclusionStore } from '../../../shared/privacy/exclusion-store.ts';
import { HoldStore } from '../../../shared/privacy/hold-store.ts';
import { subjectTag } from '../../../shared/privacy/subject-tag-client.ts';
import { keyPair } from '../../support/certificates.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { playStack } from '../../support/played-stack.ts';
import { MAC } from '../../support/privacy-api.ts';

const MAP = `systems:
  - id: profile
    connector: dynamodb
    table: profiles
    subjectKey: { attribute: userId, from: identity.userId }
    classes: [{ id: contact, erase: delete }]
    verify: true
  - id: paper
    connector: manual
    classes: [{ id: contracts, erase: delete }]
    verify: true
identities: [userId, email]
policy: { backups: 35d }
`;
/** Systems of which some are found by order ids, which are looked up and are no identity that is listed. */
const BY_ORDER = `  - id: orders
    connector: dynamodb
    table: orders
    subjectKey: { attribute: userId, from: identity.userId }
    resolves: [{ attribute: userId, from: identity.userId, gives: { orderId: n } }]
    classes: [{ id: carts, erase: delete }]
    verify: true
  - id: parcels
    connector: dynamodb
    table: parcels
    subjectKey: { attribute: n, from: identity.orderId }
    classes: [{ id: labels, erase: delete }]
    verify: true
  - id: comments
    connector: dynamodb
    table: comments
    subjectKey: { attribute: userId, from: identity.userId }
    classes:
      - { id: written, erase: delete }
      - { id: asked, erase: anonymise, fields: [n], subjectKey: { attribute: n, from: identity.orderId } }
    verify: true
`;
const NOW = '2026-04-10T00:00:00.000Z';
const TAKEN = '2026-04-01T00:00:00.000Z';
const BY = { at: NOW, actor: 'system:test', correlationId: 'test' };

const documents = mockClient(DynamoDBDocumentClient);
const tables = mockClient(DynamoDBClient);
const kms = mockClient(KMSClient);
let own: MemoryDynamo;
let config: string;
/** The restored table. */
let people: { userId: string; n: string }[];

const SHAPE = {
  TableStatus: 'ACTIVE' as const,
  KeySchema: [
    { AttributeName: 'userId', KeyType: 'HASH' as const },
    { AttributeName: 'n', KeyType: 'RANGE' as const },
  ],
  AttributeDefinitions: ['userId', 'n'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
};

beforeEach(() => {
  playStack({ TagKeyId: 'tag-key', CasesTable: 'cases' });
  config = configFolder({ 'organization.yaml': ORGANIZATION, 'privacy.yaml': MAP });
  own = new MemoryDynamo();
  people = [
    { userId: 'ann', n: '1' },
    { userId: 'ann', n: '2' },
    { userId: 'bob', n: '1' },
  ];
  for (const client of [documents, tables, kms]) client.reset();
  kms.on(GenerateMacCommand).callsFake(async ({ Message }) => ({ Mac: await MAC.sign(Message) }));
  const described = async ({ TableName }: { TableName: string }) => ({
    Table: TableName === 'live' ? SHAPE : { ...SHAPE, RestoreSummary: { RestoreDateTime: new Date(TAKEN) } },
  });
  tables.on(DescribeTableCommand).callsFake(described);
  documents.on(DescribeTableCommand).callsFake(described);
  documents.on(ScanCommand).callsFake(async () => ({ Items: people, ScannedCount: people.length }));
  documents.on(GetCommand).callsFake(async (input) => own.execute(new GetCommand(input)));
  documents.on(BatchGetCommand).callsFake(async (input) => own.execute(new BatchGetCommand(input)));
  documents.on(QueryCommand).callsFake(async (input) => {
    if (input.TableName === 'cases') return own.execute(new QueryCommand(input));
    return { Items: people.filter(({ userId }) => userId === input.ExpressionAttributeValues[':v']) };
  });
  documents.on(TransactWriteCommand).callsFake(async ({ TransactItems }) => {
    for (const { Delete } of TransactItems)
      people = people.filter(({ userId, n }) => userId !== Delete.Key.userId || n !== Delete.Key.n);
    return {};
  });
  vi.useFakeTimers({ now: Date.parse(NOW), toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
});

function stores() {
  const chain = new AuditChainStore(own.client, 'cases');
  return {
    chain,
    journal: new AuditJournalStore(own.client, 'cases', chain),
    exclusions: new ExclusionStore(own.client, 'cases'),
    holds: new HoldStore(own.client, 'cases', chain),
  };
}

/** Somebody was erased at that time. */
async function excluded(userId: string, erasedAt: string): Promise<string> {
  const tag = await subjectTag(MAC, 'userId', userId);
  const until = '2027-01-01T00:00:00.000Z';
  await stores().exclusions.put([{ tag, case: 'case-1', erasedAt, until }]);
  return tag;
}

const check = (table: string, ...args: string[]) =>
  runCliHere(['privacy', 'restore-check', table, '--config', config, '--region', 'eu-west-1', ...args]);
const profile = (...args: string[]) => check('profile-restored', '--system', 'profile', ...args);

describe('belltower privacy restore-check', () => {
  it('finds who was erased after the backup was taken, and erases them when it is told to', async () => {
    await excluded('ann', '2026-04-03T00:00:00.000Z');
    const found = await profile();
    expect(found.status).toBe(1);
    expect(found.stdout).toBe(
      'profile-restored, as of 2026-04-01T00:00Z: 3 records read\n1 who were erased had come back; 2 records are to be erased again: --erase\n',
    );
    expect(found.stdout + found.stderr).not.toMatch(/ann|bob/);
    const erased = await profile('--erase', '--json');
    expect([erased.status, JSON.parse(erased.stdout)]).toEqual([
      0,
      { takenAt: TAKEN, covered: true, records: 3, persons: 1, since: 0, held: 0, left: 0, erased: true },
    ]);
    expect(people).toEqual([{ userId: 'bob', n: '1' }]);
    expect((await profile()).status).toBe(0);
  });

  it('leaves alone who came back after they had been erased, and had been before the backup', async () => {
    await excluded('ann', '2026-03-20T00:00:00.000Z');
    const { status, stdout } = await profile('--erase');
    expect(status).toBe(0);
    expect(stdout).toContain('1 had been erased before that time: what is there is new, and stays');
    expect(people).toHaveLength(3);
  });

  it('leaves what a hold keeps', async () => {
    const tag = await excluded('ann', '2026-04-03T00:00:00.000Z');
    await stores().holds.place(tag, { id: 'court', placed: NOW }, BY);
    const { status, stdout } = await profile('--erase');
    expect([status, people.length]).toEqual([0, 3]);
    expect(stdout).toContain('of 1 a hold keeps something: it stays');
  });

  it('is not satisfied with a backup that is older than the list', async () => {
    const { status, stderr } = await profile('--taken-at', '2026-02-01T00:00Z');
    expect(status).toBe(1);
    expect(stderr).toContain('backups are kept 35d by policy.backups');
  });

  it.each<[what: string, args: string[], words: RegExp]>([
    ['no system', ['profile-restored'], /wanted: the system of the data map/],
    ['a system that is no table', ['x', '--system', 'paper'], /there are: profile/],
    ['a table that was never restored', ['live', '--system', 'profile'], /was not made by a restore/],
  ])('with %s exits with 2, and erases nothing', async (_, args, words) => {
    await excluded('ann', '2026-04-03T00:00:00.000Z');
    const { status, stderr } = await check(args[0] ?? '', ...args.slice(1), '--erase');
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(people).toHaveLength(3);
  });

  it.each([
    ['parcels', 'labels'],
    ['comments', 'asked'],
  ])(
    'does not call %s clean, which is found by what no exclusion is of, and reads nothing',
    async (id, name) => {
      await excluded('ann', '2026-04-03T00:00:00.000Z');
      const map = MAP.replace('identities:', `${BY_ORDER}identities:`);
      config = configFolder({ 'organization.yaml': ORGANIZATION, 'privacy.yaml': map });
      const { status, stdout, stderr } = await check('restored', '--system', id, '--erase', '--json');
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `${join(config, 'privacy.yaml')}: records of ${id} (${name}) are found by "orderId", which is not under identities:`,
      );
      expect(stderr).toContain(
        'list orderId, which counts for whoever is erased from then on, or give them a',
      );
      expect(stderr).toContain('subjectKey from one that is listed: userId, email\n');
      expect([people.length, documents.calls().length]).toEqual([3, 0]);
    },
  );
});

describe('belltower privacy audit', () => {
  /** A trail of three entries of a case and one of another, written to a file and signed for. */
  async function trail(): Promise<{
    file: string;
    pem: string;
    content: { chains: Record<string, object[]> };
    /** One entry more, signed for, and the file written anew. */
    again: (reason: string) => Promise<void>;
  }> {
    const keys = keyPair();
    const { chain, journal } = stores();
    for (const reason of ['a', 'b', 'c'])
      await chain.commit([], { action: 'case.test', target: 'case:1', reason }, BY);
    await chain.commit([], { action: 'case.test', target: 'case:2', reason: 'd' }, BY);
    const dir = mkdtempSync(join(tmpdir(), 'belltower-audit-'));
    const [file, pem] = [join(dir, 'audit.json'), join(dir, 'key.pem')];
    writeFileSync(pem, keys.pem);
    await journal.vouch(['case:1', 'case:2'], async () => keys.digestSigner(), NOW);
    const written = await runCliHere(['privacy', 'audit', file, '--config', config, '--region', 'eu-west-1']);
    expect(written).toMatchObject({
      status: 0,
      stdout: `4 entries in 2 chains, 1 signed heads written to ${file}\n`,
    });
    const again = async (reason: string) => {
      await chain.commit([], { action: 'case.test', target: 'case:1', reason }, BY);
      await journal.vouch(['case:1'], async () => keys.digestSigner(), NOW);
      await runCliHere(['privacy', 'audit', file, '--config', config, '--region', 'eu-west-1']);
    };
    return { file, pem, content: JSON.parse(readFileSync(file, 'utf8')), again };
  }
  const verify = (file: string, pem: string) =>
    runCliHere(['privacy', 'audit-verify', file, '--public-key', pem, '--json']);

  it('is sound as it was written', async () => {
    const { file, pem } = await trail();
    const { status, stdout } = await verify(file, pem);
    const head = { seq: 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/), at: NOW };
    expect([status, JSON.parse(stdout)]).toEqual([
      0,
      { valid: true, chains: 2, entries: 4, signed: 4, head },
    ]);
  });

  it('says how much is signed, and when the last head was', async () => {
    const { file, pem } = await trail();
    const { stdout } = await runCliHere(['privacy', 'audit-verify', file, '--public-key', pem]);
    expect(stdout).toContain(`${file} is sound: 4 entries in 2 chains, 4 signed for\n`);
    expect(stdout).toMatch(
      /last signed head: entry 1 of the journal, 2026-04-10T00:00:00\.000Z, digest \w{64}\n/,
    );
  });

  it('names what of an older one was rolled back, which is sound by itself', async () => {
    const { file, pem, again } = await trail();
    const [earlier, later] = [`${file}.earlier`, `${file}.later`];
    writeFileSync(earlier, readFileSync(file));
    await again('e');
    writeFileSync(later, readFileSync(file));
    const compare = (newer: string, older: string, ...args: string[]) =>
      runCliHere(['privacy', 'audit-verify', newer, '--public-key', pem, '--previous', older, ...args]);
    const on = await compare(later, earlier);
    expect([on.status, on.stdout]).toEqual([0, expect.stringContaining(`all that ${earlier} has is in it`)]);
    const back = await compare(earlier, later, '--json');
    expect([back.status, JSON.parse(back.stdout)]).toEqual([
      1,
      { valid: false, chain: 'journal', seq: 2, reason: 'rolled-back' },
    ]);
    expect(back.stderr).toContain('journal, entry 2: rolled-back');
    writeFileSync(earlier, JSON.stringify({ v: 2, journal: [], heads: [], chains: {} }));
    const unsigned = await compare(later, earlier, '--json');
    expect([unsigned.status, unsigned.stdout]).toEqual([2, '']);
  });

  it.each<
    [what: string, spoil: (entries: Record<string, unknown>[]) => unknown[], seq: number, reason: string]
  >([
    [
      'changed',
      ([a, b, c]) => [a, { ...b, entry: { ...(b?.['entry'] as object), reason: 'x' } }, c],
      2,
      'changed',
    ],
    ['removed', ([a, , c]) => [a, c], 2, 'removed'],
    ['reordered', ([a, b, c]) => [b, a, c], 1, 'reordered'],
    ['cut off', ([a, b]) => [a, b], 3, 'removed'],
    ['removed as a whole', () => [], 1, 'removed'],
  ])('names the first bad entry of one that was %s (61)', async (_, spoil, seq, reason) => {
    const { file, pem, content } = await trail();
    writeFileSync(
      file,
      JSON.stringify({
        ...content,
        chains: {
          ...content.chains,
          'case:1': spoil((content.chains['case:1'] ?? []).map((one) => ({ ...one }))),
        },
      }),
    );
    const { status, stdout } = await verify(file, pem);
    expect([status, JSON.parse(stdout)]).toEqual([1, { valid: false, chain: 'case:1', seq, reason }]);
  });

  it('vouches for nothing where no head was signed', async () => {
    const { file, pem, content } = await trail();
    writeFileSync(file, JSON.stringify({ ...content, heads: [] }));
    expect((await verify(file, pem)).status).toBe(1);
    writeFileSync(file, '[]');
    expect((await verify(file, pem)).status).toBe(2);
  });
});
