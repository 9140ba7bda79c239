/** Prints a result on stdout: as exactly one JSON value, or as people read it. */
export function print(json: boolean | undefined, value: unknown, human: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(value, undefined, 2) : human().trimEnd()}\n`);
}
