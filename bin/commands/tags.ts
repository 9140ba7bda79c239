import type { Command } from 'commander';
import { registerTagsApprove } from './tags-approve.ts';
import { registerTagsCheck } from './tags-check.ts';
import { registerTagsCompile } from './tags-compile.ts';
import { registerTagsQuarantine } from './tags-quarantine.ts';
import { registerTagsScores } from './tags-scores.ts';

/** `belltower tags …` */
export function registerTags(program: Command): void {
  const tags = program.command('tags').description('which tags resources must have');
  registerTagsCheck(tags);
  registerTagsCompile(tags);
  registerTagsScores(tags);
  registerTagsApprove(tags);
  registerTagsQuarantine(tags);
}
