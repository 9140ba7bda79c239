/** A stretch of time in milliseconds since the epoch: the start belongs to it, the end does not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two stretches have a moment in common. */
export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** What two stretches have in common; undefined where that is nothing. */
export function common(a: Span, b: Span): Span | undefined {
  const [start, end] = [Math.max(a.start, b.start), Math.min(a.end, b.end)];
  return start < end ? { start, end } : undefined;
}

/** The same time in as few stretches as can be, in order: those that overlap or touch become one. */
export function united(spans: readonly Span[]): readonly Span[] {
  const result: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else result.push({ start, end });
  }
  return result;
}

/** What is left of a stretch without others, which are `united`. */
export function without(span: Span, cuts: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  let { start } = span;
  for (let place = firstEndingAfter(cuts, start); place < cuts.length && start < span.end; place++) {
    const cut = cuts[place];
    if (cut === undefined || cut.start >= span.end) break;
    if (start < cut.start) result.push({ start, end: cut.start });
    start = cut.end;
  }
  if (start < span.end) result.push({ start, end: span.end });
  return result;
}

/** What a stretch has in common with others, which are `united`. */
export function within(span: Span, others: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (let place = firstEndingAfter(others, span.start); place < others.length; place++) {
    const other = others[place];
    if (other === undefined || other.start >= span.end) break;
    const both = common(span, other);
    if (both !== undefined) result.push(both);
  }
  return result;
}

/** The place of the first of the stretches, which are in order, that ends after a moment. */
function firstEndingAfter(spans: readonly Span[], ms: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) > ms) high = middle;
    else low = middle + 1;
  }
  return low;
}
