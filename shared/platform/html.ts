class Markup {
  readonly #markup: string;

  constructor(markup: string) {
    this.#markup = markup;
  }

  toString(): string {
    return this.#markup;
  }
}

/** Markup that `html` made. Nothing else makes it, so whatever else comes into a page is escaped. */
export type Html = Markup;

type Part = Html | string | number | undefined | readonly Html[];

/** Markup with every part escaped, save those that are markup already. Attribute values must stand in quotes. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Markup(literals.reduce((before, literal, i) => before + rendered(parts[i - 1]) + literal));
}

function rendered(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.join('');
  return String(part)
    .toWellFormed()
    .replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
