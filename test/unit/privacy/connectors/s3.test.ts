import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S3BucketClient } from '../../../../shared/privacy/connectors/s3-client.ts';
import { S3Connector } from '../../../../shared/privacy/connectors/s3-connector.ts';
import { prefixOf } from '../../../../shared/privacy/connectors/s3-prefix.ts';
import { MemoryTally } from '../../../../shared/privacy/memory-tally.ts';
import { aCall, LATER, NOW, PERSONAL, serviceError } from '../../../support/connector-calls.ts';
import { MemoryBucket } from '../../../support/memory-bucket.ts';

const uploads = (more: object = {}) => ({
  id: 'uploads',
  connector: 's3',
  bucket: 'arn:aws:s3:::acme-uploads',
  prefix: 'users/',
  subjectKey: { from: 'identity.userId' },
  classes: [{ id: 'files', erase: 'delete' }],
  ...more,
});
const YEAR = '2027-11-21T00:00:00.000Z';

function connector(bucket: MemoryBucket, now: () => string = () => NOW, asked: string[] = []) {
  const named = (name: string) => {
    asked.push(name);
    return bucket;
  };
  return new S3Connector({ bucket: named, now });
}

describe('objects of a person', () => {
  it('go with all their versions, markers and unfinished uploads; those of others stay', async () => {
    const bucket = new MemoryBucket()
      .put('users/u-1/a')
      .put('users/u-1/a')
      .mark('users/u-1/a')
      .put('users/u-1/b/c');
    bucket.put('users/u-10/a').put('users/u-1').put('u-1/a');
    bucket.begun = [
      { key: 'users/u-1/big', uploadId: '1' },
      { key: 'users/u-2/big', uploadId: '2' },
    ];
    const asked: string[] = [];
    const call = aCall(uploads());
    expect(await connector(bucket, undefined, asked).verify(call)).toEqual({ answer: 'residue', count: 5 });
    expect(await connector(bucket).erase(call)).toEqual({ answer: 'done', count: 5 });
    expect(await connector(bucket).verify(call)).toEqual({ answer: 'empty' });
    expect(bucket.all.map(({ key }) => key)).toEqual(['u-1/a', 'users/u-1', 'users/u-10/a']);
    expect(bucket.begun).toEqual([{ key: 'users/u-2/big', uploadId: '2' }]);
    expect(asked).toEqual(['acme-uploads']);
  });

  it('that nobody has are none', async () => {
    expect(await connector(new MemoryBucket()).erase(aCall(uploads()))).toEqual({ answer: 'none' });
  });

  it('stay while they are locked, with the last date; nothing that was deleted comes back', async () => {
    const bucket = new MemoryBucket()
      .put('users/u-1/a', { until: '2027-01-01T00:00:00.000Z', hold: false })
      .mark('users/u-1/a')
      .put('users/u-1/b', { until: YEAR, hold: false })
      .put('users/u-1/c', { until: '2020-01-01T00:00:00.000Z', hold: false })
      .put('users/u-1/d', { hold: true })
      .put('users/u-1/e')
      .mark('users/u-1/e');
    bucket.locks = true;
    const call = aCall(uploads());
    const told = aCall(uploads(), { kind: 'verify', kept: ['files'] });
    expect(await connector(bucket).verify(told)).toEqual({ answer: 'residue', count: 3 });
    expect(await connector(bucket).erase(call)).toEqual({
      answer: 'partial',
      count: 3,
      kept: [
        { class: 'files', reason: 'object-lock', until: YEAR },
        { class: 'files', reason: 'legal-claim' },
      ],
    });
    expect(bucket.all.map(({ key, marker }) => `${key} ${marker}`)).toEqual([
      'users/u-1/a true',
      'users/u-1/a false',
      'users/u-1/b false',
      'users/u-1/d false',
    ]);
    expect(await connector(bucket).verify(told)).toEqual({ answer: 'empty' });
  });

  it('are found again where they are locked and nobody has said that they stay', async () => {
    const bucket = new MemoryBucket()
      .put('users/u-1/a', { until: YEAR, hold: false })
      .mark('users/u-1/a')
      .put('users/u-1/b', { hold: true });
    bucket.locks = true;
    const left = { answer: 'residue', count: 3 };
    expect(await connector(bucket).verify(aCall(uploads(), { kind: 'verify' }))).toEqual(left);
    expect(await connector(bucket).verify(aCall(uploads(), { kind: 'verify', kept: [] }))).toEqual(left);
    expect(await connector(bucket).verify(aCall(uploads(), { kind: 'verify', kept: ['other'] }))).toEqual(
      left,
    );
  });

  it('are found again below one key where only what another key finds is said to stay', async () => {
    const bucket = new MemoryBucket()
      .put('users/u-1/a', { until: YEAR, hold: false })
      .put('users/ann@acme.example/a', { until: YEAR, hold: false });
    bucket.locks = true;
    const byMail = { subjectKey: { attribute: 'mail', from: 'identity.email' } };
    const two = uploads({
      classes: [
        { id: 'files', erase: 'delete' },
        { id: 'mails', erase: 'delete', ...byMail },
      ],
    });
    const left = (kept: string[]) => connector(bucket).verify(aCall(two, { kind: 'verify', kept }));
    expect(await left(['files'])).toEqual({ answer: 'residue', count: 1 });
    expect(await left(['files', 'mails'])).toEqual({ answer: 'empty' });
  });

  it.each([
    ['users/', '42', 'users/42/'],
    ['', '42', '42/'],
    ['users/', 'a/b', undefined],
    ['users/', '..', undefined],
    ['users/', '.', undefined],
    ['users/', '', undefined],
    ['users/', 'ann@acme.example', 'users/ann@acme.example/'],
  ])('are below %j and %j: %s', (prefix, form, expected) => {
    expect(prefixOf(prefix, form)).toBe(expected);
  });

  it('are no longer looked for where the identity is more than the name of a folder: that is an error', async () => {
    const bucket = new MemoryBucket().put('users/a/b/c');
    const call = aCall(uploads(), { identities: { userId: ['a/b'] } });
    const expected = { answer: 'failed', failure: 'misconfigured', code: 'rejected' };
    expect(await connector(bucket).erase(call)).toEqual(expected);
    expect(await connector(bucket).verify(call)).toEqual(expected);
  });
});

