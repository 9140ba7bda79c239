import type { Command } from 'commander';
import { registerDue } from './privacy-due.ts';
import { registerPlan } from './privacy-plan.ts';
import { registerVerify } from './privacy-verify.ts';

/** `belltower privacy …` */
export function registerPrivacy(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('what is erased in which order, by when, and whether a certificate is ours');
  registerPlan(privacy);
  registerDue(privacy);
  registerVerify(privacy);
}
