import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { incidentItem, incidentKey } from '../../../shared/paging/incident-items.ts';
import { overridesKey } from '../../../shared/paging/runtime-items.ts';
import { WakeStore } from '../../../shared/paging/wake-store.ts';
import { anIncident } from '../../support/paging.ts';

const dynamo = mockClient(DynamoDBDocumentClient);
const store = new WakeStore(DynamoDBDocumentClient.prototype, 'incidents');
const OPEN = anIncident();
const ITEM = incidentItem(OPEN);
const NONE = { overrides: [], unreadable: [] };

beforeEach(() => void dynamo.reset());

/** What DynamoDB gives of a batch, and what it leaves. */
const gives = (items: readonly object[], left: readonly object[] = []) =>
  dynamo.on(BatchGetCommand).resolves({
    Responses: { incidents: items.map((item) => ({ ...item })) },
    UnprocessedKeys: left.length === 0 ? {} : { incidents: { Keys: left.map((key) => ({ ...key })) } },
  });

describe('what a wake begins with', () => {
  it('is read in one call, as it is now', async () => {
    gives([ITEM]);
    expect(await store.read(OPEN.id, ['primary', 'secondary'])).toEqual({ incident: OPEN, overrides: NONE });
    expect(dynamo.calls().map(({ args: [command] }) => command.input)).toEqual([
      {
        RequestItems: {
          incidents: {
            Keys: [incidentKey(OPEN.id), overridesKey('primary'), overridesKey('secondary')],
            ConsistentRead: true,
          },
        },
      },
    ]);
  });

  it('is the incident without overrides when the table gives no more', async () => {
    gives([ITEM], [overridesKey('primary')]);
    expect(await store.read(OPEN.id, ['primary'])).toEqual({ incident: OPEN, overrides: undefined });
  });

  it.each([
    [99, NONE],
    [100, undefined],
  ])('with %i schedules asks for no more than a batch may hold', async (schedules, overrides) => {
    gives([ITEM]);
    const ids = Array.from({ length: schedules }, (_, i) => `schedule-${i}`);
    expect(await store.read(OPEN.id, ids)).toEqual({ incident: OPEN, overrides });
    const [asked] = dynamo.commandCalls(BatchGetCommand);
    expect(asked?.args[0].input.RequestItems?.['incidents']?.Keys).toHaveLength(100);
  });

  it.each([
    ['not there', [], 'not-found'],
    ['not given now', [incidentKey(OPEN.id)], 'throttled'],
  ])('fails when the incident is %s', async (_, left, kind) => {
    gives([], left);
    await expect(store.read(OPEN.id, ['primary'])).rejects.toMatchObject({ kind });
  });
});
