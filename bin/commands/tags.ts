import type { Command } from 'commander';
import { registerTagsCheck } from './tags-check.ts';
import { registerTagsCompile } from './tags-compile.ts';

/** `belltower tags …` */
export function registerTags(program: Command): void {
  const tags = program.command('tags').description('which tags resources must have');
  registerTagsCheck(tags);
  registerTagsCompile(tags);
}
