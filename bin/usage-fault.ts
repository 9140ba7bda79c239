/**
 * Bad usage or bad input: what, where, what is allowed. Printed as it is, without a stack; the exit code is 2. An empty
 * message: it has been said on stdout.
 */
export class UsageFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageFault';
  }
}
