import { type Command, Option } from 'commander';
import type { SentCode } from '../aws/contact-book.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { reasonArgument } from '../code-argument.ts';
import { codeWords, isSent, shownCode } from '../code-words.ts';
import { addressArgument, checkWebhookHosts, numberArgument, webhookArgument } from '../contact-arguments.ts';
import type { ContactChange } from '../contact-change.ts';
import { contactTable, shownContact } from '../contact-words.ts';
import { knownPeople, refuseUnknown } from '../known-person.ts';
import { print } from '../print.ts';
import { Refusal } from '../refusal.ts';

interface Options extends AwsOptions {
  readonly sms?: string | false;
  readonly email?: string | false;
  readonly webhook?: string | false;
  readonly style?: 'slack' | 'generic';
  readonly newSecret?: boolean;
  readonly assumeVerified?: string;
  readonly json?: boolean;
}

const MORE = `
What is not named stays as it is. A number, address or URL that is new does not count until the code that is sent there
has been entered with contacts verify; one that is verified stays so. Where nobody can wait for codes, --assume-verified
has what is named here count at once: its reason is kept in the audit trail and shown by contacts list.
A new webhook gets a secret, printed this one time, with which its receiver checks our signature.
Exits with 1 when a code could not be sent; what was set is kept, and does not count yet.

Examples:
  npx belltower contacts set alice --sms +4915112345678 --email alice@acme.example
  npx belltower contacts set mira --webhook https://hooks.slack.com/services/… --style slack
  npx belltower contacts set alice --sms +4915112345678 --assume-verified "called her on it"
  npx belltower contacts set alice --no-sms`;

/** `belltower contacts set` */
export function registerContactsSet(contacts: Command): void {
  withAwsOptions(contacts.command('set'))
    .description('say how a person is reached, and send codes there')
    .argument('<person>', 'id of a person of organization.yaml')
    .option('--sms <NUMBER>', 'phone number in E.164 form', numberArgument)
    .option('--no-sms', 'no more SMS')
    .option('--email <ADDRESS>', 'e-mail address', addressArgument)
    .option('--no-email', 'no more e-mail')
    .option('--webhook <URL>', 'public https URL that pages are posted to', webhookArgument)
    .option('--no-webhook', 'no more webhook')
    .addOption(
      new Option('--style <STYLE>', 'what is posted to the webhook (default of a new one: generic)').choices([
        'slack',
        'generic',
      ]),
    )
    .option('--new-secret', 'exchange the secret of the webhook')
    .option('--assume-verified <WHY>', 'have it count without a code', reasonArgument)
    .option('--json', 'print { person, sms, email, webhook, secret, codes } as JSON')
    .addHelpText('after', MORE)
    .action(set);
}

async function set(person: string, { json, ...options }: Options, command: Command): Promise<void> {
  const { sms, email, webhook: url, style, newSecret, assumeVerified } = options;
  if ([sms, email, url, style, newSecret].every((wish) => wish === undefined))
    command.error(
      'nothing to set; allowed: --sms, --email, --webhook, --style, --new-secret, and --no-sms, --no-email, --no-webhook',
    );
  if (assumeVerified !== undefined && [sms, email, url].every((wish) => typeof wish !== 'string'))
    command.error('--assume-verified is about what is named with it; give --sms, --email or --webhook');
  refuseUnknown(person, knownPeople(options.config), command);
  if (typeof url === 'string') await checkWebhookHosts([url]);
  const { ContactBook } = await import('../aws/contact-book.ts');
  const book = await ContactBook.open(options);
  const aboutWebhook = style !== undefined || newSecret === true;
  if (aboutWebhook && typeof url !== 'string') {
    const has = url === undefined && (await book.read(person))?.webhook !== undefined;
    if (!has)
      command.error(`--style and --new-secret need a webhook, ${person} has none; give --webhook <URL>`);
  }
  const webhook: ContactChange['webhook'] = url === false ? false : { url, style };
  const change = { sms, email, webhook, newSecret, assumeVerified };
  const { contact, secret, unverified } = await book.change(person, change);
  const codes: SentCode[] = [];
  for (const method of unverified) codes.push(await book.sendCode(person, method));
  const shown = shownContact(person, contact);
  const unsent = codes.filter((code) => !isSent(code));
  print(json, { ...shown, secret: secret ?? null, codes: codes.map(shownCode) }, () =>
    [
      contactTable([shown]),
      ...(secret === undefined ? [] : ['', secretWords(secret)]),
      ...(codes.length === unsent.length ? [] : ['']),
      ...codes.filter(isSent).map((code) => codeWords(person, code)),
    ].join('\n'),
  );
  if (unsent.length > 0) throw new Refusal(unsent.map((code) => codeWords(person, code)).join('\n'));
}

function secretWords(secret: string): string {
  return `Secret of the webhook, shown this one time: ${secret}`;
}
