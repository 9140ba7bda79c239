import * as z from 'zod';

/** What is read here of a schema as JSON Schema. */
interface Described {
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Described | boolean;
}

/** The keys of a configuration file as a table in Markdown: what each allows, its default, and what it is. */
export function configReference(file: string, schema: z.ZodType): string {
  const described: Described = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described; // a part of it
  const rows = rowsOf(described, '').map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [
    `# ${file}: every key`,
    '',
    'Written from the schema by a test. Where there is no default and no “required”, a key may be left out.',
    '',
    '| Key | Allowed | Default | What it is |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function rowsOf({ properties = {}, required = [] }: Described, above: string): string[][] {
  return Object.entries(properties).flatMap(([key, value]) => {
    const path = `${above}${key}`;
    const given = value.default === undefined || isMap(value) ? '' : `\`${JSON.stringify(value.default)}\``;
    const mark = required.includes(key) ? 'required' : given;
    return [
      [`\`${path}\``, allowed(value), mark, value.description ?? ''],
      ...rowsOf(value, `${path}.`),
      ...(value.items === undefined ? [] : rowsOf(value.items, `${path}[].`)),
      ...(typeof value.additionalProperties === 'object'
        ? rowsOf(value.additionalProperties, `${path}.<name>.`)
        : []),
    ];
  });
}

function isMap({ properties }: Described): boolean {
  return properties !== undefined;
}

function allowed(value: Described): string {
  const { anyOf, items, additionalProperties, minimum, maximum } = value;
  if (anyOf !== undefined) return anyOf.map(allowed).join(' or ');
  if (value.const !== undefined) return `\`${JSON.stringify(value.const)}\``;
  if (value.enum !== undefined) return value.enum.map((one) => `\`${String(one)}\``).join(', ');
  if (items !== undefined) return isMap(items) ? 'list of maps' : `list of: ${allowed(items)}`;
  if (typeof additionalProperties === 'object') return `map of: ${allowed(additionalProperties)}`;
  if (isMap(value)) return 'map';
  const range = minimum === undefined || maximum === undefined ? '' : ` from ${minimum} to ${maximum}`;
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    integer: 'whole number',
    boolean: 'true, false',
  };
  return `${names[value.type ?? ''] ?? value.type ?? 'anything'}${range}`;
}
