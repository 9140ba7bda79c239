import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED, type AlertRaised } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { SendEmail } from '../platform/email-client.ts';
import type { ToPng } from '../platform/png.ts';
import { renderMail } from '../platform/render-mail.ts';
import type { SignedLinks } from '../platform/signed-link-client.ts';
import { channelAlert } from './channel-alert.ts';
import type { CostConfig } from './config.ts';
import { drawDailyChart } from './daily-chart.ts';
import { findingAlert, pagedService } from './finding-alert.ts';
import { findingMail } from './finding-mail.ts';
import { type Due, type FindingRecord, isPaged, type Told } from './finding-record.ts';
import { tierOf } from './finding-tier.ts';
import { policyOf } from './policy.ts';
import { channelsOf } from './route-finding.ts';
import type { Sent } from './tell-finding.ts';

export interface SendFindingDeps {
  readonly links: Pick<SignedLinks, 'issue'>;
  readonly bus: Bus;
  readonly email: SendEmail;
  readonly png: ToPng;
  /** Where links to findings point, without a slash at the end. */
  readonly pageUrl: string;
  /** Whether there is a pager that hears alerts. */
  readonly pager: boolean;
  readonly telemetry: Telemetry;
  readonly config: CostConfig;
  readonly now: () => Instant;
}

/** Sends what is due of a finding: to the pager where so much money is at stake, else to the team that owns it. */
export function makeSendFinding(deps: SendFindingDeps) {
  return async (record: FindingRecord, due: Due): Promise<Sent> => {
    const ways = waysOf(record, due, deps);
    const sent = await Promise.all([
      ...(ways.page ? [page(record, due, deps)] : []),
      ...(ways.mail ? [mail(record, due, deps)] : []),
    ]);
    return {
      told: sent.flatMap(({ told }) => told),
      failed: sent.find(({ failed }) => failed !== undefined)?.failed,
    };
  };
}

/** Whether the pager, the owner, or both hear of it. What was paged is not mailed too, and the ladder reminds by itself. */
function waysOf(
  record: FindingRecord,
  { what }: Due,
  { pager, config }: Pick<SendFindingDeps, 'pager' | 'config'>,
): { page: boolean; mail: boolean } {
  const paged = isPaged(record);
  const mailed = record.told.some(({ via }) => via === 'mail');
  switch (what) {
    case 'opened':
    case 'grown': {
      const page =
        pager && tierOf(record.finding, policyOf(config.cost, config.organization.accounts)).tier === 'page';
      return { page, mail: !page };
    }
    case 'reminder':
      return { page: false, mail: !paged };
    case 'closed':
      return { page: paged, mail: mailed && record.state === 'restated' };
  }
}

async function linkOf(record: FindingRecord, { links, pageUrl, now }: SendFindingDeps): Promise<string> {
  return `${pageUrl}/f/${await links.issue({ of: record.id, place: record.told.length }, now())}`;
}

async function page(record: FindingRecord, due: Due, deps: SendFindingDeps): Promise<Sent> {
  const over = due.what === 'closed';
  try {
    const url = over ? undefined : await linkOf(record, deps);
    const alert = findingAlert(record, over ? 'resolved' : 'firing', deps.config, url);
    await deps.bus.put([{ ...ALERT_RAISED, detail: alert }]);
    const to = `service:${pagedService(record, deps.config)}`;
    return { told: [{ at: deps.now(), what: due.what, via: 'page', to }] };
  } catch (thrown) {
    const reason = thrown instanceof AppError ? thrown.code : 'bug';
    deps.telemetry.warn('finding-not-paged', { finding: record.id, reason });
    return { told: [], failed: { reason: 'not-paged', retryable: true } };
  }
}

/** To the first channel that takes it. Each that does not raises an alert, and so does it when none does. */
async function mail(record: FindingRecord, due: Due, deps: SendFindingDeps): Promise<Sent> {
  const { config, email, telemetry, now } = deps;
  let retryable = false;
  const [url, png] = [await linkOf(record, deps), await drawn(record, deps)];
  for (const channel of channelsOf(record.finding, config)) {
    if (channel.address === undefined) {
      await raise(
        deps,
        channelAlert({ kind: 'channel-missing', subject: channel.team, reason: 'no-address' }),
      );
      continue;
    }
    const view = findingMail({ record, what: due.what, url, channel, png }, config);
    const outcome = await email(channel.address, renderMail(view));
    if (outcome.ok) {
      const told: Told = { at: now(), what: due.what, via: 'mail', to: `team:${channel.team}` };
      return { told: [told] };
    }
    retryable ||= outcome.retryable;
    telemetry.warn('finding-refused', { finding: record.id, team: channel.team, reason: outcome.reason });
    await raise(
      deps,
      channelAlert({ kind: 'channel-refused', subject: channel.team, reason: outcome.reason }),
    );
  }
  await raise(deps, channelAlert({ kind: 'nobody-told', subject: record.id, reason: 'no-channel-left' }));
  return { told: [], failed: { reason: 'nobody-told', retryable } };
}

/** A mail without its chart says as much in words. */
async function drawn(
  { id, chart: days, finding }: FindingRecord,
  { png, telemetry }: SendFindingDeps,
): Promise<Uint8Array | undefined> {
  try {
    return await png(drawDailyChart({ days, flagged: finding.days, currency: finding.currency }, 'light'));
  } catch {
    telemetry.warn('chart-not-drawn', { finding: id });
    return undefined;
  }
}

/** The message is not held up by an alert about its way that cannot be raised. */
async function raise({ bus, telemetry }: SendFindingDeps, alert: AlertRaised): Promise<void> {
  try {
    await bus.put([{ ...ALERT_RAISED, detail: alert }]);
  } catch {
    telemetry.warn('hygiene-not-raised', { subject: alert.dedupKey });
  }
}
