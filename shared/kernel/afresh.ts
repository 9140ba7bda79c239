import { isConflict } from './errors.ts';

/**
 * Does the work, from its reading to its writing, again when somebody else changed the record in between.
 * @param pause before each further attempt, where many meet at one record; by default there is none
 * @throws what the work threw, a conflict after the last attempt.
 */
export async function afresh<T>(
  work: () => Promise<T>,
  attempts = 5,
  pause?: (attempt: number) => Promise<void>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt >= attempts) throw error;
    }
    await pause?.(attempt);
  }
}
