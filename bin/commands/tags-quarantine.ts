import type { Command } from 'commander';
import * as z from 'zod';
import { ShownQuarantine } from '../../shared/tags/shown-quarantine.ts';
import { type ApiCommandOptions, withApiOptions } from '../api-options.ts';
import { print } from '../print.ts';
import { quarantineWords, releaseWords } from '../quarantine-words.ts';
import { refused } from '../refused.ts';

const Listed = z.object({ quarantines: z.array(ShownQuarantine), more: z.boolean() });
const Asked = z.object({ quarantine: ShownQuarantine, begun: z.boolean() });
const NOTES = `
Puts a resource back as it was before its quarantine; what somebody has changed since is left as it is. What is still
wrong is told anew, and has all of its grace before it is stopped again.
Exits with 1 when the resource is not in quarantine, or nothing may be put back by tags.yaml.`;
const EXAMPLE = 'arn:aws:ec2:eu-west-1:111111111111:instance/i-0123456789abcdef0';

/** `belltower tags quarantine|release` */
export function registerTagsQuarantine(tags: Command): void {
  withApiOptions(tags.command('quarantine'), '{ quarantines, more }')
    .description('what is in quarantine: since when, how, what it was before, and whether it is right now')
    .option('--arn <ARN>', 'one resource, released or not')
    .addHelpText('after', '\nExample:\n  npx belltower tags quarantine')
    .action(list);
  withApiOptions(tags.command('release'), '{ quarantine, begun }')
    .description('put a resource back as it was before its quarantine')
    .argument('<arn>', 'the resource')
    .addHelpText('after', `${NOTES}\n\nExample:\n  npx belltower tags release ${EXAMPLE}`)
    .action(release);
}

async function list({ json, arn, ...options }: ApiCommandOptions & { readonly arn?: string }): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  const query = arn === undefined ? '' : `?arn=${encodeURIComponent(arn)}`;
  const answer = await api.get(`/v1/tags/quarantine${query}`, Listed);
  print(json, answer, () => quarantineWords(answer.quarantines, answer.more));
}

async function release(arn: string, { json, ...options }: ApiCommandOptions): Promise<void> {
  const { openApi } = await import('../aws/incident-api.ts');
  const api = await openApi(options);
  try {
    const answer = await api.post('/v1/tags/quarantine/release', { arn }, Asked);
    print(json, answer, () => releaseWords(answer.quarantine, answer.begun));
  } catch (error) {
    throw refused(error, arn, json, [404, 409]);
  }
}
