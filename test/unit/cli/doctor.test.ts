import {
  DescribeKeyCommand,
  ListAliasesCommand,
  ListKeysCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { GetSMSAttributesCommand, GetSMSSandboxAccountStatusCommand } from '@aws-sdk/client-sns';
import { BatchGetCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { instant } from '../../../shared/kernel/instant.ts';
import { contactKey } from '../../../shared/paging/contact-items.ts';
import { overridesKey } from '../../../shared/paging/runtime-items.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { ACCOUNT, playAccount } from '../../support/played-account.ts';
import { playStack } from '../../support/played-stack.ts';
import { reachable } from '../../support/reach.ts';

const { sns, kms, quotas, tagging } = ACCOUNT;
const dynamo = mockClient(DynamoDBDocumentClient);
const UNREACHED = new Set<string>();

beforeEach(() => {
  playAccount();
  dynamo.reset();
  UNREACHED.clear();
  playStack();
  dynamo.on(QueryCommand).resolves({ Items: [] });
  dynamo.on(BatchGetCommand).callsFake(({ RequestItems }) => ({
    Responses: {
      contacts: (RequestItems.contacts.Keys as { pk: string }[])
        .map(({ pk }) => pk.replace('PERSON#', ''))
        .filter((person) => !UNREACHED.has(person))
        .map((person, place) => ({
          ...contactKey(person),
          ...reachable(person, place % 10, ['sms', 'email']),
        })),
    },
  }));
});

describe('belltower doctor', () => {
  it('says what was seen, and exits 0 where nothing fails', async () => {
    const { status, stdout, stderr } = await runCliHere(['doctor']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ok {2,}People on call in the next 30 days {2,}all \d+ have a verified method/m);
    expect(stdout).toMatch(/\n\n17 ok, 1 warn, 0 fail, 0 unknown\n$/);
  });

  it('exits 1 for what fails, and says what to do', async () => {
    sns.on(GetSMSSandboxAccountStatusCommand).resolves({ IsInSandbox: true });
    const { status, stdout, stderr } = await runCliHere(['doctor']);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'belltower doctor: 1 failed, 1 to be warned of\n',
    });
    expect(stdout).toMatch(/^fail +Text messages out of the sandbox .*\n +→ ask to leave it/m);
  });

  it('tells of a hole that an override leaves, and what to do', async () => {
    const at = Date.now();
    const [start, end] = [at + 3_600_000, at + 7_200_000].map(instant);
    const schedule = 'payments-primary';
    const away = { id: 'away', schedule, start, end, add: [], remove: ['alice', 'bob', 'frank'] };
    dynamo.on(QueryCommand, { TableName: 'incidents' }).resolves({
      Items: [{ ...overridesKey(schedule), v: 1, schedule, version: 1, overrides: [away] }],
    });
    const { status, stdout } = await runCliHere(['doctor']);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^fail +Holes in schedules in the next 30 days +overrides leave nobody on call in "payments-primary" from .*\n +→ npx belltower paging overrides set/m,
    );
  });

  it('exits 0 for a warning, and 1 where findings are to fail', async () => {
    kms.on(ListKeysCommand).resolves({ Keys: Array.from({ length: 90 }, () => ({})) });
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 100 } });
    expect((await runCliHere(['doctor'])).status).toBe(0);
    expect((await runCliHere(['doctor', '--fail-on-findings'])).status).toBe(1);
  });

  it('names by their ids who will be on call and cannot be reached; --json is one value', async () => {
    UNREACHED.add('alice');
    const { status, stdout } = await runCliHere(['doctor', '--json']);
    expect(status).toBe(1);
    const { findings } = JSON.parse(stdout);
    expect(findings).toContainEqual({
      check: 'on-call',
      about: expect.any(String),
      state: 'fail',
      seen: expect.stringMatching(/alice \(from \d{4}-\d\d-\d\dT\d\d:\d\dZ\)/),
      advice: expect.any(String),
    });
    expect(stdout).not.toMatch(/\+4915|@private/);
  });

  it('tells of keys of persons that nothing names, and deletes none', async () => {
    const ids = ['named', 'new', 'going', 'stray'].map(
      (_, place) => `00000000-0000-4000-8000-00000000000${place}`,
    );
    const [named, fresh, going, stray] = ids;
    const day = 86_400_000;
    tagging.on(GetResourcesCommand).resolves({
      ResourceTagMappingList: ids.map((id) => ({
        ResourceARN: `arn:aws:kms:eu-west-1:111111111111:key/${id}`,
      })),
    });
    kms.on(ListAliasesCommand).resolves({ Aliases: [{ TargetKeyId: named }] });
    const made = (KeyId: string | undefined, ago: number, KeyState: 'Enabled' | 'PendingDeletion') =>
      kms.on(DescribeKeyCommand, { KeyId }).resolves({
        KeyMetadata: { KeyId, CreationDate: new Date(Date.now() - ago), KeyState },
      });
    made(fresh, day / 2, 'Enabled');
    made(going, 3 * day, 'PendingDeletion');
    made(stray, 2 * day, 'Enabled');
    const { status, stdout } = await runCliHere(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^warn +Keys of persons that nothing names +1 without an alias .*: ${stray}\n +→ .*CloudTrail.*schedule-key-deletion --key-id ${stray} `,
        'm',
      ),
    );
    expect(tagging.commandCalls(GetResourcesCommand)[0]?.args[0].input.TagFilters).toEqual([
      { Key: 'belltower:subject-key' },
    ]);
    expect(kms.commandCalls(ScheduleKeyDeletionCommand)).toHaveLength(0);
  });

  it('goes on where keys of persons may not be listed', async () => {
    tagging
      .on(GetResourcesCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
    const { status, stdout } = await runCliHere(['doctor']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^unknown +Keys of persons that nothing names +.*AccessDeniedException\n +→ allow tag:GetResources/m,
    );
  });

  it('goes on without what it may not look at, and without a stack', async () => {
    sns
      .on(GetSMSAttributesCommand)
      .rejects(Object.assign(new Error('no'), { name: 'AuthorizationErrorException' }));
    const { status, stdout } = await runCliHere(['doctor', '--stack', 'Elsewhere']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^unknown +Monthly limit of text messages +sns:GetSMSAttributes is not allowed\n +→ allow/m,
    );
    expect(stdout).toMatch(/^unknown +People on call .*dynamodb:BatchGetItem failed: no-such-stack/m);
    expect(stdout).toMatch(/^ok +E-mail out of the sandbox/m);
  });
});
