import type { RequestType } from './request.ts';

/** A case that is not closed, as far as a new request of the same person is concerned. */
export interface OpenCase {
  readonly id: string;
  /** The keyed tag of the subject. */
  readonly subject: string;
  readonly type: RequestType;
  readonly verified: boolean;
}

/** What becomes of a request. `attach`: it is the same request, and gets the answer of that case. */
export type Admission =
  | { readonly kind: 'open'; readonly id: string; readonly reason: 'first' | 'unverified-stands-alone' }
  | { readonly kind: 'attach'; readonly id: string; readonly reason: 'same-verified-request' };

/**
 * A verified request is the same as the verified one that is open for its subject and type. An unverified one may be
 * anybody's: it opens a case of its own, and neither joins another nor keeps one from being opened.
 * @param id for a case of its own; whoever stores a verified one claims its subject and type, so that of two at once one
 * opens and the other, which lost, asks again and attaches
 */
export function admitRequest(
  { id, subject, type, verified }: OpenCase,
  open: readonly OpenCase[],
): Admission {
  if (!verified) return { kind: 'open', id, reason: 'unverified-stands-alone' };
  const same = open
    .filter((one) => one.verified && one.subject === subject && one.type === type)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))[0];
  if (same === undefined || same.id === id) return { kind: 'open', id, reason: 'first' };
  return { kind: 'attach', id: same.id, reason: 'same-verified-request' };
}
