import { readFile } from 'node:fs/promises';

/** A file that was shipped beside the bundle, by its name. */
export function bundledFile(name: string): Promise<Uint8Array> {
  return readFile(new URL(`./${name}`, import.meta.url));
}