describe('work that does not go straight on', () => {
  it('is counted exactly, wherever it is killed (31)', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('free', 'locked', 'marker'), { minLength: 1, maxLength: 30 }),
        fc.array(fc.record({ at: fc.nat(6), after: fc.boolean() }), { maxLength: 5 }),
        async (kinds, kills) => {
          const bucket = new MemoryBucket();
          bucket.locks = true;
          for (const [place, kind] of kinds.entries()) {
            const key = `users/u-1/${String(place).padStart(3, '0')}`;
            if (kind === 'marker') bucket.mark(key);
            else bucket.put(key, kind === 'locked' ? { until: YEAR, hold: false } : undefined);
          }
          const tally = new MemoryTally();
          for (const { at, after } of kills) {
            let left = at;
            const kill = () => {
              if (left-- === 0) throw new Error('killed');
            };
            bucket.onRemove = after ? () => {} : kill;
            bucket.afterRemove = after ? kill : () => {};
            await connector(bucket).erase(aCall(uploads(), { tally }));
          }
          bucket.onRemove = () => {};
          bucket.afterRemove = () => {};
          await connector(bucket).erase(aCall(uploads(), { tally }));
          expect((await tally.total()).count).toBe(kinds.filter((kind) => kind !== 'locked').length);
          expect(bucket.all.every(({ lock }) => lock !== undefined)).toBe(true);
        },
      ),
    );
  });

  it('goes on later where time is over', async () => {
    const bucket = new MemoryBucket().put('users/u-1/a');
    bucket.begun = [{ key: 'users/u-1/big', uploadId: '1' }];
    const times = [NOW, NOW, LATER];
    const tally = new MemoryTally();
    const slow = connector(bucket, () => times.shift() ?? LATER);
    expect(await slow.erase(aCall(uploads(), { tally }))).toEqual({ answer: 'more' });
    expect(bucket.all).toEqual([]);
    expect(bucket.begun).toHaveLength(1);
    expect(await connector(bucket).erase(aCall(uploads(), { tally }))).toEqual({ answer: 'done', count: 2 });
    bucket.put('users/u-1/a');
    const late = connector(bucket, () => LATER);
    expect(await late.erase(aCall(uploads()))).toMatchObject({ answer: 'failed', code: 'timed-out' });
  });
});

