import { AppError } from '../kernel/errors.ts';

/** There is no record of this incident. */
export function incidentNotFound(): AppError {
  return new AppError('there is no incident with this id', { code: 'incident-not-found', kind: 'not-found' });
}
