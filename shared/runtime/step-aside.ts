import { setTimeout as pass } from 'node:timers/promises';

/** Lets others go first who write to the same item. @param attempt from 1 on */
export type Pause = (attempt: number) => Promise<void>;

const FIRST_MS = 10;
const LONGEST_MS = 400;

/** Some milliseconds by chance, of up to twice as many each time: those who met do not meet again. */
export const stepAside: Pause = (attempt) =>
  pass(Math.random() * Math.min(FIRST_MS * 2 ** attempt, LONGEST_MS));
