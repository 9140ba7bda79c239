import { CreateFunctionCommand, GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { reportWords } from '../bin/tag-report-words.ts';
import { millis } from '../shared/kernel/duration.ts';
import { QuarantinePlan } from '../shared/tags/quarantine-record.ts';
import { ShownQuarantine } from '../shared/tags/shown-quarantine.ts';
import { SweepReport } from '../shared/tags/sweep-report.ts';
import { localClientConfig } from './aws-environment.ts';
import { outputOf } from './ended-execution.ts';
import { ExpectationFailed, until } from './expectation.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { tagSweepWords } from './sweep-words.ts';

const SWEEP_WITHIN_MS = 180_000;
const Report = SweepReport.omit({ v: true });
const InQuarantine = z.object({ quarantines: z.array(ShownQuarantine) });
const Asked = z.object({ begun: z.boolean() });
const OnePlan = z.object({ plan: QuarantinePlan.omit({ v: true, version: true }) });
/** A zip archive with a function that does nothing. */
const CODE = Buffer.from(
  'UEsDBBQAAAAAAAAAIQCGNixPJwAAACcAAAAJAAAAaW5kZXgubWpzZXhwb3J0IGNvbnN0IGhhbmRsZXIgPSBhc3luYyAoKSA9PiB7fTsKUEsBAhQDFAAAAAAAAAAhAIY2LE8nAAAAJwAAAAkAAAAAAAAAAAAAAIABAAAAAGluZGV4Lm1qc1BLBQYAAAAAAQABADcAAABOAAAAAAA=',
  'base64',
);

/** Makes functions with these tags, of which no event tells. */
export async function makeFunctions(
  { names, tags }: StepOf<'makeFunctions'>,
  world: ScenarioWorld,
): Promise<string> {
  const lambda = new LambdaClient(localClientConfig(world.url));
  for (const FunctionName of names)
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/any',
        Code: { ZipFile: CODE },
        Tags: tags,
      }),
    );
  return `${names.join(', ')} were made, and no event told of them`;
}

/** Sweeps all accounts and regions, as on these days at two in the morning. */
export async function sweepTags(
  { on }: StepOf<'sweepTags'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const workflows = new SFNClient(localClientConfig(world.url));
  const outcomes: string[] = [];
  for (const day of on) {
    const order = {
      what: `the sweep of ${day}`,
      stateMachineArn: world.outputs.TagSweepArn,
      input: { at: `${day}T02:00:00Z` },
      within: SWEEP_WITHIN_MS,
    };
    outcomes.push(`${day}: ${tagSweepWords(await outputOf(workflows, order, signal))}`);
  }
  return outcomes.join('\n');
}

/** What the last sweep came to for a team. */
export async function expectScores(
  { team, violations, tagged }: StepOf<'expectScores'>,
  world: ScenarioWorld,
): Promise<string> {
  const report = await world.api.get('/v1/tags/scores', Report);
  const score = report.teams.find((one) => one.team === team);
  const said = `what \`belltower tags scores\` shows:\n${reportWords(report)}`;
  if (score?.violations !== violations || (tagged !== undefined && report.tagged !== tagged))
    throw new ExpectationFailed(`wanted ${violations} violations of ${team}; ${said}`);
  return said;
}

/** Approves the plan that the mail to a team names, when it is held and has so many resources. */
export async function approvePlan(
  { mailed, resources }: StepOf<'approvePlan'>,
  world: ScenarioWorld,
): Promise<string> {
  await world.mailbox.refresh();
  const digest = world.mailbox.messages
    .filter(({ person }) => person === mailed)
    .map(({ text }) => /belltower tags approve ([0-9a-f]{64})/.exec(text)?.[1])
    .findLast((name) => name !== undefined);
  if (digest === undefined) throw new ExpectationFailed(`${mailed} has no mail that names a plan`);
  const { plan } = await world.api.get(`/v1/tags/plans/${digest}`, OnePlan);
  if (plan.state !== 'held' || plan.resources.length !== resources)
    throw new ExpectationFailed(`the plan is ${plan.state} and has ${plan.resources.length} resources`);
  const approved = await world.api.post(`/v1/tags/plans/${digest}/approve`, {}, OnePlan);
  return `${plan.reason}; now ${approved.plan.state}`;
}

/** Whether functions run, or are in quarantine. */
export async function expectFunctions(
  { names, are, within }: StepOf<'expectFunctions'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const lambda = new LambdaClient(localClientConfig(world.url));
  let wrong: string[] = [];
  const arrived = await until(Date.now() + millis(within), signal, async () => {
    wrong = [];
    for (const FunctionName of names) {
      const { ReservedConcurrentExecutions: reserved } = await lambda.send(
        new GetFunctionConcurrencyCommand({ FunctionName }),
      );
      if ((reserved === 0) !== (are === 'stopped'))
        wrong.push(`${FunctionName} has a reserved concurrency of ${reserved ?? 'nothing'}`);
    }
    return wrong.length === 0;
  });
  if (!arrived) throw new ExpectationFailed(wrong.join('; '));
  return `${names.join(', ')}: ${are}`;
}

/** Finds functions among what is in quarantine, releases each, and waits until that is over. */
export async function releaseFunctions(
  { names, team, within }: StepOf<'releaseFunctions'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const { quarantines } = await world.api.get('/v1/tags/quarantine', InQuarantine);
  const said: string[] = [];
  for (const name of names) {
    const found = quarantines.find(({ arn }) => arn.endsWith(`:function:${name}`));
    if (found?.state !== 'done' || found.team !== team)
      throw new ExpectationFailed(
        `${name} is not listed as stopped and of ${team}: ${JSON.stringify(found)}`,
      );
    const { begun } = await world.api.post('/v1/tags/quarantine/release', { arn: found.arn }, Asked);
    if (!begun) throw new ExpectationFailed(`the release of ${name} could not be begun`);
    let outcome: string | undefined;
    await until(Date.now() + millis(within), signal, async () => {
      const query = `arn=${encodeURIComponent(found.arn)}`;
      const answer = await world.api.get(`/v1/tags/quarantine?${query}`, InQuarantine);
      outcome = answer.quarantines[0]?.outcome;
      return outcome !== undefined;
    });
    if (outcome !== 'put-back') throw new ExpectationFailed(`the release of ${name} came to ${outcome}`);
    said.push(`${name}: ${found.before}, stopped ${found.since}, ${outcome}`);
  }
  return said.join('\n');
}
