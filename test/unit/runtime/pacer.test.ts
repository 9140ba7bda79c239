import '../../support/quiet.ts';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { callKind, Pacer } from '../../../shared/runtime/pacer.ts';

/** A client at a pace, by a clock that passes only while it waits, whose service answers with these statuses. */
function paced(answers: readonly ('ok' | 'throttled')[] = []) {
  let now = 0;
  const calls: number[] = [];
  const requestHandler = {
    handle: () => {
      const throttled = answers[calls.length] === 'throttled';
      calls.push(now);
      const response = {
        statusCode: throttled ? 400 : 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: new TextEncoder().encode(throttled ? '{"__type":"ThrottlingException"}' : '{}'),
      };
      return Promise.resolve({ response: response as never }); // as much of a response as the SDK reads
    },
  };
  const pacer = new Pacer({
    now: () => now,
    sleep: (ms) => {
      now = Math.max(now, now + ms);
      return Promise.resolve();
    },
  });
  const client = pacer.pace(
    new CloudWatchLogsClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 's' },
      endpoint: 'http://127.0.0.1:1',
      requestHandler,
      retryStrategy: {
        mode: 'standard',
        acquireInitialRetryToken: () => Promise.resolve(token(0)),
        refreshRetryTokenForRetry: (before) => Promise.resolve(token(before.getRetryCount() + 1)),
        recordSuccess: () => {},
      },
    }),
  );
  return { client, calls };
}

function token(count: number) {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}

const read = () => new DescribeLogGroupsCommand({});
const write = () => new PutRetentionPolicyCommand({ logGroupName: '/app', retentionInDays: 30 });

describe('a client at a pace', () => {
  it('reads five times a second', async () => {
    const { client, calls } = paced();
    for (let n = 0; n < 7; n++) await client.send(read());
    expect(calls).toEqual([0, 200, 400, 600, 800, 1_000, 1_200]);
  });

  it('writes at a pace of its own', async () => {
    const { client, calls } = paced();
    await client.send(read());
    await client.send(write());
    expect(calls).toEqual([0, 0]);
  });

  it('counts every attempt, and stands still after a refusal', async () => {
    const { client, calls } = paced(['throttled', 'throttled', 'ok', 'ok']);
    await client.send(read());
    await client.send(read());
    expect(calls).toEqual([0, 1_000, 3_000, 3_200]);
  });
});

describe('what a command does', () => {
  it.each([
    ['DescribeLogGroupsCommand', 'read'],
    ['ListTagsForResourceCommand', 'read'],
    ['GetResourcesCommand', 'read'],
    ['SearchCommand', 'read'],
    ['PutRetentionPolicyCommand', 'write'],
    ['TagResourcesCommand', 'write'],
    ['SomethingNewCommand', 'write'],
  ] as const)('%s: %s', (command, kind) => {
    expect(callKind(command)).toBe(kind);
  });
});
