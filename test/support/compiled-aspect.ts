import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IAspect } from 'aws-cdk-lib';
import { onTestFinished } from 'vitest';

/** What the file with the aspect offers. */
interface CompiledAspect {
  readonly RequiredTags: new (severity?: 'error' | 'warning') => IAspect;
  readonly faultsOf: (type: string, tags: Readonly<Record<string, unknown>>) => string[];
}

/** Imports the file as another app would, from a folder that finds the CDK, for the length of a test. */
export async function importAspect(text: string): Promise<CompiledAspect> {
  const root = join(import.meta.dirname, '../../cdk.out');
  mkdirSync(root, { recursive: true });
  const dir = mkdtempSync(join(root, 'aspect-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'required-tags.ts');
  writeFileSync(file, text);
  return import(file);
}
