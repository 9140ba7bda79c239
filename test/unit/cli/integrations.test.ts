import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCliHere } from '../../support/cli-in-process.ts';
import { API, playStack } from '../../support/played-stack.ts';

const kms = mockClient(KMSClient);
const KEY = `grafana.${Buffer.alloc(32, 7).toString('base64url')}`;

beforeEach(() => {
  kms.reset();
  kms.on(GenerateMacCommand).resolves({ Mac: new Uint8Array(32).fill(7) });
  playStack();
});

describe('integrations key', () => {
  it('prints the key and the whole URL, and nothing anywhere else', async () => {
    expect(await runCliHere(['integrations', 'key', 'grafana'])).toEqual({
      status: 0,
      stdout: `key  ${KEY}\nurl  ${API}/v1/alerts/${KEY}\n`,
      stderr: '',
    });
  });

  it('P3: as one JSON value', async () => {
    const { stdout } = await runCliHere(['integrations', 'key', 'grafana', '--json']);
    expect(JSON.parse(stdout)).toEqual({ key: KEY, url: `${API}/v1/alerts/${KEY}` });
  });

  it('says which there are, and asks AWS nothing', async () => {
    expect(await runCliHere(['integrations', 'key', 'nagios'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'belltower integrations key: argument id: there is no integration "nagios"; there are: grafana\n',
    });
    expect(kms.calls()).toEqual([]);
  });

  it('says what to do where the key service says no', async () => {
    kms.on(GenerateMacCommand).rejects(
      Object.assign(new Error('not authorized to perform: kms:GenerateMac'), {
        name: 'AccessDeniedException',
      }),
    );
    const { status, stderr } = await runCliHere(['integrations', 'key', 'grafana']);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'belltower: AWS denied access: not authorized to perform: kms:GenerateMac; use credentials that may, or ask for this permission\n',
    });
  });
});
