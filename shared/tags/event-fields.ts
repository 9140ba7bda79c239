/**
 * Reading what CloudTrail wrote down of a call. Services differ in the case of a field's first letter (`aRN`, `arn`,
 * `ARN`), in how lists are wrapped (`{ items: [] }`, `{ item: {} }`, plain) and in whether the call is wrapped in its
 * own name (`CreateNatGatewayRequest`): none of that is looked at. Nothing here throws, whatever the value.
 */

/** The value of a field, at any depth: `cluster.arn`. Undefined where a part of the way is not there. */
export function fieldOf(value: unknown, path: string): unknown {
  let inside = value;
  for (const name of path.split('.')) {
    if (!isRecord(inside)) return undefined;
    inside = ownField(inside, name);
  }
  return inside;
}

const LONGEST = 2048;

/** The text of the first of these fields that has any. Numbers are texts too; what CloudTrail hides is not there. */
export function textOf(value: unknown, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const found = fieldOf(value, path);
    const text = typeof found === 'number' ? String(found) : found;
    if (typeof text === 'string' && text !== '' && text.length <= LONGEST && !isHidden(text)) return text;
  }
  return undefined;
}

const WRAPPERS = ['items', 'item', 'member', 'members'];
const DEEPEST_WRAP = 5;

/** A list of CloudTrail, however it is wrapped; one thing alone is a list of one. */
export function listOf(value: unknown, path?: string): readonly unknown[] {
  let inside = path === undefined ? value : fieldOf(value, path);
  for (let depth = 0; depth < DEEPEST_WRAP && isRecord(inside); depth++) {
    const wrapped = insideWrapper(inside);
    if (wrapped === undefined) return Object.keys(inside).length === 0 ? [] : [inside];
    inside = wrapped;
  }
  return Array.isArray(inside) ? inside : [];
}

/** Whether an object only holds a list. */
export function isWrapped(record: Record<string, unknown>): boolean {
  return insideWrapper(record) !== undefined;
}

function insideWrapper(record: Record<string, unknown>): unknown {
  return WRAPPERS.map((name) => ownField(record, name)).find(
    (one) => typeof one === 'object' && one !== null,
  );
}

/** The request or the answer of a call, out of the wrapper of its own name. */
export function unwrapped(value: unknown, eventName: string, kind: 'Request' | 'Response'): unknown {
  if (!isRecord(value)) return undefined;
  const inside = ownField(value, `${eventName}${kind}`);
  return isRecord(inside) ? inside : value;
}

/** Whether a value is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What CloudTrail writes instead of what it does not tell. */
export function isHidden(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('HIDDEN_DUE_TO_SECURITY_REASONS');
}

/** A field by its name as it is written, or else in any case. */
function ownField(record: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const folded = name.toLowerCase();
  const key = Object.keys(record).find((one) => one.toLowerCase() === folded);
  return key === undefined ? undefined : record[key];
}
