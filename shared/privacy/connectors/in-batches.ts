/**
 * The items of pages in batches of the same size, whatever the pages are. Where batches are erased one after the other, the
 * first batch of what is left is the one that comes next: so work that is begun again meets the batches it would have met.
 */
export async function* inBatches<T>(
  pages: AsyncIterable<readonly T[]>,
  size: number,
): AsyncGenerator<readonly T[]> {
  let rest: readonly T[] = [];
  for await (const page of pages) {
    rest = [...rest, ...page];
    for (; rest.length >= size; rest = rest.slice(size)) yield rest.slice(0, size);
  }
  if (rest.length > 0) yield rest;
}
