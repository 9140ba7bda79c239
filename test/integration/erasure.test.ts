import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { paginateGetExecutionHistory, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import type { CallBack } from '../../local/newsletter.ts';
import { IBAN, PHONE, PrivacyData, personOf } from '../../local/privacy-data.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { OneCase } from '../../shared/privacy/case-api.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { Deployed } from '../support/deployed.ts';
import { until } from '../support/until.ts';

const WITHIN = 50_000;

describe('a person is erased by the deployed stack', () => {
  const deployed = new Deployed();
  const { outputs, workflows, world } = deployed;
  const data = new PrivacyData(deployed.url, world.documents, outputs.TagKeyId);
  const stores = privacyStores(world.documents, outputs.CasesTable);
  /** A name that nothing else has, so that it is found wherever it is. */
  const who = `q${randomUUID().slice(0, 8)}`;
  const other = `r${randomUUID().slice(0, 8)}`;
  let id = '';
  let executions: string[] = [];
  const over = new AbortController();
  /** What became of each callback of the newsletter: a forged one before it, itself, and the same once more. */
  const callbacks: (readonly number[])[] = [];
  const callBack: CallBack = async (url, init) => {
    const said = JSON.parse(init.body);
    const nonce = [...said.nonce].reverse().join('');
    const forged = await fetch(url, { ...init, body: JSON.stringify({ ...said, nonce }) });
    const taken = await fetch(url, init);
    const replayed = await fetch(url, init);
    callbacks.push([forged.status, taken.status, replayed.status]);
    return taken;
  };

  beforeAll(async () => {
    await data.make();
    void data.newsletter.serve(over.signal, callBack);
    for (const person of [who, other]) await data.fill(person);
    await data.reply(other, who);
    const request = {
      type: 'erasure',
      identities: { email: [personOf(who).email] },
      evidence: `ticket/${randomUUID()}`,
    };
    id = OneCase.parse(await world.api.send('POST', '/v1/privacy/requests', request)).case.id;
    executions = [1, 2, 3, 4].map(
      (run) => `${outputs.ErasureArn.replace(':stateMachine:', ':execution:')}:${id}-${run}`,
    );
  });
  afterAll(() => over.abort());

  const lambda = new LambdaClient(localClientConfig(deployed.url));
  const invoke = async (construct: string, event: object) => {
    const FunctionName = physicalId(await physicalIds(deployed.url), `${construct}Function`);
    const { FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
    );
    expect(FunctionError).toBeUndefined();
  };

  const logs = new CloudWatchLogsClient(localClientConfig(deployed.url));
  /** The lines that a function has logged. */
  const linesOf = async (name: string) => {
    const ids = await physicalIds(deployed.url);
    const [, logGroupName = ''] =
      [...ids].find(([one]) => one.startsWith('Privacy') && one.includes(`${name}Logs`)) ?? [];
    const lines: string[] = [];
    for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName }))
      lines.push(...events.flatMap(({ message = '' }) => message.split('\n')));
    return lines;
  };

  it('although somebody stopped its execution: the watch starts another (38)', async () => {
    const waits = async () => ((await stores.cases.read(id)).version > 1 ? true : undefined);
    await until('the execution waits for the grace to be over', waits, WITHIN);
    const [executionArn = ''] = executions;
    await workflows.send(new StopExecutionCommand({ executionArn }));
    const overdue = async () => {
      const { wakeAt = '' } = await stores.cases.read(id);
      return Date.parse(wakeAt) < Date.now() - 5 * 60_000 ? wakeAt : undefined;
    };
    await until('the case is overdue', overdue, WITHIN);
    await invoke('PrivacyWatchWatchCases', {});
    const certified = async () => {
      const { run, case: of } = await stores.cases.read(id);
      return of.stage.state === 'certified' ? { run, outcome: of.stage.outcome } : undefined;
    };
    // The watch has started the second, and each of the two callbacks another.
    expect(await until('the case is certified', certified, WITHIN)).toEqual({ run: 4, outcome: 'done' });
    const held = await data.of(who);
    expect(held).toEqual({ profile: [], comments: [], uploads: [], newsletter: [] });
    expect(await data.logLine(who)).toBe('subject-key-destroyed');
    expect(await data.logLine(other)).toContain(personOf(other).name);
  });

  it('a service joined by its queue, and its callbacks were taken once: forged and replayed ones are refused (20)', async () => {
    expect(callbacks).toEqual([
      [403, 202, 403],
      [403, 202, 403],
    ]);
    const { steps } = OneCase.parse(await world.api.send('GET', `/v1/privacy/cases/${id}`)).case;
    expect(steps.find(({ system }) => system === 'newsletter')).toMatchObject({
      answer: 'done',
      found: 'empty',
      round: 1,
    });
    const refusals = async () => {
      const reasons = (await linesOf('ReceiveAnswer'))
        .filter((line) => line.includes('"answer-refused"') && line.includes(id))
        .flatMap((line) => z.object({ reason: z.string() }).parse(JSON.parse(line)).reason);
      return reasons.includes('wrong-nonce') && reasons.includes('replayed') ? reasons : undefined;
    };
    await until('the refusals are logged', refusals);
  });

  it('the deletion of its key, told twice, makes one final certificate that follows on the first (46)', async () => {
    const issued = async (count: number) => {
      const all = await stores.certificates.ofCase(id);
      return all.length >= count ? all : undefined;
    };
    const [first] = await until('the first certificate', () => issued(1), WITHIN);
    const { stage } = (await stores.cases.read(id)).case;
    const keys = stage.state === 'certified' ? stage.keys : [];
    expect(keys).toHaveLength(1);
    // Nobody but AWS may put its events on the bus: the function is called as the rule does.
    for (const { keyId } of [...keys, ...keys])
      await invoke('PrivacyKeyEventsTakeEvent', {
        id: randomUUID(),
        'detail-type': 'KMS CMK Deletion',
        detail: { 'key-id': keyId },
      });
    const all = await until('the final certificate', () => issued(2), WITHIN);
    expect(all.map(({ final }) => final).sort()).toEqual([false, true]);
    const last = all.find(({ final }) => final);
    expect(JSON.parse(last?.text ?? '').certificate.previous).toBe(first?.digest);
  });

  it('and is named in no table, log or execution of ours (60)', async () => {
    const seen: string[] = [];
    for (const TableName of [outputs.CasesTable, outputs.AuditTable]) {
      for await (const { Items = [] } of paginateScan({ client: world.documents }, { TableName }))
        seen.push(JSON.stringify(Items));
    }
    const ids = await physicalIds(deployed.url);
    const groups = [...ids].filter(([name]) => /^Privacy\w+Logs[0-9A-F]{8}$/.test(name));
    expect(groups.length).toBeGreaterThan(4);
    let lines = 0;
    for (const [, logGroupName] of groups) {
      for await (const { events = [] } of paginateFilterLogEvents({ client: logs }, { logGroupName })) {
        seen.push(JSON.stringify(events));
        lines += events.length;
      }
    }
    expect(lines).toBeGreaterThan(10);
    for (const executionArn of executions) {
      const history = paginateGetExecutionHistory(
        { client: workflows },
        { executionArn, includeExecutionData: true },
      );
      for await (const { events = [] } of history) seen.push(JSON.stringify(events));
    }
    const text = seen.join('\n');
    expect(text).toContain(id);
    for (const personal of [who, ...Object.values(personOf(who)), PHONE, IBAN]) {
      expect(text).not.toContain(personal);
      expect(text).not.toContain(Buffer.from(personal).toString('base64').replace(/=+$/, ''));
    }
  });

  it('an answer that nobody awaits is refused, and says nothing of whether there is such a case', async () => {
    const body = JSON.stringify({
      idempotencyKey: 'a'.repeat(64),
      nonce: 'n'.repeat(43),
      answer: { answer: 'none' },
    });
    const statuses = await Promise.all(
      [id, 'no-such-case'].map(async (one) => {
        const url = `${outputs.ApiUrl}/v1/privacy/answers/${one}/profile`;
        const { status } = await fetch(url, { method: 'POST', body });
        return status;
      }),
    );
    expect(statuses).toEqual([403, 403]);
  });

  it('cases are listed, without saying of whom', async () => {
    const listed = JSON.stringify(await world.api.send('GET', '/v1/privacy/cases?list=certified'));
    expect(listed).toContain(id);
    expect(listed).not.toContain(who);
  });
});
