import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml';

/** A place in a file; both count from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** Something wrong at a place in a file. */
interface YamlFault extends Position {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** YAML text: what it says, and where it says it. */
export interface YamlText {
  /** Undefined where it could not be read. */
  readonly value: unknown;
  readonly faults: readonly YamlFault[];
  /** Where the value at a path is; where it is missing, the innermost map or list that is there. */
  positionOf(path: readonly PropertyKey[]): Position;
  /** Where the key itself is. */
  positionOfKey(path: readonly PropertyKey[], key: string): Position;
}

/** A YAML file that is one map. */
export interface YamlFile extends YamlText {
  /** Undefined where it could not be read as a map. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

const START: Position = { line: 1, column: 1 };

/** Reads YAML text that is to be one map, never throws. Anything else is a fault. */
export function parseYamlFile(text: string): YamlFile {
  const yaml = parseYamlText(text);
  const { value } = yaml;
  if (value === undefined || isRecord(value)) return { ...yaml, value };
  const message =
    value === null ? 'the file is empty; wanted: a map' : 'the file is not a map; wanted: keys with values';
  return { ...yaml, value: undefined, faults: [{ ...yaml.positionOf([]), path: [], message }] };
}

/** Reads YAML text of any shape, and JSON with it, never throws. Syntax errors and keys given twice are faults. */
export function parseYamlText(text: string): YamlText {
  const lines = new LineCounter();
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
    });
    const problems = [...document.errors, ...document.warnings];
    if (
      problems.some(
        ({ code, message }) => code === 'RESOURCE_EXHAUSTION' || message.includes('Stack overflow'),
      )
    )
      return unreadable('nested too deeply');
    const syntax = problems.map((problem) => ({
      ...at(problem.pos[0]),
      path: [],
      message: syntaxMessage(problem),
    }));
    const twice = keysGivenTwice(document).map(({ offset, path }) => ({
      ...at(offset),
      path,
      message: `the key "${String(path.at(-1))}" is here for the second time; each key may be there once`,
    }));
    const where = locator(document, at);
    if (syntax.length > 0) return { value: undefined, faults: [...syntax, ...twice], ...where };
    return { value: document.toJS(), faults: twice, ...where };
  } catch (error) {
    if (error instanceof RangeError) return unreadable('nested too deeply');
    const message = error instanceof Error ? error.message : '';
    return unreadable(
      message.startsWith('Excessive alias count')
        ? 'aliases (*name) multiply its size more than 100 times'
        : `not valid YAML: ${message}`,
    );
  }
}

/** A file of which nothing can be said but that. */
export function unreadable(message: string): YamlFile {
  return {
    value: undefined,
    faults: [{ ...START, path: [], message }],
    positionOf: () => START,
    positionOfKey: () => START,
  };
}

function syntaxMessage({ code, message }: YAMLError): string {
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here; wanted: one document';
  return `not valid YAML: ${message}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function locator(
  document: Document,
  at: (offset: number) => Position,
): Pick<YamlFile, 'positionOf' | 'positionOfKey'> {
  const inside = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  const indexOf = (map: YAMLMap) => {
    const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    indexes.set(map, index);
    return index;
  };
  const pairOf = (node: unknown, key: PropertyKey) =>
    isMap(node) ? indexOf(node).get(String(key)) : undefined;
  const follow = (path: readonly PropertyKey[]): { readonly node: unknown; readonly offset: number } => {
    let node: unknown = document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const segment of path) {
      const parent = inside(node);
      const pair = pairOf(parent, segment);
      const child = isSeq(parent) ? parent.items[Number(segment)] : (pair?.value ?? pair?.key);
      if (child === undefined) break;
      node = child;
      offset = offsetOf(child) ?? offset;
    }
    return { node, offset };
  };
  return {
    positionOf: (path) => at(follow(path).offset),
    positionOfKey: (path, key) => {
      const { node, offset } = follow(path);
      return at(offsetOf(pairOf(inside(node), key)?.key) ?? offset);
    },
  };
}

function keysGivenTwice(
  document: Document,
): { readonly offset: number; readonly path: readonly PropertyKey[] }[] {
  const found: { offset: number; path: readonly PropertyKey[] }[] = [];
  const walk = (node: unknown, path: readonly PropertyKey[]): void => {
    if (isSeq(node)) for (const [place, item] of node.items.entries()) walk(item, [...path, place]);
    if (!isMap(node)) return;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      const below = [...path, keyText(key)];
      if (seen.has(keyText(key))) found.push({ offset: offsetOf(key) ?? 0, path: below });
      seen.add(keyText(key));
      walk(value, below);
    }
  };
  walk(document.contents, []);
  return found;
}
