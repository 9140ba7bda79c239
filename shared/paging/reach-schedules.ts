import { briefInstant, type Instant } from '../kernel/instant.ts';
import { checkSchedules, type ScheduleFinding } from './check-schedules.ts';
import type { PagingConfig } from './config.ts';
import { holesByOverrides } from './find-holes.ts';
import type { Override } from './override.ts';
import { DAYS_AHEAD, horizon, named, notKnown, type ReachCheck, sentences } from './reach-check.ts';

type Kind = ScheduleFinding['kind'];

/** What `config check` warns of, as it stands today with the overrides that are in force. */
function found<K extends Kind>(kind: K, config: PagingConfig, overrides: readonly Override[], now: Instant) {
  return checkSchedules(config, overrides, now, DAYS_AHEAD).filter(
    (finding): finding is Extract<ScheduleFinding, { kind: K }> => finding.kind === kind,
  );
}

/**
 * A hole that an override has opened fails: as configured somebody would be on call. One of the configuration warns: it
 * was told of when it was deployed, and may be meant; the next rung is paged in it at once.
 */
export const HOLES: ReachCheck = {
  id: 'schedule-holes',
  about: `Holes in schedules in the next ${DAYS_AHEAD} days`,
  judge: ({ overrides }, config, now) => {
    if (!overrides.ok) return notKnown(overrides);
    const opened = config.paging.schedules.flatMap((schedule) =>
      holesByOverrides(schedule, overrides.value, now, horizon(now)).map(
        ({ start, end }) => `"${schedule.id}" from ${briefInstant(start)} to ${briefInstant(end)}`,
      ),
    );
    if (opened.length > 0)
      return {
        state: 'fail',
        seen: `overrides leave nobody on call in ${sentences(opened)}`,
        advice:
          'npx belltower paging overrides set <schedule> … --add <person> for that time, or overrides remove',
      };
    const holes = found('hole', config, overrides.value, now);
    return holes.length === 0
      ? { state: 'ok', seen: 'somebody is on call by every schedule at all times' }
      : {
          state: 'warn',
          seen: sentences(holes.map(({ message }) => message)),
          advice: 'give somebody that time in paging.yaml, or see that another rung of its ladders has it',
        };
  },
};

/** A schedule that was whole when it was deployed may not be so after the clocks of one of its zones change. */
export const CLOCK_HOLES: ReachCheck = {
  id: 'clock-holes',
  about: `Holes by a change of clocks in the next ${DAYS_AHEAD} days`,
  judge: (_, config, now) => {
    const appearing = found('dst-hole', config, [], now).filter(({ change }) => change === 'appears');
    return appearing.length === 0
      ? { state: 'ok', seen: 'none' }
      : {
          state: 'fail',
          seen: sentences(appearing.map(({ message }) => message)),
          advice: 'let the restrictions of the two layers overlap by an hour in paging.yaml, and deploy',
        };
  },
};

/** With few people each is on call often, and one who is ill or leaves is a large part of them. */
export const THIN_ROTATIONS: ReachCheck = {
  id: 'thin-rotations',
  about: 'People in each rotation',
  judge: (_, config, now) => {
    const thin = found('thin-rotation', config, [], now);
    return thin.length === 0
      ? { state: 'ok', seen: 'five or more in every schedule' }
      : {
          state: 'warn',
          seen: `fewer than five: ${named(thin.map(({ schedule, people }) => `${schedule} (${people.length})`))}`,
          advice: 'add people to their layers in paging.yaml',
        };
  },
};

/** Nobody should have to hold two weeks in a row. */
export const BACK_TO_BACK: ReachCheck = {
  id: 'back-to-back',
  about: `Weeks on call in a row in the next ${DAYS_AHEAD} days`,
  judge: ({ overrides }, config, now) => {
    if (!overrides.ok) return notKnown(overrides);
    const runs = found('back-to-back', config, overrides.value, now);
    return runs.length === 0
      ? { state: 'ok', seen: 'nobody has two in a row' }
      : {
          state: 'warn',
          seen: named(
            runs.map(
              ({ person, schedule, turns, end }) =>
                `${person} in ${schedule} (${turns} in a row, to ${end.slice(0, 10)})`,
            ),
          ),
          advice:
            'have somebody take one over: npx belltower paging overrides set <schedule> … --add <other> --remove <person>',
        };
  },
};
