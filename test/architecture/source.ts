import { parseAst } from 'vitest/node';

/** One import, export-from or dynamic import of a file. */
export interface Import {
  /** As it is written: `../kernel/errors.ts`, `node:fs`, `@aws-sdk/client-sns`. */
  readonly from: string;
  readonly line: number;
  /** Whether it hands on what it imports, as a barrel does. */
  readonly handsOn: boolean;
}

/** Something of the outside world that a file reaches for without importing it. */
export interface Use {
  readonly what: 'Date.now' | 'new Date()' | 'Temporal.Now' | 'Math.random' | 'process.env';
  readonly line: number;
}

/** What the rules look at of one file. */
export interface Source {
  /** From the project's root: `shared/paging/rungs.ts`. */
  readonly path: string;
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
  readonly lines: number;
}

/** Parses TypeScript, types and all, so that text which merely looks like an import is none. */
export function readSource(path: string, text: string): Source {
  const imports: Import[] = [];
  const uses: Use[] = [];
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length;
  visit(parseAst(text, { lang: 'ts' }), (node) => {
    const line = lineOf(node.start);
    const from = importedBy(node);
    if (from !== undefined) imports.push({ from, line, handsOn: node.type.startsWith('Export') });
    const what = usedBy(node);
    if (what !== undefined) uses.push({ what, line });
  });
  return { path, imports, uses, lines: text.trimEnd().split('\n').length };
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [field: string]: unknown;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, see);
    return;
  }
  if (!isNode(value)) return;
  see(value);
  for (const field of Object.values(value)) visit(field, see);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
]);

function importedBy(node: Node): string | undefined {
  if (!IMPORTING.has(node.type)) return undefined;
  const source = node['source'] ?? node['expression'] ?? node['argument'];
  const literal = isNode(source) && source.type === 'TSLiteralType' ? source['literal'] : source;
  const value = isNode(literal) ? literal['value'] : undefined;
  if (typeof value === 'string') return value;
  return source === null || source === undefined ? undefined : 'something worked out at run time';
}

function usedBy(node: Node): Use['what'] | undefined {
  const callee = node['callee'];
  if (
    node.type === 'NewExpression' &&
    isNode(callee) &&
    callee['name'] === 'Date' &&
    String(node['arguments']) === ''
  )
    return 'new Date()';
  if (node.type === 'CallExpression' && isNode(callee) && callee['name'] === 'Date') return 'new Date()';
  if (node.type !== 'MemberExpression') return undefined;
  const name = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  return (['Date.now', 'Temporal.Now', 'Math.random', 'process.env'] as const).find((what) => what === name);
}

/** The name of an identifier, or the text of the literal that stands in for one. */
function nameOf(node: unknown): string {
  const name = isNode(node) ? (node['name'] ?? node['value']) : undefined;
  return typeof name === 'string' ? name : '';
}
