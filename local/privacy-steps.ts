import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { millis } from '../shared/kernel/duration.ts';
import { OneCase } from '../shared/privacy/case-api.ts';
import { certificateText, SignedCertificate } from '../shared/privacy/certificate.ts';
import { erasureOrder } from '../shared/privacy/erasure-order.ts';
import { localClientConfig } from './aws-environment.ts';
import { ExpectationFailed, until } from './expectation.ts';
import { readLocalPrivacy } from './local-config.ts';
import { ROOT } from './places.ts';
import { PrivacyData } from './privacy-data.ts';
import type { StepOf } from './scenario.ts';
import type { ScenarioWorld } from './scenario-world.ts';

const run = promisify(execFile);

/** Makes the systems of the data map and puts data of these people there; each has written to the one before. */
export async function fillSystems(
  { people }: StepOf<'fillSystems'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const data = dataOf(world);
  await data.make();
  serveNewsletter(data, signal);
  for (const id of people) await data.fill(id);
  for (const [place, id] of people.slice(1).entries()) await data.reply(id, people[place] ?? id);
  return `${people.join(' and ')} have a profile, a comment, a picture in two versions, a subscription and a sealed line of the log each`;
}

/** The order in which the systems of config/local are erased. */
export async function expectPlan({ groups }: StepOf<'expectPlan'>): Promise<string> {
  const { systems } = readLocalPrivacy().privacy;
  const order = erasureOrder(systems);
  const said = (order ?? []).map((group) => group.join(' and ')).join(', then ');
  if (JSON.stringify(order) !== JSON.stringify(groups)) throw new ExpectationFailed(`the order is ${said}`);
  return said;
}

/** A request of somebody whose identity was checked, by the API. */
export async function requestErasure(
  { person, as }: StepOf<'requestErasure'>,
  world: ScenarioWorld,
): Promise<string> {
  world.changedAt = Date.now();
  const asked = { type: 'erasure', identities: { email: [as] }, evidence: `ticket/${randomUUID()}` };
  const answer = await world.api.send('POST', '/v1/privacy/requests', asked);
  const { case: opened } = OneCase.parse(answer);
  world.cases.set(person, opened.id);
  return `case ${opened.id}, due ${opened.due.slice(0, 10)}; its subject is ${opened.subjects[0] ?? ''}`;
}

/** What becomes of the case, and what each system has said. */
export async function expectCase(
  { person, state, outcome, within }: StepOf<'expectCase'>,
  world: ScenarioWorld,
  signal: AbortSignal,
): Promise<string> {
  const path = `/v1/privacy/cases/${caseOf(person, world)}`;
  let last = await world.api.get(path, OneCase);
  const arrived = await until(Date.now() + millis(within), signal, async () => {
    last = await world.api.get(path, OneCase);
    return last.case.state === state;
  });
  const { case: of } = last;
  const steps = of.steps.map(
    ({ system, answer, found, round }) => `${system}: ${answer}, read again and ${found} (round ${round})`,
  );
  const said = [`${of.state}${of.outcome === undefined ? '' : ` as ${of.outcome}`}`, ...steps].join('\n');
  if (!arrived || of.outcome !== outcome) throw new ExpectationFailed(`the case is ${said}`);
  return said;
}

