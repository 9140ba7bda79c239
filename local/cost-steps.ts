import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { FindingRecord } from '../shared/cost/finding-record.ts';
import { FindingStore } from '../shared/cost/finding-store.ts';
import { seriesWords } from '../shared/cost/series-words.ts';
import { addDays } from '../shared/kernel/day.ts';
import { millis } from '../shared/kernel/duration.ts';
import { spokenMoney } from '../shared/kernel/money.ts';
import type { Organization } from '../shared/platform/schema.ts';
import { localClientConfig } from './aws-environment.ts';
import { changeReplay, replayState } from './cost-explorer/replay-control.ts';
import { outputOf } from './ended-execution.ts';
import { ExpectationFailed, until } from './expectation.ts';
import { pressButton } from './page-visitor.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { physicalId, physicalIds } from './stack-resources.ts';

const RUN_WITHIN_MS = 120_000;

/** Has the bill come in as it was on each day: the clock of Cost Explorer's stand-in is set, and the run of 06:00 started. */
export async function walkBill(
  { from, to }: StepOf<'walkBill'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const workflows = new SFNClient(localClientConfig(world.url));
  world.changedAt = Date.now();
  let days = 0;
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const at = `${day}T06:00:00.000Z`;
    await changeReplay(world.costExplorer, { now: at });
    const order = {
      what: `the run of ${at}`,
      stateMachineArn: world.outputs.CostRunArn,
      input: { at },
      within: RUN_WITHIN_MS,
    };
    await outputOf(workflows, order, signal);
    days++;
  }
  const { requests } = await replayState(world.costExplorer);
  return `${days} days of the bill came in and were judged, with ${requests} requests to Cost Explorer`;
}

/** Whether each of what went wrong was found, on which day at the latest. Says all that was found. */
export async function expectFindings(
  { are, atMost }: StepOf<'expectFindings'>,
  world: ScenarioWorld,
): Promise<string> {
  const { CostsTable: costs, AuditTable: audit } = world.outputs;
  const store = new FindingStore(world.documents, { costs, audit });
  const records = [...(await store.open()), ...(await store.closed('2000-01-01'))]
    .filter(({ told }) => told.length > 0)
    .sort((a, b) => (a.finding.date < b.finding.date ? -1 : 1));
  const said = records.map((record) => findingLine(record, world.config.organization)).join('\n');
  const missing = are.filter((wanted) => !records.some((record) => isThat(record, wanted)));
  if (missing.length > 0)
    throw new ExpectationFailed(
      `not found: ${missing.map(({ service, kind }) => `${kind} of ${service}`).join(', ')}; found:\n${said}`,
    );
  if (records.length > atMost)
    throw new ExpectationFailed(
      `${records.length} findings were told, ${atMost} at most are right:\n${said}`,
    );
  return `${records.length} findings were told:\n${said}`;
}

function isThat(
  { finding, told }: FindingRecord,
  { service, kind, on, via }: StepOf<'expectFindings'>['are'][number],
): boolean {
  return (
    finding.series.service === service &&
    finding.kind === kind &&
    finding.date <= on &&
    told.some((one) => via === undefined || one.via === via)
  );
}

function findingLine({ finding, told, state }: FindingRecord, organization: Organization): string {
  const { date, kind, series, impact, currency, deviationPct } = finding;
  const share = deviationPct === null ? '' : ` (${deviationPct > 0 ? '+' : ''}${Math.round(deviationPct)} %)`;
  const to = [...new Set(told.map((one) => `${one.via} to ${one.to}`))].join(', ');
  return `${date}  ${kind}: ${seriesWords(series, organization)}, ${spokenMoney(impact, currency)} a day${share}; ${to}; ${state}`;
}

/** A mail about costs that says all of this has come to the address. */
export async function expectCostMail(
  { to, saying, within }: StepOf<'expectCostMail'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  let subject: string | undefined;
  const come = await until(Date.now() + millis(within), signal, async () => {
    await world.mailbox.refresh();
    const mail = world.mailbox.take(to, 'email', saying);
    subject = mail?.subject;
    return mail !== undefined;
  });
  if (!come) {
    const others = world.mailbox.unexpected.filter(({ person }) => person === to);
    throw new ExpectationFailed(
      `${to} has no mail that says ${saying.join(' and ')}; there are: ${others.map((one) => one.subject).join(' | ') || 'none'}`,
    );
  }
  return `${to}: ${subject ?? ''}`;
}

/** Opens the link of the last mail about costs that says so, and presses what the owner has to say of it. */
export async function answerFinding(
  { to, saying, answer }: StepOf<'answerFinding'>,
  world: ScenarioWorld,
): Promise<string> {
  const mail = world.mailbox.messages.findLast(
    ({ person, link, subject = '', text }) =>
      person === to && link !== undefined && `${subject} ${text}`.includes(saying),
  );
  if (mail?.link === undefined)
    throw new ExpectationFailed(`${to} has no mail with a link that says ${saying}`);
  const notice = await pressButton(mail.link, answer);
  if (!notice.ok) throw new ExpectationFailed(`${to} could not press ${answer}: ${notice.text}`);
  return `${to} pressed ${answer}: ${notice.text}`;
}

/** Has the review run that is due on a day. */
export async function reviewMonth({ on }: StepOf<'reviewMonth'>, world: ScenarioWorld): Promise<string> {
  const lambda = new LambdaClient(localClientConfig(world.url));
  const FunctionName = physicalId(await physicalIds(world.url), 'CostReviewsReviewCostsFunction');
  const { FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify({ at: `${on}T07:00:00Z` }) }),
  );
  if (FunctionError !== undefined) throw new ExpectationFailed(`the review of ${on} failed`);
  return `the month before ${on} was reviewed`;
}
