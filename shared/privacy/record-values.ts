/**
 * What a record has at a path, as text: of lists and sets every item; of maps what is below. A name with dots in it may be
 * one attribute as well.
 * @param path the parts of a name with dots into maps
 */
export function valuesAt(value: unknown, path: readonly string[]): string[] {
  return leavesAt(value, path).flatMap(textOf);
}

/**
 * The same as identities, each once: texts and whole numbers. Of what is not there, empty or null: none. Undefined where
 * there is anything else (a map, a boolean, bytes), or a number whose last digits may be lost: it cannot be told what it is.
 */
export function identitiesAt(value: unknown, path: readonly string[]): string[] | undefined {
  const found = new Set<string>();
  for (const leaf of leavesAt(value, path)) {
    if (leaf === undefined || leaf === null || leaf === '') continue;
    if (typeof leaf === 'boolean' || (typeof leaf === 'number' && !Number.isSafeInteger(leaf)))
      return undefined;
    const [text] = textOf(leaf);
    if (text === undefined) return undefined;
    found.add(text);
  }
  return [...found];
}

/** Whether two paths lead into one list of several things: then nobody can tell which value belongs to which. */
export function meetInList(value: unknown, one: readonly string[], other: readonly string[]): boolean {
  if (isList(value)) {
    const [only, ...more] = value;
    if (more.length === 0) return meetInList(only, one, other);
    return one.length > 0 && other.length > 0;
  }
  const [name, ...below] = one;
  if (name === undefined || name !== other[0] || !isMap(value)) return false;
  if ([one, other].some((path) => Object.hasOwn(value, path.join('.')))) return false;
  return meetInList(value[name], below, other.slice(1));
}

/** What is neither list, set, nor a map on the way. */
function leavesAt(value: unknown, [name, ...below]: readonly string[]): unknown[] {
  if (isList(value))
    return [...value].flatMap((item) => leavesAt(item, name === undefined ? [] : [name, ...below]));
  if (name === undefined) return [value];
  if (!isMap(value)) return [];
  const whole = [name, ...below].join('.');
  if (below.length > 0 && Object.hasOwn(value, whole)) return leavesAt(value[whole], []);
  return Object.hasOwn(value, name) ? leavesAt(value[name], below) : [];
}

function textOf(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return [String(value)];
  return isNumber(value) ? [value.value] : [];
}

/** As the document client of DynamoDB gives numbers: an object of a class of its own. */
function isNumber(value: unknown): value is { readonly value: string } {
  return isObject(value) && !isMap(value) && typeof value['value'] === 'string';
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || value instanceof Set;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
