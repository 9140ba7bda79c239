/** Does what may have been done already, which the error of this name says: a scenario may be played more than once. */
export async function ignoring(name: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== name) throw error;
  }
}
