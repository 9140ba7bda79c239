import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { wrote } from '../kernel/wrote.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { SendEmail } from '../platform/email-client.ts';
import { renderMail } from '../platform/render-mail.ts';
import { type AnnouncedGroup, announcementMail } from './announcement-mail.ts';
import type { LogsConfig } from './config.ts';
import { groupOwner, ownersReaders } from './group-owner.ts';
import type { LogGroupStore } from './log-group-store.ts';
import { unheardAlert } from './unheard-alert.ts';

export interface TellAnnouncementsDeps {
  readonly store: Pick<LogGroupStore, 'all' | 'write'>;
  readonly send: SendEmail;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: LogsConfig;
  readonly now: () => Instant;
}

/** How many groups were announced to their owners, and of how many nobody could be told. */
export interface ToldAnnouncements {
  readonly told: number;
  readonly untold: number;
}

/**
 * Tells each owner once of all shortenings that were planned since, in one mail. The wait begins then: of what could not
 * be told it does not begin, and the next sweep tells it. A crash between a mail and its notes may send the mail again.
 */
export function makeTellAnnouncements(deps: TellAnnouncementsDeps) {
  const { store, config, telemetry } = deps;
  return async (occasion: Occasion): Promise<ToldAnnouncements> => {
    if (!config.logs.apply) return { told: 0, untold: 0 };
    const byOwner = new Map<string | undefined, AnnouncedGroup[]>();
    for await (const record of store.all('announced')) {
      const { announced } = record;
      if (announced === undefined || announced.told !== undefined) continue;
      const owner = groupOwner(record.account, config);
      byOwner.set(owner, [...(byOwner.get(owner) ?? []), { ...record, announced }]);
    }
    let [told, untold] = [0, 0];
    for (const [owner, groups] of byOwner) {
      if (await reached(deps, owner, groups)) {
        for (const group of groups) await note(deps, group, occasion);
        told += groups.length;
      } else untold += groups.length;
      telemetry.info('retention-announced', { owner: owner ?? 'nobody', groups: groups.length });
    }
    return { told, untold };
  };
}

async function reached(
  { send, bus, telemetry, config, now }: TellAnnouncementsDeps,
  owner: string | undefined,
  groups: readonly AnnouncedGroup[],
): Promise<boolean> {
  const email = renderMail(announcementMail(groups, config, now()));
  let why = 'nobody-configured';
  for (const reader of ownersReaders(owner, config)) {
    const { ok, reason } = await send(reader.address, email);
    if (ok) return true;
    why = reason;
    telemetry.warn('announcement-refused', { reader: reader.id, reason });
  }
  await bus.put([{ ...ALERT_RAISED, detail: unheardAlert(owner, why) }]);
  return false;
}

async function note(
  { store, now }: TellAnnouncementsDeps,
  record: AnnouncedGroup,
  occasion: Occasion,
): Promise<void> {
  const { account, region, name, v: _, version: __, ...memory } = record;
  const told = { ...memory, announced: { ...record.announced, told: now() } };
  const change = { action: 'tell', reason: 'ANNOUNCED' } as const;
  // Where it was vetoed, or looked at, in these seconds, it is told again at worst.
  await wrote(store.write({ account, region, name }, record, told, change, occasion));
}
