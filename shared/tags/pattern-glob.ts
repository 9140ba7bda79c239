import { type PatternNode, parsePattern } from '../kernel/pattern-syntax.ts';

const MOST = 256;

/**
 * A pattern of IAM's `StringLike` that fits everything the regular expression fits, and perhaps more: `cc-????` for
 * `^cc-[0-9]{4}$`. Where only the length is known, at least one character.
 */
export function globOfPattern(source: string): string {
  const glob = globOf(parsePattern(source)).replace(/\*+/g, '*');
  return glob === '*' || glob === '' || glob.length > MOST ? '?*' : glob;
}

function globOf(node: PatternNode): string {
  switch (node.kind) {
    case 'start':
    case 'end':
      return '';
    case 'character':
      // `*`, `?` and `$` are more than themselves in a policy.
      return node.literal === undefined || '*?$'.includes(node.literal) ? '?' : node.literal;
    case 'sequence':
      return node.items.map(globOf).join('');
    case 'choice':
      return '*';
    case 'repeat': {
      const once = globOf(node.item);
      const rest = node.most === node.least ? '' : '*';
      return node.least * once.length > MOST ? '*' : `${once.repeat(node.least)}${rest}`;
    }
  }
}
