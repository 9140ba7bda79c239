import type { Finding } from '../shared/paging/reach-check.ts';
import type { KeyId } from '../shared/privacy/key-id.ts';

const ABOUT = { check: 'stray-keys', about: 'Keys of persons that nothing names' } as const;
const MOST_NAMED = 5;

/** What doctor says of keys of persons without an alias. It deletes none: to destroy the wrong key is a breach. */
export function strayKeysFinding(strays: readonly KeyId[]): Finding {
  const [first] = strays;
  if (first === undefined) return { ...ABOUT, state: 'ok', seen: 'every key of a person has its alias' };
  const more = strays.length > MOST_NAMED ? ` and ${strays.length - MOST_NAMED} more` : '';
  return {
    ...ABOUT,
    state: 'warn',
    seen: `${strays.length} without an alias for more than a day, 1 USD a month each: ${strays.slice(0, MOST_NAMED).join(', ')}${more}`,
    advice:
      'an application stopped while it made them, or somebody deleted the alias. Look in CloudTrail for Encrypt, ' +
      'GenerateDataKey and Decrypt by that key: if there is none since it was made, ' +
      `aws kms schedule-key-deletion --key-id ${first} --pending-window-in-days 30`,
  };
}

/** The same where they could not be looked up. */
export function strayKeysUnknown(code: string): Finding {
  const advice =
    'allow tag:GetResources, kms:ListAliases and kms:DescribeKey to whoever runs this, or try again';
  return { ...ABOUT, state: 'unknown', seen: `keys of persons could not be listed: ${code}`, advice };
}
