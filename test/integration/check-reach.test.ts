import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import { fictionalContacts } from '../../local/contacts.ts';
import { seedContacts } from '../../local/seed-contacts.ts';
import { physicalIds } from '../../local/stack-resources.ts';
import { instant } from '../../shared/kernel/instant.ts';
import type { Contact } from '../../shared/paging/contact.ts';
import { REACH_CHECKS } from '../../shared/paging/reach-checks.ts';
import { Deployed } from '../support/deployed.ts';
import { until } from '../support/until.ts';

const Line = z.object({ message: z.literal('reach-checked'), check: z.string(), state: z.string() });

describe('the daily check', () => {
  const stack = new Deployed();
  const lambda = new LambdaClient(localClientConfig(stack.url));
  const logs = new CloudWatchLogsClient(localClientConfig(stack.url));
  let contact: Contact;
  let FunctionName: string;
  let logGroupName: string;
  const write = (one: Contact) => seedContacts(stack.url, stack.outputs, [one]);
  const found = async (check = 'on-call') =>
    (await stack.incidents()).filter(({ dedupKey }) => dedupKey === `hygiene:reach:${check}`);

  beforeAll(async () => {
    await stack.resolveAll();
    const ids = [...(await physicalIds(stack.url))];
    const idOf = (pattern: RegExp) => ids.find(([id]) => pattern.test(id))?.[1] ?? '';
    FunctionName = idOf(/^PagingDailyCheckCheckReachFunction[0-9A-F]{8}$/);
    logGroupName = idOf(/^PagingDailyCheckCheckReachLogs[0-9A-F]{8}$/);
    const person = await stack.onCall('payments-primary');
    const one = fictionalContacts(stack.world.config.organization).find((each) => each.person === person);
    if (one === undefined) throw new Error(`${person} has no contact`);
    contact = one;
  });
  afterAll(async () => {
    await write(contact);
    await stack.resolveAll();
  });

  /** Runs it as its schedule does. */
  async function check() {
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    expect(answer).toMatchObject({ StatusCode: 200 });
    expect(answer.FunctionError).toBeUndefined();
  }

  /** The last verdict of each check, by its log. */
  async function verdicts(): Promise<ReadonlyMap<string, string>> {
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const lines = events.flatMap(({ message = '' }) =>
      message.includes('"reach-checked"') ? [Line.parse(JSON.parse(message))] : [],
    );
    return new Map(lines.map(({ check: id, state }) => [id, state]));
  }

  test('goes through, and does not know what the emulator cannot say', async () => {
    await check();
    const seen = await until('every check has a verdict', async () => {
      const known = await verdicts();
      return known.size === REACH_CHECKS.length ? known : undefined;
    });
    expect(Object.fromEntries(seen)).toMatchObject({
      'on-call': 'ok',
      'schedule-holes': 'ok',
      'clock-holes': 'ok',
      'thin-rotations': 'warn', // one person in each schedule of the local configuration
      'back-to-back': 'warn',
      'mail-quota': 'ok',
      'state-machines': 'unknown',
      'sms-spend': 'unknown',
      'sms-sandbox': 'unknown',
      'sms-receipts': 'unknown',
    });
    expect(await found()).toEqual([]);
  });

  test('raises an alert for a hole that an override leaves in the next 30 days, and is content without it', async () => {
    const [start, end] = [24, 26].map((hours) => instant(Date.now() + hours * 3_600_000));
    const override = '/v1/schedules/payments-primary/overrides/away';
    const { api } = stack.world;
    await api.send('PUT', override, { start, end, remove: [contact.person] });
    await check();
    const incident = await until('it is told', async () => (await found('schedule-holes'))[0]);
    expect(incident).toMatchObject({ service: 'belltower', severity: 'SEV3' });
    await api.send('DELETE', override);
    await stack.resolveAll();
    await check();
    await until(
      'the hole is gone',
      async () => (await verdicts()).get('schedule-holes') === 'ok' || undefined,
    );
    expect((await found('schedule-holes')).filter(({ state }) => state !== 'resolved')).toEqual([]);
  });

  test('raises one alert for what fails, however often it looks, and names nobody by number', async () => {
    const { number } = contact.sms ?? { number: '+15550109999' };
    await write({ v: 1, person: contact.person, updatedAt: contact.updatedAt, sms: { number } });
    await check();
    const incident = await until('it is told', async () => (await found())[0]);
    expect(incident).toMatchObject({ service: 'belltower', severity: 'SEV3', tier: 'page' });
    await check();
    expect(await found()).toHaveLength(1);
    expect(JSON.stringify(incident)).not.toContain(number);
  });
});
