/** What became of writing tags to one resource. */
export type TagOutcome =
  | { readonly arn: string; readonly result: 'written' }
  | {
      readonly arn: string;
      readonly result: TagFault;
      /** The code of AWS, for the record and the dead letters. */
      readonly code: string;
    };

/**
 * Why tags could not be written or read. `gone`: there is no such resource. `blocked`: we may not, by a role, a service
 * control policy or a tag policy, and trying again changes nothing. `refused`: the type, or these tags, cannot be
 * written. `throttled` and `failed` may go well later.
 */
export type TagFault = 'gone' | 'blocked' | 'refused' | 'throttled' | 'failed';

/** By what a code, or else a message, of any service says. The first that fits holds. */
const SAID: readonly (readonly [fault: TagFault, code: RegExp])[] = [
  ['throttled', /Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|RateExceeded/i],
  ['refused', /TooManyTags|TagLimitExceeded|TagQuota/i],
  [
    'blocked',
    /AccessDenied|Unauthori[sz]ed|NotAuthori[sz]ed|Forbidden|OptInRequired|TagPolicy|InvalidClientToken/i,
  ],
  ['gone', /NotFound|NoSuch|NonExistent|DoesNotExist|ResourceGone/i],
  ['failed', /^InvalidDB(Instance|Cluster)State/], // of a database that is just doing something else
  ['refused', /^Invalid|Validation|BadRequest|Malformed|Unsupported|NotSupported/i],
];

/** Messages are only looked at where the code is the Tagging API's own, which says the same of everything it refuses. */
const GONE_WORDS = /does(n't| not) exist|not found|no such|could not find/i;
const DENIED_WORDS = /not authori[sz]ed|access denied|explicit deny|service control policy|tag policy/i;

/** What an error of AWS means for the one who writes tags. What is not known may go well later. */
export function tagFault(code: string, message = '', status = 0): TagFault {
  const own = /^(InvalidParameter|InternalService)Exception$/.test(code);
  if (own && GONE_WORDS.test(message)) return 'gone';
  if (own && DENIED_WORDS.test(message)) return 'blocked';
  const said = SAID.find(([, pattern]) => pattern.test(code))?.[0];
  if (said !== undefined) return said;
  if (status === 403) return 'blocked';
  if (status === 404) return 'gone';
  return status === 429 ? 'throttled' : 'failed';
}
