import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import { PlanDigest, QuarantinePlan } from '../../shared/tags/quarantine-record.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { print } from '../print.ts';
import { refused } from '../refused.ts';
import { planWords } from '../tag-report-words.ts';

const OnePlan = z.object({ plan: QuarantinePlan.omit({ v: true, version: true }) });
const Approved = OnePlan.extend({ begun: z.boolean() });
const NOTES = `
A quarantine beyond the rails of tags.yaml is held as a whole. Its name is in the alert and in the mail to its teams, and
says exactly what is in it: another plan has another name. What of it is still wrong is put in quarantine at once.
Exits with 1 when the plan is not held.`;
const BEGUN = 'It is being carried out now; see what came of it with: belltower tags quarantine';
const NOT_BEGUN = 'It could not be begun now: the next sweep carries it out.';
const EXAMPLE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** `belltower tags plan|approve` */
export function registerTagsApprove(tags: Command): void {
  withApiOptions(tags.command('plan'), '{ plan }')
    .description('a plan of quarantine: what would be stopped, and why it is held')
    .argument('<digest>', 'the name of the plan', digestArgument)
    .addHelpText('after', `\nExample:\n  npx belltower tags plan ${EXAMPLE}`)
    .action(plan);
  withApiOptions(tags.command('approve'), '{ plan, begun }')
    .description('let a held plan of quarantine through')
    .argument('<digest>', 'the name of the plan', digestArgument)
    .addHelpText('after', `${NOTES}\n\nExample:\n  npx belltower tags approve ${EXAMPLE}`)
    .action(approve);
}

function digestArgument(text: string): string {
  const digest = PlanDigest.safeParse(text);
  if (digest.success) return digest.data;
  throw new InvalidArgumentError('wanted: the digest of a plan: 64 digits and letters a to f');
}

async function plan(digest: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const answer = await api.get(`/v1/tags/plans/${digest}`, OnePlan);
  print(json, answer, () => planWords(answer.plan));
}

async function approve(digest: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const answer = await api.post(`/v1/tags/plans/${digest}/approve`, {}, Approved);
    print(json, answer, () => `${planWords(answer.plan)}\n${answer.begun ? BEGUN : NOT_BEGUN}`);
  } catch (error) {
    throw refused(error, `plan ${digest.slice(0, 12)}`, json, [404, 409]);
  }
}
