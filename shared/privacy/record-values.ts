/**
 * What a record has at a path, as text: of lists and sets every item; of maps what is below. A name with dots in it may be
 * one attribute as well.
 * @param path the parts of a name with dots into maps
 */
export function valuesAt(value: unknown, [name, ...below]: readonly string[]): string[] {
  if (Array.isArray(value) || value instanceof Set)
    return [...value].flatMap((item) => valuesAt(item, name === undefined ? [] : [name, ...below]));
  if (name === undefined) return textOf(value);
  if (!isMap(value)) return [];
  const whole = [name, ...below].join('.');
  if (below.length > 0 && Object.hasOwn(value, whole)) return valuesAt(value[whole], []);
  return Object.hasOwn(value, name) ? valuesAt(value[name], below) : [];
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

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