describe('what cannot be done is said, and nothing is called erased (22, 23)', () => {
  it.each<[at: 'hasLocks' | 'versions' | 'remove' | 'abort', error: Error, code: string]>([
    ['hasLocks', serviceError('NoSuchBucket', 404), 'target-missing'],
    ['versions', serviceError('AccessDenied', 403), 'no-read-right'],
    ['remove', serviceError('AccessDenied', 403), 'no-write-right'],
    ['abort', serviceError('AccessDenied', 403), 'no-write-right'],
    ['remove', serviceError('SlowDown', 503), 'rate-limited'],
    ['versions', serviceError('InternalError', 500), 'down'],
    ['versions', new Error(PERSONAL), 'unexpected'],
  ])('%s: %s', async (at, error, code) => {
    const bucket = new MemoryBucket().put('users/u-1/a');
    bucket.begun = [{ key: 'users/u-1/big', uploadId: '1' }];
    bucket.fails = { at, error };
    const answer = await connector(bucket).erase(aCall(uploads()));
    expect(answer).toMatchObject({ answer: 'failed', code });
    expect(JSON.stringify(answer)).not.toMatch(/@|\d{6}/);
  });

  it('a version that may not be deleted, of several', async () => {
    const bucket = new MemoryBucket().put('users/u-1/a').put('users/u-1/b');
    bucket.refuses = new Set(['1']);
    const call = aCall(uploads());
    expect(await connector(bucket).erase(call)).toMatchObject({ answer: 'failed', code: 'no-write-right' });
    expect((await call.tally.total()).count).toBe(1);
    expect(await connector(bucket).verify(call)).toEqual({ answer: 'residue', count: 1 });
  });

  it.each([
    ['anonymising objects', { classes: [{ id: 'files', erase: 'anonymise', fields: ['name'] }] }],
    [
      'a class kept by law beside one that is deleted',
      {
        classes: [
          { id: 'files', erase: 'delete' },
          { id: 'contracts', erase: 'delete', keep: { why: 'tax law', until: '10y' } },
        ],
      },
    ],
  ])('%s', async (_, more) => {
    const bucket = new MemoryBucket().put('users/u-1/a');
    const call = aCall(uploads(more), { classes: ['files'] });
    expect(await connector(bucket).erase(call)).toMatchObject({ answer: 'failed', code: 'rejected' });
    expect(bucket.all).toHaveLength(1);
  });
});

describe('the keys of objects', () => {
  const client = new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const s3 = mockClient(client);

  it('are listed as in a URL, page by page, and read back', async () => {
    const page = {
      EncodingType: 'url' as const,
      Versions: [{ Key: 'users/u-1/a+b%2B%C3%BC', VersionId: 'v' }],
    };
    s3.on(ListObjectVersionsCommand).resolvesOnce({ ...page, IsTruncated: true, NextKeyMarker: 'x+y' });
    s3.on(ListObjectVersionsCommand, { KeyMarker: 'x y' }).resolves({ DeleteMarkers: [{ Key: 'a+b' }] });
    const found = [];
    for await (const versions of new S3BucketClient(client, 'b').versions('users/u-1/'))
      found.push(...versions);
    expect(found).toEqual([
      { key: 'users/u-1/a b+ü', versionId: 'v', marker: false },
      { key: 'a+b', versionId: 'null', marker: true },
    ]);
  });

  it('that no XML can say are deleted one by one', async () => {
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'b', VersionId: '2', Code: 'AccessDenied' }] });
    s3.on(DeleteObjectCommand).resolves({});
    const version = (key: string, versionId: string) => ({ key, versionId, marker: false });
    const all = [version('a\u0001', '1'), version('b', '2'), version('c\n', '3')];
    expect(await new S3BucketClient(client, 'b').remove(all)).toEqual([{ place: 1, code: 'no-write-right' }]);
    expect(s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input.Key)).toEqual(['a\u0001']);
    expect(s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects).toEqual([
      { Key: 'b', VersionId: '2' },
      { Key: 'c\n', VersionId: '3' },
    ]);
  });
});
