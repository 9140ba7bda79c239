import { InvalidArgumentError } from 'commander';

/** Reads a code as people copy it, with spaces or a hyphen. @throws InvalidArgumentError */
export function codeArgument(text: string): string {
  const digits = text.replaceAll(/[\s-]/g, '');
  if (/^\d{6}$/.test(digits)) return digits;
  throw new InvalidArgumentError('wanted: the six digits that were sent, such as 123456');
}

const MOST_CHARACTERS = 200;

/** Reads why a method is to count without a code. It goes into the audit trail. @throws InvalidArgumentError */
export function reasonArgument(text: string): string {
  const reason = text.replaceAll(/\s+/g, ' ').trim();
  if (reason !== '' && reason.length <= MOST_CHARACTERS && !/@|\d[\d\s()./-]{4,}\d|:\/\//.test(reason))
    return reason;
  throw new InvalidArgumentError(
    `wanted: why you vouch for it, in at most ${MOST_CHARACTERS} characters and without numbers, addresses or URLs, since the audit trail keeps it`,
  );
}
