import { fieldOf, isHidden, isRecord, listOf } from './event-fields.ts';
import type { Tags } from './resource.ts';

/** As the lists of services that speak XML are wrapped. */
const WRAPPERS = ['tagSet', 'tags', 'tag'];
const KEY_NAMES = ['key', 'tagKey'];
const VALUE_NAMES = ['value', 'tagValue'];

/**
 * Tags as CloudTrail writes them: a list of `{ key, value }`, `{ Key, Value }` or `{ tagKey, tagValue }`, wrapped or not,
 * or a map. No tags where there is nothing; undefined where there is something that cannot be read, such as what
 * CloudTrail hides.
 */
export function tagsOf(value: unknown): Tags | undefined {
  if (value === undefined || value === null || value === '') return {};
  if (typeof value !== 'object') return undefined;
  const wrapped = WRAPPERS.map((name) => fieldOf(value, name)).find(isContainer);
  const tags = wrapped ?? value;
  const pairs = listOf(tags).map(pairOf);
  if (pairs.every((pair) => pair !== undefined)) return Object.fromEntries(pairs);
  return isRecord(tags) ? mapOf(tags) : undefined;
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Both together; what is told last holds. Undefined where either is. */
export function bothTags(a: Tags | undefined, b: Tags | undefined): Tags | undefined {
  return a === undefined || b === undefined
    ? undefined
    : Object.fromEntries([...Object.entries(a), ...Object.entries(b)]);
}

function pairOf(item: unknown): readonly [string, string] | undefined {
  if (!isRecord(item)) return undefined;
  const key = KEY_NAMES.map((name) => fieldOf(item, name)).find((one) => one !== undefined);
  const value = wordOf(VALUE_NAMES.map((name) => fieldOf(item, name)).find((one) => one !== undefined));
  return typeof key === 'string' && value !== undefined ? [key, value] : undefined;
}

function mapOf(map: Record<string, unknown>): Tags | undefined {
  const tags: [string, string][] = [];
  for (const [key, value] of Object.entries(map)) {
    const word = wordOf(value);
    if (word === undefined) return undefined;
    tags.push([key, word]);
  }
  return Object.fromEntries(tags);
}

/** The value of a tag: empty where there is none; undefined where it cannot be read. */
function wordOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && !isHidden(value) ? value : undefined;
}
