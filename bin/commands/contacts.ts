import type { Command } from 'commander';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { contactTable, shownContact } from '../contact-words.ts';
import { knownPeople, refuseUnknown } from '../known-person.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';
import { registerContactsImport } from './contacts-import.ts';
import { registerContactsSet } from './contacts-set.ts';
import { registerContactsVerify } from './contacts-verify.ts';

interface Options extends AwsOptions {
  readonly json?: boolean;
}

interface ShowOptions extends Options {
  readonly reveal?: boolean;
}

const REVEAL = 'show numbers, addresses and URLs whole; secrets are never shown again';

/** `belltower contacts …` */
export function registerContacts(program: Command): void {
  const contacts = program
    .command('contacts')
    .description('how people are reached: numbers and addresses, in the contacts table only');
  withAwsOptions(contacts.command('list'))
    .description('how everybody is reached')
    .option('--reveal', REVEAL)
    .option('--json', 'print [{ person, sms, email, webhook }] as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower contacts list')
    .action(list);
  withAwsOptions(contacts.command('show'))
    .description('how one person is reached')
    .argument('<person>', 'id of a person')
    .option('--reveal', REVEAL)
    .option('--json', 'print { person, sms, email, webhook } as JSON')
    .addHelpText('after', '\nExample:\n  npx belltower contacts show alice --reveal')
    .action(show);
  registerContactsSet(contacts);
  registerContactsVerify(contacts);
  withAwsOptions(contacts.command('remove'))
    .description('forget how a person is reached, also of somebody who has left organization.yaml')
    .argument('<person>', 'id of a person')
    .option('--json', 'print { person, removed } as JSON')
    .addHelpText(
      'after',
      '\nExits with 1 when nothing was known of the person.\n\nExample:\n  npx belltower contacts remove alice',
    )
    .action(remove);
  registerContactsImport(contacts);
}

async function list({ json, reveal, ...options }: ShowOptions): Promise<void> {
  const people = knownPeople(options.config);
  const { ContactBook } = await import('../aws/contact-book.ts');
  const known = new Map((await (await ContactBook.open(options)).list()).map((one) => [one.person, one]));
  const others = [...known.keys()].filter((person) => !people.has(person));
  const shown = [...people, ...others].map((person) => shownContact(person, known.get(person), reveal));
  print(json, shown, () => contactTable(shown));
  if (others.length > 0) process.stderr.write(`not in organization.yaml: ${others.join(', ')}\n`);
}

async function show(
  person: string,
  { json, reveal, ...options }: ShowOptions,
  command: Command,
): Promise<void> {
  const { ContactBook } = await import('../aws/contact-book.ts');
  const contact = await (await ContactBook.open(options)).read(person);
  if (contact === undefined) refuseUnknown(person, knownPeople(options.config), command);
  const shown = shownContact(person, contact, reveal);
  print(json, shown, () => contactTable([shown]));
}

async function remove(person: string, { json, ...options }: Options, command: Command): Promise<void> {
  const { ContactBook } = await import('../aws/contact-book.ts');
  const book = await ContactBook.open(options);
  const removed = (await book.read(person)) !== undefined;
  if (removed) await book.remove(person);
  else refuseUnknown(person, knownPeople(options.config), command);
  if (removed || json === true)
    print(json, { person, removed }, () => `${person} is not reached in any way now`);
  if (!removed) throw new Refusal(`${person}: there was nothing to remove`);
}
