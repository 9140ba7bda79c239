import { createHmac } from 'node:crypto';
import { GenerateMacCommand, KMSInvalidMacException, VerifyMacCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { splitIntegrationKey } from '../../../shared/paging/integration-key.ts';
import { IntegrationKeys } from '../../../shared/paging/integration-key-client.ts';
import { asClient } from '../../support/memory-dynamo.ts';

const mac = (message: Uint8Array | undefined) =>
  createHmac('sha256', 'the key')
    .update(message ?? '')
    .digest();
const keys = new IntegrationKeys(
  'key',
  asClient((command) => {
    if (command instanceof GenerateMacCommand) return { Mac: mac(command.input.Message) };
    if (!(command instanceof VerifyMacCommand)) throw new Error('another command');
    if (Buffer.compare(mac(command.input.Message), command.input.Mac ?? new Uint8Array()) !== 0)
      throw new KMSInvalidMacException({ message: 'no', $metadata: {} });
    return {};
  }),
);

const GRAFANA = { id: 'grafana', keyVersion: 1, labels: {} };
const PROBE = { id: 'checkout-probe', keyVersion: 1, labels: {} };
const unknown = { kind: 'not-found', code: 'integration-key-unknown' };

describe('integration keys', () => {
  it('are the same each time, and tell whose they are', async () => {
    const key = await keys.issue(GRAFANA);
    expect(key).toBe(await keys.issue(GRAFANA));
    expect(key).toMatch(/^grafana\.[A-Za-z0-9_-]{43}$/);
    expect(await keys.identify(key, [PROBE, GRAFANA])).toBe(GRAFANA);
  });

  it('are worthless once the version is raised', async () => {
    const key = await keys.issue(GRAFANA);
    await expect(keys.identify(key, [{ ...GRAFANA, keyVersion: 2 }])).rejects.toMatchObject(unknown);
    expect(
      await keys.identify(await keys.issue({ ...GRAFANA, keyVersion: 2 }), [{ ...GRAFANA, keyVersion: 2 }]),
    ).toMatchObject({ id: 'grafana' });
  });

  it('are of one integration only', async () => {
    const stolen = (await keys.issue(GRAFANA)).replace('grafana', 'checkout-probe');
    await expect(keys.identify(stolen, [PROBE, GRAFANA])).rejects.toMatchObject(unknown);
  });

  it('are worthless once the integration is gone', async () => {
    await expect(keys.identify(await keys.issue(GRAFANA), [PROBE])).rejects.toMatchObject(unknown);
  });

  it.each([
    '',
    '.',
    'grafana',
    'grafana.',
    'grafana.short',
    'GRAFANA.AAAAAAAAAAAAAAAAAAAAAAAAA',
    'grafana.AAAAAAAAAAAAAAAAAAAAAAAAA/A',
    'a/1.AAAAAAAAAAAAAAAAAAAAAAAAA',
  ])('%j is no key', async (key) => {
    expect(splitIntegrationKey(key)).toBeUndefined();
    await expect(keys.identify(key, [GRAFANA])).rejects.toMatchObject(unknown);
  });
});
