import { atMost } from '../kernel/at-most.ts';
import { millis } from '../kernel/duration.ts';
import { AppError } from '../kernel/errors.ts';
import { epochMs, type Instant, shift } from '../kernel/instant.ts';
import { UNIT } from '../kernel/money.ts';
import { refusalName } from '../kernel/refused.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import { ALERT_RAISED } from '../paging/events.ts';
import type { Bus } from '../platform/bus-client.ts';
import type { SweepCell } from '../platform/sweep.ts';
import type { SweptPlaces } from '../platform/sweep-config.ts';
import type { LogsConfig } from './config.ts';
import type { LogPlaces } from './log-places-client.ts';
import type { EnterVolume, LogVolume, Span } from './log-volume-client.ts';
import { costOfIngestion, type HourOfLogs, judgeVolume, lastWholeHour, tellVolume } from './volume.ts';
import { type NoisyGroup, noisiest, volumeAlert } from './volume-alert.ts';
import type { VolumeRecord, VolumeStore } from './volume-store.ts';

export interface WatchLogVolumeDeps {
  readonly cells: SweptPlaces;
  readonly enter: EnterVolume;
  readonly places: Pick<LogPlaces, 'enter'>;
  readonly store: Pick<VolumeStore, 'all' | 'note'>;
  readonly bus: Bus;
  readonly telemetry: Telemetry;
  readonly config: LogsConfig;
  readonly now: () => Instant;
}

/** So many accounts and regions are looked at side by side. */
const AT_ONCE = 10;
const HOUR_MS = millis('1h');
const WEEK_MS = millis('7d');
/** Of so many noisy groups the class is asked for. */
const MOST_ASKED = 20;

/**
 * Compares what log groups took in within the last hours with the same hours of the last week. One request says of most
 * accounts and regions that nothing there can be worth an alert: what all of their groups together take in more than
 * usual costs less than that. Only in the others each group that is active is looked at.
 */
export function makeWatchLogVolume(deps: WatchLogVolumeDeps) {
  const { cells, store, telemetry } = deps;
  return async (): Promise<void> => {
    const known = new Map(
      (await store.all()).map((record) => [`${record.account}#${record.region}`, record]),
    );
    const turn = atMost(AT_ONCE);
    const all = cells.accounts.flatMap((account) => cells.regions.map((region) => ({ account, region })));
    const results = await Promise.allSettled(
      all.map((cell) => turn(() => watchCell(deps, cell, known.get(`${cell.account}#${cell.region}`)))),
    );
    for (const [place, result] of results.entries()) {
      if (result.status === 'fulfilled') continue;
      const { account = '', region = '' } = all[place] ?? {};
      telemetry.warn('log-volume-unknown', { account, region, code: codeOf(result.reason) });
    }
    // An account that does not let us in is told by the sweep; anything else is tried again.
    const failed = results.find((result) => result.status === 'rejected' && !isRefusal(result.reason));
    if (failed?.status === 'rejected') throw failed.reason;
  };
}

async function watchCell(
  deps: WatchLogVolumeDeps,
  cell: SweepCell,
  before: VolumeRecord | undefined,
): Promise<void> {
  const { store, bus, telemetry, config, now } = deps;
  const end = lastWholeHour(now());
  const span = { from: shift(end, -WEEK_MS - config.logs.volume.hours * HOUR_MS), to: end };
  const noisy = await noisyGroups(deps, cell, await deps.enter(cell), span);
  const kind = noisy.length > 0 ? 'explosion' : 'usual';
  const { tell, told } = tellVolume({ kind }, before?.told, now());
  if (told === before?.told) return;
  const detail = volumeAlert(cell, noisy, tell ? 'firing' : 'resolved', config.organization);
  // The same alert again joins the incident it has opened: it is raised first, and noted then.
  await bus.put([{ ...ALERT_RAISED, detail }]);
  await store.note(cell, before, told, now());
  telemetry.info('log-volume-told', { ...cell, kind, groups: noisy.length });
}

async function noisyGroups(
  { places, config }: WatchLogVolumeDeps,
  cell: SweepCell,
  volume: LogVolume,
  span: Span,
): Promise<readonly NoisyGroup[]> {
  const rule = config.logs.volume;
  const total = await volume.total(span);
  if (!mayBeWorthIt(total, rule.hours, rule.minUsdPerDay, span.to, cell.region)) return [];
  const hours = await volume.each(await volume.active(), span);
  const noisy = [...hours].flatMap(([name, list]): NoisyGroup[] => {
    const verdict = judgeVolume(list, rule, span.to, cell.region);
    return verdict.kind === 'explosion' ? [{ name, verdict }] : [];
  });
  if (noisy.length === 0) return [];
  const place = await places.enter(cell);
  const asked = noisiest(noisy).slice(0, MOST_ASKED);
  const standard = await Promise.all(
    asked.map(async (group) => (await place.exact(group.name))?.group.class === 'STANDARD'),
  );
  return asked.filter((_, index) => standard[index]);
}

/** Whether what all groups together took in lately costs as much more than in the least of the days before. */
function mayBeWorthIt(
  total: readonly HourOfLogs[],
  hours: number,
  minUsdPerDay: number,
  end: Instant,
  region: string,
): boolean {
  const byHour = new Map(total.map(({ hour, bytes }) => [epochMs(hour), bytes]));
  const sum = (until: number) =>
    Array.from({ length: hours }, (_, back) => byHour.get(until - (back + 1) * HOUR_MS) ?? 0).reduce(
      (all, one) => all + one,
      0,
    );
  const last = epochMs(end);
  const before = Array.from({ length: 7 }, (_, day) => sum(last - (day + 1) * 24 * HOUR_MS));
  const more = (sum(last) - Math.min(...before)) / hours;
  return costOfIngestion(Math.max(0, more) * 24, region) >= minUsdPerDay * UNIT;
}

function isRefusal(thrown: unknown): boolean {
  return (thrown instanceof AppError && thrown.kind === 'forbidden') || refusalName(thrown) !== undefined;
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof AppError) return thrown.code;
  return thrown instanceof Error ? thrown.name : 'bug';
}
