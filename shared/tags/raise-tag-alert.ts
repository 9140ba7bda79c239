import type { Instant } from '../kernel/instant.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { NoticeStore } from './notice-store.ts';
import { raised, type TagAlert } from './tag-alerts.ts';

export interface RaiseTagAlertDeps {
  readonly bus: Bus;
  readonly notices: Pick<NoticeStore, 'flag' | 'writeFlag'>;
}

/** Raises an alert while it is on, which joins its open incident, and takes it back once when it is over. */
export function makeRaiseTagAlert({ bus, notices }: RaiseTagAlertDeps) {
  return async (alert: TagAlert, at: Instant): Promise<void> => {
    const { key, on } = alert;
    const flag = await notices.flag(key);
    if (!on && flag?.on !== true) return;
    await bus.put([{ ...ALERT_RAISED, detail: raised(alert) }]);
    if (flag?.on !== on)
      await notices.writeFlag(flag, { v: 1, version: (flag?.version ?? 0) + 1, key, on, at });
  };
}
