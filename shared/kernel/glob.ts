/**
 * Whether a text is what a pattern describes, all of it: `*` stands for any run of characters (`/` too), `?` for one;
 * every other character for itself. So a pattern without either names exactly one text. Steps at most pattern × text.
 */
export function globMatches(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let star: { readonly pattern: number; text: number } | undefined;
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = { pattern: at, text: from };
      at++;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++;
      from++;
    } else if (star !== undefined) {
      star.text++;
      at = star.pattern + 1;
      from = star.text;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
