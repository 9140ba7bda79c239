import { AppError } from '../kernel/errors.ts';
import type { CollectionState } from './collection.ts';

/** Codes of the errors by which Cost Explorer refuses for good: someone has to change something. */
const REFUSED = { denied: 'cost-explorer-denied', notEnabled: 'cost-explorer-not-enabled' } as const;

/** Whoever asks must wait and ask again: the data changed between two pages, or is being prepared. */
const PASSING = new Set(['RequestChangedException', 'InvalidNextTokenException', 'BillExpirationException']);

/**
 * The meaning of an error of Cost Explorer, by its name and its text. An account for which it was never enabled says so
 * either as `DataUnavailableException` or as an `AccessDeniedException` of its own wording.
 * @returns undefined for errors that mean here what they mean anywhere
 */
export function refusalOf(name: string, text: string, cause: unknown): AppError | undefined {
  if (name === 'DataUnavailableException' || (name === 'AccessDeniedException' && /not enabled/i.test(text)))
    return new AppError('Cost Explorer is not enabled for this account, or has no data yet', {
      code: REFUSED.notEnabled,
      kind: 'forbidden',
      cause,
    });
  if (name === 'AccessDeniedException' || name === 'UnrecognizedClientException')
    return new AppError('Cost Explorer does not let this role ask for costs', {
      code: REFUSED.denied,
      kind: 'forbidden',
      cause,
    });
  if (PASSING.has(name))
    return new AppError('the bill changed while it was read', {
      code: 'bill-changed',
      kind: 'unavailable',
      cause,
    });
  return undefined;
}

/** The state of the collection that an error means. */
export function stateOf(error: unknown): Exclude<CollectionState, 'ok'> {
  if (!(error instanceof AppError)) return 'failed';
  if (error.code === REFUSED.denied) return 'denied';
  if (error.code === REFUSED.notEnabled) return 'not-enabled';
  return error.kind === 'throttled' ? 'throttled' : 'failed';
}
