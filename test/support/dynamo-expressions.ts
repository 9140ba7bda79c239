/** An item as the document client writes and reads it. */
export type Item = Readonly<Record<string, unknown>>;

/** What an expression may refer to. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A request that DynamoDB would refuse, or that the fake does not understand: never to be passed over. */
export class UnknownExpression extends Error {}

const PATH = String.raw`[#A-Za-z_][\w.#]*`;
const VALUE = String.raw`:\w+`;
const COMPARISON = new RegExp(`^(${PATH}) (=|<) (${VALUE})$`);
const BETWEEN = new RegExp(`^(${PATH}) BETWEEN (${VALUE}) AND (${VALUE})$`);
const BEGINS_WITH = new RegExp(`^begins_with\\((${PATH}), (${VALUE})\\)$`);
const NOT_EXISTS = new RegExp(`^attribute_not_exists\\((${PATH})\\)$`);
const SET = new RegExp(`^(${PATH}) = (?:(${PATH}) \\+ )?(${VALUE})$`);

/** A reader of placeholders that knows which of them were used; DynamoDB refuses those that are not. */
class Use {
  readonly #used = new Set<string>();
  readonly #from: Placeholders;

  constructor(from: Placeholders) {
    this.#from = from;
  }

  path(text: string): string[] {
    return text.split('.').map((part) => {
      if (!part.startsWith('#')) return part;
      this.#used.add(part);
      const name = this.#from.names[part];
      if (name === undefined) throw new UnknownExpression(`the name ${part} is not given`);
      return name;
    });
  }

  value(key: string): unknown {
    this.#used.add(key);
    if (this.#from.values[key] === undefined) throw new UnknownExpression(`the value ${key} is not given`);
    return this.#from.values[key];
  }

  refuseUnused(): void {
    const given = [...Object.keys(this.#from.names), ...Object.keys(this.#from.values)];
    const unused = given.filter((key) => !this.#used.has(key));
    if (unused.length > 0) throw new UnknownExpression(`unused in the expressions: ${unused.join(', ')}`);
  }
}

type Test = (item: Item | undefined) => boolean;

/** What the expressions together ask of an item; all of their placeholders must be used and given. */
export function compile(expressions: readonly (string | undefined)[], placeholders: Placeholders): Test {
  const use = new Use(placeholders);
  const tests = expressions.flatMap((text) =>
    text === undefined ? [] : clauses(text).map((clause) => testOf(clause, use)),
  );
  use.refuseUnused();
  return (item) => tests.every((test) => test(item));
}

/** What `SET a = a + :n, b = :v` makes of an item. The condition shares its placeholders. */
export function compileUpdate(update: string, condition: string | undefined, placeholders: Placeholders) {
  const use = new Use(placeholders);
  if (!update.startsWith('SET ')) throw new UnknownExpression(`update: ${update}`);
  const sets = update
    .slice(4)
    .split(', ')
    .map((text) => {
      const [, target, addend, value] = SET.exec(text) ?? [];
      if (target === undefined || value === undefined) throw new UnknownExpression(`update: ${text}`);
      const path = use.path(target);
      const given = use.value(value);
      const from = addend === undefined ? undefined : use.path(addend);
      return { path, made: (item: Item) => (from === undefined ? given : sum(at(item, from), given)) };
    });
  const tests = condition === undefined ? [] : clauses(condition).map((clause) => testOf(clause, use));
  use.refuseUnused();
  return {
    holds: (item: Item | undefined) => tests.every((test) => test(item)),
    apply: (item: Item): Item =>
      sets.reduce<Item>((changed, { path, made }) => withValue(changed, path, made(item)), item),
  };
}

/** DynamoDB makes no maps on the way: it refuses an update of a path whose parent is not there. */
function withValue(item: Item, [name = '', ...rest]: readonly string[], value: unknown): Item {
  if (rest.length === 0) return { ...item, [name]: value };
  const inner = item[name];
  if (typeof inner !== 'object' || inner === null) throw new UnknownExpression(`no map at ${name}`);
  return { ...item, [name]: withValue({ ...inner }, rest, value) };
}

function clauses(text: string): string[] {
  return text.split(/ AND (?!:\w+(?: AND |$))/); // the AND of a BETWEEN is followed by a bare value
}

function testOf(clause: string, use: Use): Test {
  const [, absent] = NOT_EXISTS.exec(clause) ?? [];
  if (absent !== undefined) {
    const path = use.path(absent);
    return (item) => at(item, path) === undefined;
  }
  const [, begins, prefix] = BEGINS_WITH.exec(clause) ?? [];
  if (begins !== undefined && prefix !== undefined) {
    const [path, start] = [use.path(begins), use.value(prefix)];
    if (typeof start !== 'string') throw new UnknownExpression(`clause: ${clause}`);
    return (item) => {
      const actual = at(item, path);
      return typeof actual === 'string' && actual.startsWith(start);
    };
  }
  const [, between, low, high] = BETWEEN.exec(clause) ?? [];
  if (between !== undefined && low !== undefined && high !== undefined) {
    const [path, from, to] = [use.path(between), use.value(low), use.value(high)];
    return (item) =>
      compare(at(item, path), from, (order) => order >= 0) &&
      compare(at(item, path), to, (order) => order <= 0);
  }
  const [, left, operator, right] = COMPARISON.exec(clause) ?? [];
  if (left === undefined || right === undefined) throw new UnknownExpression(`clause: ${clause}`);
  const [path, value] = [use.path(left), use.value(right)];
  return (item) => compare(at(item, path), value, (order) => (operator === '=' ? order === 0 : order < 0));
}

/** By type as DynamoDB compares: an absent attribute, or one of another type, satisfies nothing. */
function compare(actual: unknown, value: unknown, holds: (order: number) => boolean): boolean {
  if (typeof actual === 'string' && typeof value === 'string')
    return holds(Buffer.compare(Buffer.from(actual), Buffer.from(value)));
  if (typeof actual === 'number' && typeof value === 'number') return holds(actual - value);
  if (actual !== undefined && typeof actual !== typeof value) return false;
  if (actual === undefined) return false;
  throw new UnknownExpression(`comparing ${typeof actual} values`);
}

function at(item: Item | undefined, path: readonly string[]): unknown {
  let value: unknown = item;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function sum(a: unknown, b: unknown): number {
  if (typeof a !== 'number' || typeof b !== 'number')
    throw new UnknownExpression('adding what is not a number');
  return a + b;
}
