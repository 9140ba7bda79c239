import { AppError } from './errors.ts';

const MOST_ATTEMPTS = 5;

/**
 * Does the work, from its reading to its writing, again when somebody else changed the record in between.
 * @throws what the work threw, a conflict after the fifth attempt.
 */
export async function afresh<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'conflict' || attempt >= MOST_ATTEMPTS) throw error;
    }
  }
}
