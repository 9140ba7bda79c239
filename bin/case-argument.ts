import { InvalidArgumentError } from 'commander';
import { Case } from '../shared/privacy/case.ts';
import { SystemId } from '../shared/privacy/config.ts';
import { Hold } from '../shared/privacy/hold.ts';

/** Reads the id of a privacy case. @throws InvalidArgumentError */
export function caseArgument(text: string): string {
  if (Case.shape.id.safeParse(text).success) return text;
  throw new InvalidArgumentError('wanted: the id of a case, as privacy cases lists it');
}

/** Reads the id of a system. @throws InvalidArgumentError */
export function systemArgument(text: string): string {
  if (SystemId.safeParse(text).success) return text;
  throw new InvalidArgumentError('wanted: the id of a system in privacy.yaml');
}

/** Reads the id of a hold, which is written into audit trails. @throws InvalidArgumentError */
export function holdArgument(text: string): string {
  if (Hold.shape.id.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    'wanted: a name of letters, digits, dashes and underscores, such as a file number',
  );
}

/** Reads a class, `invoices` or `profile:invoices`, and adds it. @throws InvalidArgumentError */
export function classArgument(
  text: string,
  before: readonly { system?: string; class: string }[] = [],
): { system?: string; class: string }[] {
  const parts = text.split(':');
  const [name = ''] = parts.slice(-1);
  const [system] = parts.slice(0, -1);
  if (parts.length > 2 || !parts.every((part) => SystemId.safeParse(part).success))
    throw new InvalidArgumentError('wanted: a class such as invoices, or of one system, profile:invoices');
  return [...before, { ...(system === undefined ? {} : { system }), class: name }];
}

/** Reads a pointer to evidence. @throws InvalidArgumentError */
export function evidenceArgument(text: string): string {
  if (/^[\w:/.-]{1,200}$/.test(text)) return text;
  throw new InvalidArgumentError('wanted: a pointer such as the id of a ticket, without anything personal');
}
