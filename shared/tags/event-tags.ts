import { fieldOf, isHidden, isRecord, isWrapped, listOf } from './event-fields.ts';
import type { Tags } from './resource.ts';

/** As the lists of services that speak XML are wrapped. */
const WRAPPERS = ['tagSet', 'tags', 'tag'];
const KEY_NAMES = ['key', 'tagKey'];
const VALUE_NAMES = ['value', 'tagValue'];

/** AWS takes 50 of one's own and puts a few beside them: many times that many are no tags of anything. */
const MOST_READ = 200;

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
  if (isRecord(tags) && !isWrapped(tags) && !isPair(tags)) return mapOf(tags);
  const list = listOf(tags);
  if (list.length > MOST_READ) return undefined;
  const pairs = list.map(pairOf);
  return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
}

/** Whether an object that stands alone is one tag, and not a map that has a key of such a name. */
function isPair(record: Record<string, unknown>): boolean {
  return [KEY_NAMES, VALUE_NAMES].every((names) =>
    names.some((name) => typeof fieldOf(record, name) === 'string'),
  );
}

function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Both together; what is told last holds. Undefined where either is, and where they are too many to be tags. */
export function bothTags(a: Tags | undefined, b: Tags | undefined): Tags | undefined {
  if (a === undefined || b === undefined) return undefined;
  const both = [...Object.entries(a), ...Object.entries(b)];
  return both.length > 2 * MOST_READ ? undefined : Object.fromEntries(both);
}

function pairOf(item: unknown): readonly [string, string] | undefined {
  if (!isRecord(item)) return undefined;
  const key = KEY_NAMES.map((name) => fieldOf(item, name)).find((one) => one !== undefined);
  const value = wordOf(VALUE_NAMES.map((name) => fieldOf(item, name)).find((one) => one !== undefined));
  return typeof key === 'string' && value !== undefined ? [key, value] : undefined;
}

function mapOf(map: Record<string, unknown>): Tags | undefined {
  const entries = Object.entries(map);
  if (entries.length > MOST_READ) return undefined;
  const tags: [string, string][] = [];
  for (const [key, value] of entries) {
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
