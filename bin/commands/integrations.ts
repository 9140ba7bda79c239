import type { Command } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { loadPagingConfig } from '../config-option.ts';
import { print } from '../print.ts';

/** `belltower integrations …` */
export function registerIntegrations(program: Command): void {
  const integrations = program.command('integrations').description('senders of the generic webhook');
  withAwsOptions(integrations.command('key'))
    .description('the key of a sender, and the URL it posts alerts to; the same each time')
    .argument('<id>', 'an integration of paging.yaml')
    .option('--json', 'print { key, url } as JSON')
    .addHelpText(
      'after',
      '\nWhoever has the key can raise alerts. Raise keyVersion in paging.yaml and deploy to make it worthless.\n\nExample:\n  npx belltower integrations key grafana',
    )
    .action(key);
}

async function key(
  id: string,
  { json, ...options }: AwsOptions & { readonly json?: boolean },
  command: Command,
): Promise<void> {
  const { integrations } = loadPagingConfig(options.config).paging;
  const integration = integrations.find((one) => one.id === id);
  if (integration === undefined) {
    const known = new Set(integrations.map((one) => one.id));
    command.error(`argument id: there is no integration "${id}"; ${inventory('integration', known)}`);
  }
  const { issueKey } = await import('../aws/integration-key.ts');
  const issued = await issueKey(integration, options);
  print(json, issued, () => `key  ${issued.key}\nurl  ${issued.url}`);
}
