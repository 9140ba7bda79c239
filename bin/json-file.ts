import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { UsageFault } from './usage-fault.ts';

/** What a file says, and what to call it in messages. */
interface JsonFile {
  readonly where: string;
  /** Checked to be JSON. */
  readonly content: string;
}

/**
 * Reads JSON from a file, or from stdin where the name is `-`.
 * @param wanted what the file is to be, in words, for messages
 * @throws UsageFault for a file that cannot be read or is not JSON
 */
export async function readJsonFile(file: string, wanted: string): Promise<JsonFile> {
  const where = file === '-' ? 'stdin' : file;
  const content = (await textOf(file, wanted)).replace(/^\uFEFF/, '');
  const fault = jsonFault(content);
  if (fault !== undefined) throw new UsageFault(`${where}${fault}; wanted: ${wanted}`);
  return { where, content };
}

async function textOf(file: string, wanted: string): Promise<string> {
  if (file === '-') return text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${file}: cannot be read${code}; wanted: ${wanted}, or - for stdin`);
  }
}

/** Where and that it is not JSON, without quoting what is written there. */
function jsonFault(content: string): string | undefined {
  try {
    JSON.parse(content);
    return undefined;
  } catch (error) {
    const [, line, column] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
    const place = line === undefined || column === undefined ? '' : `:${line}:${column}`;
    return `${place}: ${content.trim() === '' ? 'is empty' : 'not JSON'}`;
  }
}
