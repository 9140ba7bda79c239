import { ApiError } from './api-error.ts';
import { print } from './print.ts';
import { Refusal } from './refusal.ts';

/**
 * What to throw for an error of the API: where it answered one of these statuses, its "no" about what is called so (with
 * `--json` also printed as `{ refused: { code, message } }`); any other error as it is.
 */
export function refused(
  error: unknown,
  about: string,
  json: boolean | undefined,
  statuses: readonly number[] = [409],
): unknown {
  if (!(error instanceof ApiError) || !statuses.includes(error.status)) return error;
  if (json === true) print(true, { refused: { code: error.code, message: error.message } }, () => '');
  return new Refusal(`${about}: ${error.message}`);
}
