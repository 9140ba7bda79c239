import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { localClientConfig } from '../../local/aws-environment.ts';
import { instant } from '../../shared/kernel/instant.ts';
import { S3BucketClient } from '../../shared/privacy/connectors/s3-client.ts';
import { S3Connector } from '../../shared/privacy/connectors/s3-connector.ts';
import { aCall } from '../support/connector-calls.ts';

const PLAIN = 'erase-plain';
const VERSIONED = 'erase-versioned';
const LOCKED = 'erase-locked';
const system = (bucket: string) => ({
  id: 'uploads',
  connector: 's3',
  bucket,
  prefix: 'users/',
  subjectKey: { from: 'identity.userId' },
  classes: [{ id: 'files', erase: 'delete' }],
});
const until = new Date(Date.now() + 86_400_000);
until.setUTCMilliseconds(0);

let client: S3Client;
const connector = () =>
  new S3Connector({ bucket: (name) => new S3BucketClient(client, name), now: () => instant(Date.now()) });
const soon = () => instant(Date.now() + 600_000);

async function put(bucket: string, key: string, more: object = {}): Promise<string | undefined> {
  const { VersionId } = await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'data of Ann', ...more }),
  );
  return VersionId;
}

async function left(bucket: string): Promise<string[]> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key).sort();
}

beforeAll(async () => {
  client = new S3Client({ ...localClientConfig(inject('localStack').url), forcePathStyle: true });
  for (const Bucket of [PLAIN, VERSIONED]) await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new CreateBucketCommand({ Bucket: LOCKED, ObjectLockEnabledForBucket: true }));
  await client.send(
    new PutBucketVersioningCommand({ Bucket: VERSIONED, VersioningConfiguration: { Status: 'Enabled' } }),
  );
});

describe('objects in S3', () => {
  it('go with every version and marker, and uploads that never ended', async () => {
    const odd = 'users/u-1/Ä ö+%2F & <x>.txt';
    for (const key of ['users/u-1/a', 'users/u-1/a', odd, 'users/u-10/a']) await put(VERSIONED, key);
    await client.send(new DeleteObjectCommand({ Bucket: VERSIONED, Key: 'users/u-1/a' }));
    await client.send(new CreateMultipartUploadCommand({ Bucket: VERSIONED, Key: 'users/u-1/big' }));
    const call = aCall(system(VERSIONED), { until: soon() });
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 5 });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 5 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    expect(await left(VERSIONED)).toEqual(['users/u-10/a']);
  });

  it('1,200 go, more than one request takes, from a bucket without versions', async () => {
    await Promise.all(Array.from({ length: 1_200 }, (_, n) => put(PLAIN, `users/u-1/${n}`)));
    const call = aCall(system(PLAIN), { until: soon() });
    expect(await connector().erase(call)).toEqual({ answer: 'done', count: 1_200 });
    expect(await connector().verify(call)).toEqual({ answer: 'empty' });
    await put(PLAIN, 'users/u-1/seeded');
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 1 });
  });

  it('stay while they are locked, and it is said how long', async () => {
    await put(LOCKED, 'users/u-1/free');
    await put(LOCKED, 'users/u-1/retained', {
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: until,
    });
    const VersionId = await put(LOCKED, 'users/u-1/held');
    await client.send(
      new PutObjectLegalHoldCommand({
        Bucket: LOCKED,
        Key: 'users/u-1/held',
        VersionId,
        LegalHold: { Status: 'ON' },
      }),
    );
    const call = aCall(system(LOCKED), { until: soon() });
    expect(await connector().erase(call)).toEqual({
      answer: 'partial',
      count: 1,
      kept: [
        { class: 'files', reason: 'legal-claim' },
        { class: 'files', reason: 'object-lock', until: until.toISOString() },
      ],
    });
    expect(await connector().verify(call)).toEqual({ answer: 'residue', count: 2 });
    const told = aCall(system(LOCKED), { until: soon(), kind: 'verify', kept: ['files'] });
    expect(await connector().verify(told)).toEqual({ answer: 'empty' });
    expect(await left(LOCKED)).toEqual(['users/u-1/held', 'users/u-1/retained']);
  });

  it('of a bucket that is not there are an error (23)', async () => {
    const call = aCall(system('erase-nothing'));
    expect(await connector().erase(call)).toMatchObject({ answer: 'failed', code: 'target-missing' });
    expect(await connector().verify(call)).toMatchObject({ answer: 'failed', code: 'target-missing' });
  });
});
