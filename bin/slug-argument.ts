import { InvalidArgumentError } from 'commander';
import { Slug } from '../shared/kernel/ids.ts';

/** Reads a name as configurations have them. @throws InvalidArgumentError */
export function slugArgument(text: string): string {
  if (Slug.safeParse(text).success) return text;
  throw new InvalidArgumentError('wanted: lower case letters, digits and dashes, at most 63');
}