/** Nothing names the person any more, what others wrote is still there, and so is all of the others. */
export async function expectErased(
  { person, others }: StepOf<'expectErased'>,
  world: ScenarioWorld,
): Promise<string> {
  const data = dataOf(world);
  const left = Object.entries(await data.of(person)).filter(([, held]) => held.length > 0);
  if (left.length > 0)
    throw new ExpectationFailed(`${person} is still in ${left.map(([system]) => system).join(', ')}`);
  const line = await data.logLine(person);
  if (line !== 'subject-key-destroyed') throw new ExpectationFailed(`the line of the log says: ${line}`);
  const said = [`nothing names ${person}; the line of the log: ${line}`];
  for (const other of others) {
    const held = await data.of(other);
    const counts = Object.entries(held).map(([system, all]) => `${all.length} in ${system}`);
    const theirs = await data.logLine(other);
    const reply = await data.replied(other, person);
    const whole =
      held.profile.length === 1 &&
      held.comments.length === 2 &&
      held.uploads.length === 2 &&
      held.newsletter.length === 1;
    if (!whole || !theirs.includes('moved to') || !reply?.includes('Deleted user'))
      throw new ExpectationFailed(
        `${other} has ${counts.join(', ')}; the log: ${theirs}; the reply: ${reply}`,
      );
    said.push(`${other} has ${counts.join(', ')}; their line of the log: ${theirs}; their reply: ${reply}`);
  }
  return said.join('\n');
}

/** The certificate, checked by the command line without the network; and with one byte changed. */
export async function expectCertificate(
  { person }: StepOf<'expectCertificate'>,
  world: ScenarioWorld,
): Promise<string> {
  const path = `/v1/privacy/cases/${caseOf(person, world)}/certificate`;
  const signed = await world.api.get(path, SignedCertificate);
  const dir = await mkdtemp(join(tmpdir(), 'belltower-certificate-'));
  try {
    const pem = join(dir, 'signing.pem');
    await writeFile(pem, await publicKeyOf(world));
    const text = certificateText(signed);
    const good = await verified(join(dir, 'certificate.json'), text, pem);
    const bad = await verified(join(dir, 'changed.json'), text.replace('"final":false', '"final":true'), pem);
    if (good.status !== 0 || bad.status !== 1)
      throw new ExpectationFailed(
        `verify says ${good.status} and, of a changed one, ${bad.status}: ${good.said}`,
      );
    const { keys, final } = signed.certificate;
    const destroyed = keys.map(({ deletesAt, evidence }) => `until ${deletesAt.slice(0, 10)} (${evidence})`);
    return [
      good.said,
      `with one word changed: ${bad.said}`,
      `keys: ${destroyed.join(', ')}; ${final ? 'final' : 'final once KMS has deleted them'}`,
    ].join('\n');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function verified(path: string, text: string, pem: string) {
  await writeFile(path, text);
  const args = [join(ROOT, 'bin/belltower.ts'), 'privacy', 'verify', path, '--public-key', pem];
  try {
    const { stdout } = await run(process.execPath, args, { cwd: ROOT });
    return { status: 0, said: stdout.trim() };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }; // what execFile throws
    return { status: code, said: (stdout || stderr).trim() };
  }
}

async function publicKeyOf(world: ScenarioWorld): Promise<string> {
  const kms = new KMSClient(localClientConfig(world.url));
  const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: world.outputs.SigningKeyId }));
  const base64 = Buffer.from(PublicKey ?? []).toString('base64');
  return `-----BEGIN PUBLIC KEY-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`;
}

function caseOf(person: string, world: ScenarioWorld): string {
  const id = world.cases.get(person);
  if (id === undefined) throw new ExpectationFailed(`nobody has asked to erase ${person}`);
  return id;
}

const SERVING = new WeakSet<PrivacyData>();

/** The newsletter takes commands of erasure from now on, once. */
function serveNewsletter(data: PrivacyData, signal: AbortSignal): void {
  if (SERVING.has(data)) return;
  SERVING.add(data);
  data.newsletter.serve(signal).catch((error: unknown) => {
    if (!signal.aborted) console.error(`the newsletter takes no commands any more: ${String(error)}`);
  });
}

const DATA = new WeakMap<ScenarioWorld, PrivacyData>();

/** The log is a scenario's own: who sealed its lines must be the one who reads them. */
function dataOf(world: ScenarioWorld): PrivacyData {
  const data = DATA.get(world) ?? new PrivacyData(world.url, world.documents, world.outputs.TagKeyId);
  DATA.set(world, data);
  return data;
}
