/** A value that may have been meant, and the text it was recognised by. */
interface Candidate {
  readonly value: string;
  readonly text: string;
}

const SHORTEST_PREFIX = 3;

/**
 * The value somebody may have meant: the one that is equal but for case, spaces and signs between words; or of which one
 * is the beginning of the other (`Prodution`, prod); or that is a letter or two away. Undefined where none or several
 * values are as near.
 */
export function suggestValue(given: string, candidates: readonly Candidate[]): string | undefined {
  const wanted = fold(given);
  if (wanted === '') return undefined;
  let best = Number.POSITIVE_INFINITY;
  const nearest = new Set<string>();
  for (const { value, text } of candidates) {
    const distance = distanceOf(wanted, fold(text));
    if (distance === undefined || distance > best) continue;
    if (distance < best) nearest.clear();
    best = distance;
    nearest.add(value);
  }
  const [only] = nearest;
  return nearest.size === 1 ? only : undefined;
}

/** The forms a value is tried in where only a pattern says what is allowed: `My Service` as `my-service`. */
export function plainForms(given: string): readonly string[] {
  const trimmed = given.trim();
  const lower = trimmed.toLowerCase();
  const dashed = lower.replace(/[\s_./:]+/g, '-');
  return [...new Set([trimmed, lower, dashed, trimmed.toUpperCase()])].filter((form) => form !== given);
}

function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_./:-]+/g, '-');
}

/** Undefined where they are too far apart for one to be a slip of the other. */
function distanceOf(given: string, text: string): number | undefined {
  if (given === text) return 0;
  const shorter = Math.min(given.length, text.length);
  const edits = editDistance(given, text, Math.max(1, Math.floor(Math.max(given.length, text.length) / 4)));
  if (edits !== undefined && edits < shorter) return edits;
  if (shorter >= SHORTEST_PREFIX && (given.startsWith(text) || text.startsWith(given)))
    return Math.abs(given.length - text.length) + 1;
  return undefined;
}

/**
 * How many letters have to be put in, left out, changed or swapped with their neighbour (Damerau and Levenshtein, optimal
 * string alignment); undefined above `most`.
 */
export function editDistance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const cheapest = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(swapped ? Math.min(cheapest, (before[column - 2] ?? 0) + 1) : cheapest);
    }
    [before, last] = [last, current];
  }
  const distance = last[b.length] ?? 0;
  return distance <= most ? distance : undefined;
}
