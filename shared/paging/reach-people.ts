import type { PagingConfig, Target } from './config.ts';
import { type Contact, type ContactMethod, reachedBy } from './contact.ts';
import { notifySteps } from './notify-rules.ts';

/** By which methods somebody is paged when it is urgent: verified, and used by their rules. */
export function pagedBy(
  config: PagingConfig,
  person: string,
  contact: Contact | undefined,
): readonly ContactMethod[] {
  const used = new Set<string>(notifySteps(config, person, 'SEV2').map(({ method }) => method));
  return reachedBy(contact).filter((method) => used.has(method));
}

/** Every person and team that a ladder names, each once, with whom it reaches. Schedules are judged by who is on call. */
export function namedTargets({ organization, paging }: PagingConfig): ReadonlyMap<string, readonly string[]> {
  const targets: Target[] = paging.ladders.flatMap(({ rungs, sev1 }) => [
    ...rungs.flatMap((rung) => rung.targets),
    ...(sev1?.allHands ?? []),
    ...(sev1?.executives ?? []),
  ]);
  const found = new Map<string, readonly string[]>();
  for (const target of targets) {
    if ('person' in target) found.set(target.person, [target.person]);
    if ('team' in target) {
      const team = organization.teams.find(({ id }) => id === target.team);
      const { lead, members = [] } = team ?? {};
      found.set(`team ${target.team}`, members.length > 0 || lead === undefined ? members : [lead]);
    }
  }
  return found;
}
