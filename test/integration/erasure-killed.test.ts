import { randomUUID } from 'node:crypto';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import {
  paginateGetExecutionHistory,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PrivacyData, personOf } from '../../local/privacy-data.ts';
import { physicalId, physicalIds } from '../../local/stack-resources.ts';
import { stepsOf } from '../../shared/privacy/case.ts';
import { OneCase } from '../../shared/privacy/case-api.ts';
import { Certificate } from '../../shared/privacy/certificate.ts';
import { privacyStores } from '../../shared/privacy/privacy-store.ts';
import { Deployed } from '../support/deployed.ts';
import { HeldExecutions } from '../support/held-executions.ts';
import { KeyCalls } from '../support/key-calls.ts';
import { until } from '../support/until.ts';

/** Cases at a time: each has functions of its own, which take the processor to start. */
const AT_ONCE = 4;
const MOST_EXECUTIONS = 40;
const WITHIN = 90_000;

describe('a case on the deployed stack, whose executions are stopped', () => {
  const deployed = new Deployed();
  const { outputs, workflows, world, kms } = deployed;
  const data = new PrivacyData(deployed.url, world.documents, outputs.TagKeyId);
  const stores = privacyStores(world.documents, outputs.CasesTable);
  const executions = new HeldExecutions(workflows, deployed.queues, outputs.ErasureArn);
  const over = new AbortController();
  let keyCalls: KeyCalls;

  beforeAll(async () => {
    const worker = physicalId(await physicalIds(deployed.url), 'PrivacyCaseWorkRunCommandFunction');
    keyCalls = new KeyCalls(deployed.url, worker);
    await keyCalls.begin();
    await data.make();
    void data.newsletter.serve(over.signal);
    await executions.begin();
  });
  afterAll(async () => {
    over.abort();
    await executions.end();
    await keyCalls.end();
  });

  const somebody = async () => {
    const who = `k${randomUUID().slice(0, 8)}`;
    await data.fill(who);
    return who;
  };
  const open = async (who: string): Promise<string> => {
    const identities = { email: [personOf(who).email] };
    const request = { type: 'erasure', identities, evidence: `ticket/${who}` };
    return OneCase.parse(await world.api.send('POST', '/v1/privacy/requests', request)).case.id;
  };
  const isCertified = async (id: string) => (await stores.certificates.ofCase(id)).length > 0;

  /** By the workflow as it is deployed. */
  const start = async (id: string, name: string) => {
    const { run } = await stores.cases.read(id);
    const input = JSON.stringify({ caseId: id, run });
    const { executionArn } = await workflows.send(
      new StartExecutionCommand({ stateMachineArn: outputs.ErasureArn, name, input }),
    );
    return executionArn;
  };

  /** All there is of a case: what is certified, what each system was told, and what became of keys. */
  async function endOf(id: string) {
    const { case: of, closed } = await stores.cases.read(id);
    const certificates = await stores.certificates.ofCase(id);
    const keys = 'keys' in of.stage ? of.stage.keys : [];
    const dates = await Promise.all(
      keys.map(async ({ keyId }) => {
        const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
        return { state: KeyMetadata?.KeyState, deletesAt: KeyMetadata?.DeletionDate?.toISOString() };
      }),
    );
    return { of, closed, certificates, keys, dates };
  }

  /** The same of it that is the same for everybody. */
  function summary({ of, certificates, keys, dates }: Awaited<ReturnType<typeof endOf>>) {
    const said = certificates.map(({ text, issue, final }) => {
      const { systems, outcome } = Certificate.parse(JSON.parse(text).certificate);
      const answers = systems.map(({ system, answer, count, verification }) => ({
        system,
        answer,
        count,
        verification: verification.result,
        rounds: verification.rounds,
      }));
      return { issue, final, outcome, answers };
    });
    const commands = stepsOf(of).map((step) => ({
      system: step.system,
      round: step.round,
      commands: step.commands.map(({ kind, answered }) => ({ kind, answered })),
      answers: step.answers.length,
    }));
    const askedFor = keys.map(({ keyId }) => keyCalls.asked.filter((askedId) => askedId === keyId).length);
    const sameDate = keys.map(({ deletesAt }, place) => dates[place]?.deletesAt === deletesAt);
    return { said, commands, classes: keys.map((key) => key.class), askedFor, sameDate };
  }

  /** One more execution, from the very start until there is nothing to do. */
  async function nothingNewOf(id: string, end: Awaited<ReturnType<typeof endOf>>) {
    const executionArn = await start(id, `${id}-again`);
    await until(`${id} waits for its next sweep`, () => waits(executionArn), WITHIN);
    await workflows.send(new StopExecutionCommand({ executionArn }));
    const now = await endOf(id);
    expect(now).toEqual(end);
    expect(summary(now)).toEqual(summary(end));
  }

  afterEach(() => executions.holdTheDeployed(false));

  it('at every state of the workflow, in whatever it is at, ends as one that nobody stopped (37)', {
    timeout: 300_000,
  }, async () => {
    const { states } = executions;
    expect(states.length).toBeGreaterThan(10);
    await executions.holdTheDeployed(true);
    const work: { readonly state: string; readonly who: string; readonly id: string }[] = [];
    for (const state of states) {
      const who = await somebody();
      work.push({ state, who, id: await open(who) });
    }

    const kill = async ({ state, id }: (typeof work)[number]) => {
      const at: string[] = [];
      // Where it is stopped before it has done anything, the next one gets as far as a command that is done.
      for (let n = 0; n < MOST_EXECUTIONS && !(await isCertified(id)); n++) {
        const { run } = await stores.cases.read(id);
        const stopped = await executions.stopAt(n % 2 === 0 ? state : 'Ran', {
          name: `${id}-stopped-${n}`,
          input: { caseId: id, run },
          // A callback has another execution act for the case.
          isOver: async () => (await isCertified(id)) || (await stores.cases.read(id)).run !== run,
        });
        if (stopped && n % 2 === 0) at.push((await stores.cases.read(id)).case.stage.state);
      }
      expect(at.length, state).toBeGreaterThan(1);
      return at;
    };

    const left = [...work];
    const stages = new Set<string>();
    const lane = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        for (const stage of await kill(next)) stages.add(stage);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await executions.holdTheDeployed(false);

    const unharmed = await open(await somebody());
    await until(
      'one that nobody stops is certified',
      async () => (await isCertified(unharmed)) || undefined,
      WITHIN,
    );
    const expected = summary(await endOf(unharmed));
    expect(expected).toMatchObject({
      said: [{ issue: 1, final: false, outcome: 'done' }],
      askedFor: [1],
      sameDate: [true],
    });
    await Promise.all(
      work.map(async ({ state, who, id }) => {
        const end = await endOf(id);
        expect({ state, ...summary(end) }).toEqual({ state, ...expected });
        expect(await data.of(who)).toEqual({ profile: [], comments: [], uploads: [], newsletter: [] });
        expect(await data.logLine(who)).toBe('subject-key-destroyed');
      }),
    );
    for (const { id } of work) await nothingNewOf(id, await endOf(id));
    for (const stage of ['grace', 'erasing', 'shredding', 'verifying_erasure'])
      expect(stages).toContain(stage);
  });

  it('when a key was given to deletion and nobody has recorded it, the key has the one date (35)', {
    timeout: 200_000,
  }, async () => {
    const who = await somebody();
    const keyId = await data.keyOf(who);
    const answer = Promise.withResolvers<void>();
    keyCalls.withhold(keyId, answer.promise);
    const id = await open(who);
    const given = async () => keyCalls.scheduled.has(keyId) || undefined;
    await until('the key is given to deletion', given, WITHIN);
    const { run } = await stores.cases.read(id);
    const executionArn = `${outputs.ErasureArn.replace(':stateMachine:', ':execution:')}:${id}-${run}`;
    await workflows.send(new StopExecutionCommand({ executionArn }));
    const before = await kms.send(new DescribeKeyCommand({ KeyId: keyId }));
    expect((await stores.cases.read(id)).case.stage).toMatchObject({ state: 'shredding', keys: [] });

    await start(id, `${id}-next`);
    await until('it is certified', async () => (await isCertified(id)) || undefined, WITHIN);
    const end = await endOf(id);
    expect(end.certificates).toHaveLength(1);
    expect(end.keys).toMatchObject([{ keyId, deletesAt: before.KeyMetadata?.DeletionDate?.toISOString() }]);
    expect(summary(end).sameDate).toEqual([true]);

    // Whoever was stopped only now hears that KMS has done it.
    answer.resolve();
    await nothingNewOf(id, end);
  });

  const waits = async (executionArn: string | undefined): Promise<true | undefined> => {
    for await (const { events = [] } of paginateGetExecutionHistory({ client: workflows }, { executionArn }))
      if (events.some(({ type }) => type === 'WaitStateEntered')) return true;
    return undefined;
  };
});
