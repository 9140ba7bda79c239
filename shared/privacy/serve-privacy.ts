import type { Operation } from '../runtime/api-handler.ts';
import { type ChangeCasesDeps, makeChangeCases } from './change-cases.ts';
import { type ChangeHoldsDeps, makeChangeHolds } from './change-holds.ts';
import type { ErasureTimer } from './erasure-timer-client.ts';
import { makeOpenRequest, type OpenRequestDeps } from './open-request.ts';
import { changingOperations, readingOperations, type ServeCasesDeps } from './serve-cases.ts';
import { holdOperations } from './serve-holds.ts';
import { wakeCase } from './wake-case.ts';

/** What all that signed callers may do takes. */
export type ServePrivacyDeps = ServeCasesDeps &
  Omit<OpenRequestDeps & ChangeCasesDeps & ChangeHoldsDeps, 'wake'> & { readonly timer: ErasureTimer };

/** Everything of erasure that is behind a signature. */
export function privacyOperations(deps: ServePrivacyDeps): Operation[] {
  const all = { ...deps, wake: wakeCase(deps.timer, deps.telemetry) };
  return [
    ...readingOperations(all),
    ...changingOperations(makeOpenRequest(all), makeChangeCases(all), all),
    ...holdOperations(makeChangeHolds(all), all.store),
  ];
}
