/** Does pieces of work side by side, at most `most` at a time; others wait their turn, in order. */
export function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let underway = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (underway >= most) await new Promise<void>((go) => waiting.push(go));
    else underway++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) underway--;
      else next();
    }
  };
}
