import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { PICTURE_FILES } from '../../lib/constructs/picture-files.ts';
import { pngDrawer } from '../../shared/platform/png.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** A file as it lies beside a bundle. */
export function shippedFile(name: string): Promise<Uint8Array> {
  return readFile(resolve(ROOT, PICTURE_FILES.find((file) => basename(file) === name) ?? name));
}

/** Draws as the functions do, from the files that are shipped with them. */
export const drawPng = pngDrawer(shippedFile);
