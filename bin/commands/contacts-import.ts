import type { Command } from 'commander';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { checkWebhookHosts } from '../contact-arguments.ts';
import { readContactsFile } from '../contacts-file.ts';
import { knownPeople } from '../known-person.ts';
import { print } from '../print.ts';
import { textTable } from '../text-table.ts';

interface Options extends AwsOptions {
  readonly json?: boolean;
}

const MORE = `
The file is checked whole first: when one entry is wrong, nothing is written. Methods that it does not name stay as
they are; those it names count as verified at once: you vouch for them. Keep it out of git: it is personal data.

Example:
  npx belltower contacts import config/acme/contacts.yaml`;

/** `belltower contacts import` */
export function registerContactsImport(contacts: Command): void {
  withAwsOptions(contacts.command('import'))
    .description('say how people are reached, from a file as config/example/contacts.yaml.example')
    .argument('<file>', 'YAML, by person')
    .option('--json', 'print [{ person, secret }] as JSON')
    .addHelpText('after', MORE)
    .action(importFile);
}

async function importFile(file: string, { json, ...options }: Options): Promise<void> {
  const wanted = readContactsFile(file, knownPeople(options.config));
  const webhooks = [...wanted.values()].map(({ webhook }) => (webhook === false ? undefined : webhook?.url));
  await checkWebhookHosts(webhooks.filter((url) => url !== undefined));
  const { ContactBook } = await import('../aws/contact-book.ts');
  const book = await ContactBook.open(options);
  const done: { readonly person: string; readonly secret: string | null }[] = [];
  try {
    for (const [person, change] of wanted) {
      const { secret = null } = await book.change(person, change);
      done.push({ person, secret });
    }
  } finally {
    // Also when a write failed half-way: a secret that is stored and not shown would be lost.
    print(json, done, () => words(done, wanted.size));
  }
}

function words(done: readonly { person: string; secret: string | null }[], all: number): string {
  const secrets = done.flatMap(({ person, secret }) => (secret === null ? [] : [[`  ${person}`, secret]]));
  return [
    `imported: ${done.length} of ${all}`,
    ...(secrets.length === 0 ? [] : ['Secrets of new webhooks, shown this one time:', textTable(secrets)]),
  ].join('\n');
}
