/** The answer is "no": nothing was wrong with the question. One line; the exit code is 1. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}
