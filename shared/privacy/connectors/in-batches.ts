/** The items of pages in batches of the same size, whatever the pages are: the fewest requests. */
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
