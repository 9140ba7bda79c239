import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import { channelAlert } from './channel-alert.ts';
import type { CostConfig } from './config.ts';
import { faultOf, judgeChannels, type MailReach, tellableTeams } from './judge-channels.ts';

export interface CheckChannelsDeps {
  readonly read: (teams: readonly string[]) => Promise<MailReach>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
}

/** Events that the bus takes in one call. */
const AT_ONCE = 10;

/**
 * Whether every team that may be told of costs would get the mail. What fails raises an alert about Belltower, which
 * joins the one of the week before; what could not be looked up is in the log only. Nobody is mailed: a mail a week that
 * says nothing is one that people learn to put away unread.
 */
export function makeCheckChannels({ read, bus, telemetry, config }: CheckChannelsDeps) {
  return async (): Promise<void> => {
    const teams = tellableTeams(config.organization, config.cost);
    const judged = judgeChannels(teams, config.organization, await read(teams));
    for (const { team, state, reason } of judged) telemetry.info('channel-checked', { team, state, reason });
    const failed = judged.filter(({ state }) => state === 'fail');
    telemetry.count('ChannelsUnusable', failed.length);
    const events = failed.map((one) => ({ ...ALERT_RAISED, detail: channelAlert(faultOf(one)) }));
    for (let from = 0; from < events.length; from += AT_ONCE)
      await bus.put(events.slice(from, from + AT_ONCE));
  };
}
