import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { inventory } from '../../shared/kernel/config-check.ts';
import type { ContactBook } from '../aws/contact-book.ts';
import { type AwsOptions, withAwsOptions } from '../aws-options.ts';
import { loadConfig } from '../config-option.ts';
import { addressArgument, checkWebhookHosts, numberArgument, webhookArgument } from '../contact-arguments.ts';
import { type ChangedContact, type ContactChange, changeContact } from '../contact-change.ts';
import { contactTable, shownContact } from '../contact-words.ts';
import { print } from '../print.ts';
import { registerContactsImport } from './contacts-import.ts';

interface Options extends AwsOptions {
  readonly json?: boolean;
}

interface ShowOptions extends Options {
  readonly reveal?: boolean;
}

interface SetOptions extends Options {
  readonly sms?: string | false;
  readonly email?: string | false;
  readonly webhook?: string | false;
  readonly style?: 'slack' | 'generic';
  readonly newSecret?: boolean;
}
