import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { localClientConfig } from '../../local/aws-environment.ts';
import type { CallBack } from '../../local/newsletter.ts';
import { IBAN, PHONE, PrivacyData, personOf } from '../../local/privacy-data.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import type { Incident } from '../../shared/paging/incident.ts';
import { OneCase } from '../../shared/privacy/case-api.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { Deployed } from '../support/deployed.ts';
import { FailingS3 } from '../support/failing-service.ts';
import { traces } from '../support/traces.ts';
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
  const failing = `f${randomUUID().slice(0, 8)}`;
  const begun = Date.now();
  let id = '';
  let failedId = '';
  let s3: FailingS3;
  let executions: string[] = [];
  const over = new AbortController();
  /** What became of each callback of the newsletter: of one that says no answer, a forged one, itself, and the same again. */
  const callbacks: (readonly number[])[] = [];
  const callBack: CallBack = async (url, init) => {
    const said = JSON.parse(init.body);
    const named = { answer: 'failed', failure: 'unavailable', code: `no ${personOf(who).email}` };
    const unreadable = await fetch(url, { ...init, body: JSON.stringify({ ...said, answer: named }) });
    const nonce = [...said.nonce].reverse().join('');
    const forged = await fetch(url, { ...init, body: JSON.stringify({ ...said, nonce }) });
    const taken = await fetch(url, init);
    const replayed = await fetch(url, init);
    callbacks.push([unreadable.status, forged.status, taken.status, replayed.status]);
    return taken;
  };

  beforeAll(async () => {
    await data.make();
    void data.newsletter.serve(over.signal, callBack);
    for (const person of [who, other, failing]) await data.fill(person);
    const worker = physicalId(await physicalIds(deployed.url), 'PrivacyCaseWorkRunCommandFunction');
    s3 = new FailingS3(deployed.url, worker);
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
  afterAll(async () => {
    over.abort();
    await s3.end();
  });

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
      [400, 403, 202, 403],
      [400, 403, 202, 403],
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

  it('a system fails in words that name the person: it is told to its owner as a code, and mended, it goes on', {
    timeout: 150_000,
  }, async () => {
    const { email, userId, name } = personOf(failing);
    const words = `no account ${IBAN} of ${name} (${userId}, ${email}, ${PHONE})`;
    await s3.begin(words);
    const identities = { email: [email] };
    const opened = await world.api.send('POST', '/v1/privacy/requests', {
      type: 'erasure',
      identities,
      evidence: `ticket/${randomUUID()}`,
    });
    failedId = OneCase.parse(opened).case.id;
    const stepOf = async (id: string) => {
      const { steps } = OneCase.parse(await world.api.send('GET', `/v1/privacy/cases/${failedId}`)).case;
      return steps.find(({ system }) => system === id);
    };
    const failed = async () => ((await stepOf('uploads'))?.erase.status === 'failed' ? true : undefined);
    await until('the step has failed', failed, WITHIN);
    expect(await stepOf('uploads')).toMatchObject({ erase: { status: 'failed', code: 'no-read-right' } });
    s3.mend();
    await invoke('PrivacyWatchWatchCases', {});
    const told = ({ dedupKey, title }: Incident) => (dedupKey + title).includes(failedId);
    await deployed.incident(told, WITHIN);
    // What a request says that is not one, and what a service says that is no answer, is not repeated either.
    const wrong = { type: 'erasure', identities: { email: [words] }, evidence: words };
    await expect(world.api.send('POST', '/v1/privacy/requests', wrong)).rejects.toMatchObject({
      status: 400,
    });
    await world.api.send('POST', `/v1/privacy/cases/${failedId}/steps/uploads/reopen`);
    const certified = async () => (await stores.certificates.ofCase(failedId)).length > 0 || undefined;
    await until('it is certified', certified, WITHIN);
    expect(await data.of(failing)).toEqual({ profile: [], comments: [], uploads: [], newsletter: [] });
  });

  it('and nobody is named in any table, log, metric, workflow, queue or message of ours (60)', async () => {
    const since = begun;
    const found = await traces({
      url: deployed.url,
      documents: world.documents,
      workflows,
      systems: /acme-/,
      since,
    });
    for (const kind of ['table', 'log', 'metrics', 'workflow', 'queue', 'mails', 'text messages'])
      expect(
        [...found.keys()].filter((where) => where.startsWith(kind)),
        kind,
      ).not.toEqual([]);
    const all = [...found.values()].join('\n');
    for (const one of [id, failedId]) expect(all).toContain(one);
    const personal = [who, failing].flatMap((one) => [one, ...Object.values(personOf(one))]);
    for (const value of [...personal, PHONE, IBAN]) {
      const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '');
      for (const [where, text] of found)
        for (const form of [value, base64, encodeURIComponent(value)])
          expect(text.includes(form), `${form} in ${where}`).toBe(false);
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
