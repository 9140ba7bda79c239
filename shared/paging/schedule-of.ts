import { AppError } from '../kernel/errors.ts';
import type { PagingConfig, Schedule } from './config.ts';

/** The schedule of this id. @throws AppError `not-found` */
export function scheduleOf({ paging: { schedules } }: PagingConfig, id: string): Schedule {
  const schedule = schedules.find((one) => one.id === id);
  if (schedule === undefined)
    throw new AppError('there is no schedule with this id', {
      code: 'schedule-not-found',
      kind: 'not-found',
    });
  return schedule;
}
