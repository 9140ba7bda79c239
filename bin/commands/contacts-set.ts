import { type Command, Option } from 'commander';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { addressArgument, checkWebhookHosts, numberArgument, webhookArgument } from '../contact-arguments.ts';
import type { ContactChange } from '../contact-change.ts';
import { contactTable, shownContact } from '../contact-words.ts';
import { knownPeople, refuseUnknown } from '../known-person.ts';
import { print } from '../print.ts';

interface Options extends AwsOptions {
  readonly sms?: string | false;
  readonly email?: string | false;
  readonly webhook?: string | false;
  readonly style?: 'slack' | 'generic';
  readonly newSecret?: boolean;
  readonly json?: boolean;
}

const MORE = `
What is not named stays as it is. A method set here counts as verified at once: you vouch for it.
A new webhook gets a secret, printed this one time, with which its receiver checks our signature.

Examples:
  npx belltower contacts set alice --sms +4915112345678 --email alice@acme.example
  npx belltower contacts set mira --webhook https://hooks.slack.com/services/… --style slack
  npx belltower contacts set alice --no-sms`;

/** `belltower contacts set` */
export function registerContactsSet(contacts: Command): void {
  withAwsOptions(contacts.command('set'))
    .description('say how a person is reached')
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
    .option('--json', 'print { person, sms, email, webhook, secret } as JSON')
    .addHelpText('after', MORE)
    .action(set);
}

async function set(person: string, { json, ...options }: Options, command: Command): Promise<void> {
  const { sms, email, webhook: url, style, newSecret } = options;
  if ([sms, email, url, style, newSecret].every((wish) => wish === undefined))
    command.error(
      'nothing to set; allowed: --sms, --email, --webhook, --style, --new-secret, and --no-sms, --no-email, --no-webhook',
    );
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
  const { contact, secret } = await book.change(person, { sms, email, webhook, newSecret });
  const shown = shownContact(person, contact);
  print(json, { ...shown, secret: secret ?? null }, () =>
    [contactTable([shown]), ...(secret === undefined ? [] : ['', secretWords(secret)])].join('\n'),
  );
}

function secretWords(secret: string): string {
  return `Secret of the webhook, shown this one time: ${secret}`;
}
