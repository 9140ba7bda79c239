import type { Command } from 'commander';
import type { ContactMethod } from '../../shared/paging/contact.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { reasonArgument } from '../code-argument.ts';
import { codeWords, isSent, shownCode } from '../code-words.ts';
import { checkWebhookHosts } from '../contact-arguments.ts';
import { readContactsFile } from '../contacts-file.ts';
import { knownPeople } from '../known-person.ts';
import { print } from '../print.ts';
import { textTable } from '../text-table.ts';

interface Options extends AwsOptions {
  readonly assumeVerified?: string;
  readonly sendCodes?: boolean;
  readonly json?: boolean;
}

const MORE = `
The file is checked whole first: when one entry is wrong, nothing is written. Methods that it does not name stay as
they are, and so do those that are verified already. What is new does not count until it is verified, and one of three
things becomes of it:
  --assume-verified WHY   it counts at once: you vouch for it. For the first import of many people.
  --send-codes            everybody is sent a code for each new method, to be entered with contacts verify.
  neither                 it waits; contacts code sends a code to one person and method.
Keep the file out of git: it is personal data.

Examples:
  npx belltower contacts import config/acme/contacts.yaml --assume-verified "from the HR system"
  npx belltower contacts import config/acme/contacts.yaml --send-codes`;

/** `belltower contacts import` */
export function registerContactsImport(contacts: Command): void {
  withAwsOptions(contacts.command('import'))
    .description('say how people are reached, from a file as config/example/contacts.yaml.example')
    .argument('<file>', 'YAML, by person')
    .option('--assume-verified <WHY>', 'have all of it count without codes', reasonArgument)
    .option('--send-codes', 'send a code to everything new')
    .option('--json', 'print [{ person, secret, unverified, codes }] as JSON')
    .addHelpText('after', MORE)
    .action(importFile);
}

interface Imported {
  readonly person: string;
  readonly secret: string | null;
  readonly unverified: readonly ContactMethod[];
  readonly codes: readonly ReturnType<typeof shownCode>[];
}

async function importFile(
  file: string,
  { json, assumeVerified, sendCodes = false, ...options }: Options,
  command: Command,
): Promise<void> {
  if (sendCodes && assumeVerified !== undefined)
    command.error('--send-codes and --assume-verified exclude each other; give one of them');
  const wanted = readContactsFile(file, knownPeople(options.config));
  const webhooks = [...wanted.values()].map(({ webhook }) => (webhook === false ? undefined : webhook?.url));
  await checkWebhookHosts(webhooks.filter((url) => url !== undefined));
  const { ContactBook } = await import('../aws/contact-book.ts');
  const book = await ContactBook.open(options);
  const done: Imported[] = [];
  try {
    for (const [person, change] of wanted) {
      const { secret = null, unverified } = await book.change(person, { ...change, assumeVerified });
      done.push({ person, secret, unverified, codes: [] });
    }
    if (!sendCodes) return;
    for (const [place, one] of done.entries()) {
      const codes = [];
      for (const method of one.unverified) {
        const code = await book.sendCode(one.person, method);
        codes.push(shownCode(code));
        if (!isSent(code)) process.stderr.write(`${codeWords(one.person, code)}\n`);
      }
      done[place] = { ...one, codes };
    }
  } finally {
    // Also when a write failed half-way: a secret that is stored and not shown would be lost.
    print(json, done, () => words(done, wanted.size));
  }
}

function words(done: readonly Imported[], all: number): string {
  const secrets = done.flatMap(({ person, secret }) => (secret === null ? [] : [[`  ${person}`, secret]]));
  const waiting = done.flatMap(({ unverified }) => unverified).length;
  const sent = done.flatMap(({ codes }) => codes).filter((code) => code.sent).length;
  return [
    `imported: ${done.length} of ${all}`,
    ...(waiting === 0 ? [] : [`not verified yet, and so not paged: ${waiting} methods; codes sent: ${sent}`]),
    ...(secrets.length === 0 ? [] : ['Secrets of new webhooks, shown this one time:', textTable(secrets)]),
  ].join('\n');
}
