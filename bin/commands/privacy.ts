import type { Command } from 'commander';
import { registerAudit } from './privacy-audit.ts';
import { registerCases } from './privacy-cases.ts';
import { registerCaseChanges } from './privacy-changes.ts';
import { registerDue } from './privacy-due.ts';
import { registerHolds } from './privacy-holds.ts';
import { registerPlan } from './privacy-plan.ts';
import { registerRequest } from './privacy-request.ts';
import { registerRestoreCheck } from './privacy-restore.ts';
import { registerVerify } from './privacy-verify.ts';

/** `belltower privacy …` */
export function registerPrivacy(program: Command): void {
  const privacy = program
    .command('privacy')
    .description('the erasure of people: the data map, cases, holds, certificates, restores');
  registerPlan(privacy);
  registerDue(privacy);
  registerVerify(privacy);
  registerRequest(privacy);
  registerCases(privacy);
  registerCaseChanges(privacy);
  registerHolds(privacy);
  registerRestoreCheck(privacy);
  registerAudit(privacy);
}
