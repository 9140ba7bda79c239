import type { TagFault } from '../tag-outcome.ts';

/** What reading, stopping or putting back came to, where it came to nothing. */
export type QuarantineFault = { readonly fault: TagFault; readonly code: string };

export const GONE: QuarantineFault = { fault: 'gone', code: 'GONE' };

/** What cannot be put in quarantine as it is now, whenever it is tried; with a code for why. */
export function refusedFor(code: string): QuarantineFault {
  return { fault: 'refused', code };
}

/** Where a way is gone: an account, by its credentials, and a region. Absent: the function's own. */
export interface StopperOptions {
  readonly region?: string;
  readonly credentials?: Credentials;
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
type Credentials = Keys | (() => Promise<Keys>);

/**
 * One way, done by the API of its service. `B` is what a resource was before. What the service refuses is thrown, as its
 * client throws it.
 */
export interface Stopper<B> {
  /** What it is now. @param account whose it is, which not every ARN says */
  look(arn: string, account?: string): Promise<B | QuarantineFault>;
  /** Makes it so; the same again changes nothing. */
  stop(arn: string, before: B): Promise<void>;
  /** Makes it what it was before; the same again changes nothing. */
  putBack(arn: string, before: B): Promise<void>;
}
