import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { valueAt } from '../shared/config/raw-value.ts';
import { type ConfigFault, formatFaults } from '../shared/config/read-config.ts';
import { wanted } from '../shared/config/wanted.ts';
import { parseYamlFile, type YamlFile } from '../shared/config/yaml-file.ts';
import { inventory } from '../shared/kernel/config-check.ts';
import { EmailMethod, SmsMethod, WebhookMethod } from '../shared/paging/contact.ts';
import { urlFault } from '../shared/platform/public-address.ts';
import type { ContactChange } from './contact-change.ts';
import { UsageFault } from './usage-fault.ts';

const PersonEntry = z.strictObject({
  sms: SmsMethod.shape.number.optional(),
  email: EmailMethod.shape.address.optional(),
  webhook: z
    .strictObject({
      url: WebhookMethod.shape.url.refine((url) => urlFault(url) === undefined, 'a public https URL'),
      style: WebhookMethod.shape.style.default('generic'),
    })
    .optional(),
});
const ContactsFile = z.record(z.string(), PersonEntry);

/** What a contacts file wants changed, by person. */
type ContactsFileContent = ReadonlyMap<string, ContactChange>;

/**
 * Reads and checks a contacts file, whole. Faults say where and what is wanted, never what is written there: it is
 * personal.
 * @throws UsageFault that lists every fault with file:line:column
 */
export function readContactsFile(path: string, people: ReadonlySet<string>): ContactsFileContent {
  const yaml = parseYamlFile(textOf(path));
  const parsed = ContactsFile.safeParse(yaml.value ?? {}, { error: wanted });
  const faults = [
    ...yaml.faults.map(({ line, column, path: place, message }) => ({
      line,
      column,
      path: place.join('.'),
      message,
    })),
    ...unknownPeople(yaml, people),
    ...(parsed.error?.issues ?? []).flatMap((issue) => schemaFaults(yaml, issue)),
  ]
    .map((fault): ConfigFault => ({ ...fault, file: path }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (faults.length > 0 || !parsed.success) throw new UsageFault(formatFaults(faults));
  return new Map(Object.entries(parsed.data));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(
      `${path}: cannot be read${code}; wanted: a YAML file as config/example/contacts.yaml.example`,
    );
  }
}

type PlacedFault = Omit<ConfigFault, 'file'>;

function unknownPeople(yaml: YamlFile, people: ReadonlySet<string>): PlacedFault[] {
  return Object.keys(yaml.value ?? {})
    .filter((person) => !people.has(person))
    .map((person) => ({
      ...yaml.positionOfKey([], person),
      path: person,
      message: `there is no such person in organization.yaml; ${inventory('person', people)}`,
    }));
}

function schemaFaults(yaml: YamlFile, issue: z.core.$ZodIssue): PlacedFault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...yaml.positionOfKey(issue.path, key),
      path: [...issue.path, key].join('.'),
      message: `unknown key; allowed here: ${issue.message}`,
    }));
  }
  const value = valueAt(yaml.value, issue.path);
  // Without quotes, YAML takes a phone number for a number and drops its plus.
  const quotes = typeof value === 'number' && issue.path.at(-1) === 'sms';
  return [
    {
      ...yaml.positionOf(issue.path),
      path: issue.path.join('.'),
      message: `${value === undefined ? 'missing' : 'wrong'}; wanted: ${issue.message}${quotes ? ', in quotes' : ''}`,
    },
  ];
}
