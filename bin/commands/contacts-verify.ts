import { type Command, Option } from 'commander';
import { CONTACT_METHODS, type ContactMethod } from '../../shared/paging/contact.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { codeArgument } from '../code-argument.ts';
import { codeWords, isSent, METHOD_WORDS, refusalWords, shownCode } from '../code-words.ts';
import { knownPeople, refuseUnknown } from '../known-person.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';

interface Options extends AwsOptions {
  readonly method?: ContactMethod;
  readonly json?: boolean;
}

const VERIFY_MORE = `
A method counts from then on, also one that had opted out. A code is good for 15 minutes and five tries; a wrong one
counts against every method that waits for one. Exits with 1 for a code that is wrong or has expired.

Examples:
  npx belltower contacts verify alice 123456
  npx belltower contacts verify alice 123456 --method sms`;

const CODE_MORE = `
It takes the place of the one before. At most one a minute goes to a method. Exits with 1 when none was sent.

Example:
  npx belltower contacts code alice --method sms`;

/** `belltower contacts verify` and `belltower contacts code` */
export function registerContactsVerify(contacts: Command): void {
  withAwsOptions(contacts.command('verify'))
    .description('enter the code that a person was sent')
    .argument('<person>', 'id of a person of organization.yaml')
    .argument('<code>', 'the six digits', codeArgument)
    .addOption(methodOption('only for this method (default: whichever the code was sent to)'))
    .option('--json', 'print { person, verified, method, reason } as JSON')
    .addHelpText('after', VERIFY_MORE)
    .action(verify);
  withAwsOptions(contacts.command('code'))
    .description('send another code to a method that is not verified, or has opted out')
    .argument('<person>', 'id of a person of organization.yaml')
    .addOption(methodOption('where to'))
    .option('--json', 'print { person, method, sent, expiresAt, reason } as JSON')
    .addHelpText('after', CODE_MORE)
    .action(sendCode);
}

function methodOption(description: string): Option {
  return new Option('--method <METHOD>', description).choices(CONTACT_METHODS);
}

async function verify(
  person: string,
  code: string,
  { json, method: only, ...options }: Options,
  command: Command,
): Promise<void> {
  refuseUnknown(person, knownPeople(options.config), command);
  const { ContactBook } = await import('../aws/contact-book.ts');
  const verdict = await (await ContactBook.open(options)).verify(person, code, only);
  const verified = verdict.kind === 'verified';
  const [method, reason] = verified ? [verdict.method, null] : [null, verdict.reason];
  if (verified || json === true)
    print(json, { person, verified, method, reason }, () =>
      verified ? `${person} is verified by ${METHOD_WORDS[verdict.method]}: pages go there from now on` : '',
    );
  if (!verified) throw new Refusal(`${person}: ${refusalWords(person, verdict.reason)}`);
}

async function sendCode(
  person: string,
  { json, method, ...options }: Options,
  command: Command,
): Promise<void> {
  if (method === undefined)
    command.error(`option '--method <METHOD>' is missing; allowed: ${CONTACT_METHODS.join(', ')}`);
  refuseUnknown(person, knownPeople(options.config), command);
  const { ContactBook } = await import('../aws/contact-book.ts');
  const code = await (await ContactBook.open(options)).sendCode(person, method);
  const sent = isSent(code);
  if (sent || json === true) print(json, { person, ...shownCode(code) }, () => codeWords(person, code));
  if (!sent) throw new Refusal(codeWords(person, code));
}
