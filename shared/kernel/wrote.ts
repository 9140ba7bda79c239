import { isConflict } from './errors.ts';

/**
 * Whether a conditional write took place. False where somebody else was first, who then does what was to be done.
 * @throws what else the write threw
 */
export async function wrote(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (thrown) {
    if (isConflict(thrown)) return false;
    throw thrown;
  }
}
