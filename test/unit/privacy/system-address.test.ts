import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { System } from '../../../shared/privacy/config.ts';
import { SystemAddresses } from '../../../shared/privacy/system-address-client.ts';
import { system } from '../../support/data-map.ts';

function addresses(values: Readonly<Record<string, string>>) {
  const client = new SSMClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  mock.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
    Parameters: Names.flatMap((Name) => (Name in values ? [{ Name, Value: values[Name] }] : [])),
  }));
  return { mock, addresses: new SystemAddresses(client) };
}

describe('where a system is', () => {
  it('is what the parameter store says by now', async () => {
    const table = `\${ssm:/app/env}-profiles-\${ssm:/app/colour}`;
    const one = System.parse(system('profile', { table }));
    const { addresses: known } = addresses({ '/app/env': 'prod', '/app/colour': 'blue' });
    expect(await known.resolve(one)).toEqual({ ...one, table: 'prod-profiles-blue' });
  });

  it('is as it stands in the map, and nobody is asked', async () => {
    const one = System.parse(system('profile'));
    const { addresses: known, mock } = addresses({});
    expect(await known.resolve(one)).toEqual(one);
    expect(mock.calls()).toEqual([]);
  });

  it.each([
    ['there is no such parameter', {}],
    ['what is there is no name', { '/app/table': 'two words' }],
  ])('is not known where %s: an error, and never another system', async (_, values) => {
    const one = System.parse(system('profile', { table: `\${ssm:/app/table}` }));
    const { addresses: known } = addresses(values);
    await expect(known.resolve(one)).rejects.toMatchObject({ code: 'target-missing' });
  });
});
