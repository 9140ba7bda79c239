/** What a pattern says, as a tree. */
export type PatternNode =
  | {
      readonly kind: 'character';
      readonly accepts: (character: string) => boolean;
      /** The one character it accepts, where there is only one. */
      readonly literal?: string;
    }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly item: PatternNode;
      readonly least: number;
      /** Undefined: any number of times. */
      readonly most: number | undefined;
    };

/** Why a text is no pattern, in words for the person who wrote it. */
export class PatternFault extends Error {}

type Accepts = (character: string) => boolean;

const DEEPEST = 20;
const MOST_REPEATS = 1000;
const CLASSES: Readonly<Record<string, RegExp>> = {
  d: /^\d$/,
  D: /^\D$/su,
  w: /^\w$/,
  W: /^\W$/su,
  s: /^\s$/,
  S: /^\S$/su,
};
const LINE_END = /^[\n\r\u2028\u2029]$/;

/**
 * The tree of a regular expression in the part of the language of JavaScript that can be matched in time linear in the
 * text: characters, `.`, classes, `\d \w \s`, groups, `|`, `* + ? {n,m}`, `^ $`. What looks back or around is refused.
 * @throws PatternFault
 */
export function parsePattern(source: string): PatternNode {
  const reader = new Reader(source);
  const node = choice(reader, 0);
  if (reader.peek() !== undefined) throw new PatternFault('a ) that closes no group');
  return node;
}

class Reader {
  readonly #characters: readonly string[];
  #place = 0;

  constructor(source: string) {
    this.#characters = Array.from(source);
  }

  peek(ahead = 0): string | undefined {
    return this.#characters[this.#place + ahead];
  }

  next(): string | undefined {
    return this.#characters[this.#place++];
  }

  /** Goes past these characters if they are next. */
  takes(text: string): boolean {
    const wanted = Array.from(text);
    if (!wanted.every((character, ahead) => this.peek(ahead) === character)) return false;
    this.#place += wanted.length;
    return true;
  }
}

function choice(reader: Reader, depth: number): PatternNode {
  if (depth > DEEPEST) throw new PatternFault(`groups more than ${DEEPEST} deep`);
  const options = [sequence(reader, depth)];
  while (reader.takes('|')) options.push(sequence(reader, depth));
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

function sequence(reader: Reader, depth: number): PatternNode {
  const items: PatternNode[] = [];
  for (let next = reader.peek(); next !== undefined && next !== '|' && next !== ')'; next = reader.peek())
    items.push(repeated(reader, atom(reader, depth)));
  return { kind: 'sequence', items };
}

function atom(reader: Reader, depth: number): PatternNode {
  const character = reader.next() ?? '';
  switch (character) {
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '.':
      return { kind: 'character', accepts: (one) => !LINE_END.test(one) };
    case '[':
      return { kind: 'character', accepts: characterClass(reader) };
    case '\\':
      return { kind: 'character', accepts: escaped(reader) };
    case '(': {
      if (!reader.takes('?:') && reader.peek() === '?')
        throw new PatternFault('a group that looks around or has a name; only ( ) and (?: ) are allowed');
      const inside = choice(reader, depth + 1);
      if (!reader.takes(')')) throw new PatternFault('a ( that is not closed');
      return inside;
    }
    case '*':
    case '+':
    case '?':
    case '{':
      throw new PatternFault(`a ${character} with nothing to repeat before it`);
    case ']':
    case '}':
      throw new PatternFault(`a ${character} that closes nothing; \\${character} is the character itself`);
    default:
      return { kind: 'character', accepts: (one) => one === character, literal: character };
  }
}

function repeated(reader: Reader, item: PatternNode): PatternNode {
  const bounds = repetition(reader);
  if (bounds === undefined) return item;
  if (item.kind === 'start' || item.kind === 'end') throw new PatternFault('a ^ or $ that is to be repeated');
  reader.takes('?'); // as few as possible: which words fit is the same
  const again = reader.peek();
  if (again === '*' || again === '+' || again === '?' || again === '{')
    throw new PatternFault(`a ${again} with nothing to repeat before it`);
  return { kind: 'repeat', item, ...bounds };
}

function repetition(reader: Reader): { least: number; most: number | undefined } | undefined {
  if (reader.takes('*')) return { least: 0, most: undefined };
  if (reader.takes('+')) return { least: 1, most: undefined };
  if (reader.takes('?')) return { least: 0, most: 1 };
  if (!reader.takes('{')) return undefined;
  const least = digits(reader);
  const open = reader.takes(',');
  const most = open ? digits(reader) : least;
  if (least === undefined || !reader.takes('}') || (most !== undefined && most < least))
    throw new PatternFault('a { that does not begin {n}, {n,} or {n,m}; \\{ is the character itself');
  if (Math.max(least, most ?? 0) > MOST_REPEATS)
    throw new PatternFault(`more than ${MOST_REPEATS} repetitions`);
  return { least, most };
}

function digits(reader: Reader): number | undefined {
  let text = '';
  while (/^\d$/.test(reader.peek() ?? '')) text += reader.next() ?? '';
  return text === '' ? undefined : Number(text.slice(0, 9));
}

function escaped(reader: Reader): Accepts {
  const character = reader.next();
  if (character === undefined) throw new PatternFault('a \\ with nothing after it');
  const known = Object.hasOwn(CLASSES, character) ? CLASSES[character] : undefined;
  if (known !== undefined) return (one) => known.test(one);
  if (/^[A-Za-z0-9]$/.test(character))
    throw new PatternFault(`\\${character}; only \\d \\w \\s \\D \\W \\S and signs`);
  return (one) => one === character;
}

function characterClass(reader: Reader): Accepts {
  const negated = reader.takes('^');
  const parts: Accepts[] = [];
  while (!reader.takes(']')) {
    const first = member(reader);
    const ranges = reader.peek() === '-' && reader.peek(1) !== ']' && reader.peek(1) !== undefined;
    if (!ranges) {
      parts.push(first.accepts);
      continue;
    }
    reader.next();
    const last = member(reader);
    const [from, to] = [first.literal?.codePointAt(0), last.literal?.codePointAt(0)];
    if (from === undefined || to === undefined || from > to)
      throw new PatternFault('a range in [ ] whose end is before its beginning');
    parts.push((one) => {
      const code = one.codePointAt(0) ?? -1;
      return from <= code && code <= to;
    });
  }
  return (one) => parts.some((accepts) => accepts(one)) !== negated;
}

function member(reader: Reader): { readonly accepts: Accepts; readonly literal?: string } {
  const character = reader.next();
  if (character === undefined) throw new PatternFault('a [ that is not closed');
  if (character !== '\\') return { accepts: (one) => one === character, literal: character };
  const sign = reader.peek();
  const accepts = escaped(reader);
  return sign === undefined || Object.hasOwn(CLASSES, sign) ? { accepts } : { accepts, literal: sign };
}
