/** Bad usage or bad input: what, where, what is allowed. Printed as it is, without a stack; the exit code is 2. */
export class UsageFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageFault';
  }
}
