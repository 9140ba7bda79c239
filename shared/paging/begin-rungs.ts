import { elapsed, type Instant, shift } from '../kernel/instant.ts';
import { firstOfCatchAll, hurry, nextDue, stepUp } from './climb.ts';
import type { Severity } from './events.ts';
import type { Hygiene } from './hygiene.ts';
import type { ActiveRung, Climb, Delivery, Incident, TimelineEntry } from './incident.ts';
import { EVERY_METHOD } from './notify-rules.ts';
import type { OnCall } from './on-call.ts';
import { hasFailed, isSilent, pageId } from './page-key.ts';
import { rungKey } from './rung-key.ts';
import { isCatchAll, type Ladders, ladderOf, rungAt } from './rungs.ts';

/**
 * At most so many timeline entries in one wake, so that they fit one transaction beside the pages; what else is due
 * follows a second later.
 */
const MOST_ENTRIES_PER_WAKE = 14;
/** Guards against a ladder that would climb for ever in one wake; configuration checks admit none. */
const MOST_RUNGS_PER_WAKE = 500;

/** The climb after every rung whose time has come has begun or been passed over. */
export interface BegunRungs {
  readonly climb: Climb;
  readonly timeline: TimelineEntry[];
  readonly hygiene: Hygiene[];
  readonly reason: string | undefined;
}

/**
 * Begins the rungs that are due: their targets are resolved now, each person once. One that reaches nobody is passed
 * over at once, and a target of a kind we do not know is recorded and left out.
 */
export function beginRungs(
  incident: Incident,
  from: Climb,
  known: ReadonlyMap<string, Delivery>,
  ladders: Ladders,
  onCall: OnCall,
  now: Instant,
): BegunRungs {
  const { severity } = incident;
  const timeline: TimelineEntry[] = [];
  const hygiene: Hygiene[] = [];
  let reason: string | undefined;
  let at = hurryPastFailures(from, known, ladders, severity, now);
  const hurried = at !== from;
  for (let rungs = 0; rungs < MOST_RUNGS_PER_WAKE && timeline.length < MOST_ENTRIES_PER_WAKE; rungs++) {
    if (nextDue(at, ladders, severity) > now) break;
    const { pass, rung } = at.next;
    const ladder = ladderOf(ladders, pass).id;
    const compiled = rungAt(ladders, severity, at.next);
    const found = (compiled?.targets ?? []).map((target) => onCall.people(target));
    const people = [...new Set(found.flatMap(({ people }) => people))];
    const where = {
      key: rungKey(at.run, at.next),
      rung: at.begun + 1,
      at: now,
      actor: 'system',
      v: 1,
    } as const;
    if (found.some(({ fault }) => fault !== undefined)) {
      hygiene.push({ kind: 'unknown-target', subject: ladder });
      timeline.push({ ...where, key: `${where.key}.fault`, kind: 'hygiene', reason: 'unknown-target' });
    }
    if (people.length === 0) {
      const reached = at.active.some((active) => active.pass === pass && !exhausted(active, at, known, now));
      at = { ...at, ...stepUp(at, ladders, severity, now, reached) };
      if (at.next.rung > 0) at = hurry(at, ladders, severity, now);
      else if (isCatchAll(ladders, pass) && !reached)
        hygiene.push({ kind: 'nobody-on-call', subject: ladder });
      const before = timeline.at(-1);
      if (before?.kind === 'rung-passed-over')
        timeline.splice(-1, 1, { ...before, count: (before.count ?? 1) + 1 });
      else timeline.push({ ...where, kind: 'rung-passed-over', reason: 'nobody-on-call', count: 1 });
      reason ??= 'rung-passed-over';
      continue;
    }
    const steps = (person: string) => (compiled?.everyMethod ? EVERY_METHOD : onCall.steps(person, severity));
    const active: ActiveRung = {
      pass,
      rung,
      ladder,
      startedAt: now,
      people: people.map((person) => ({ person, steps: [...steps(person)] })),
    };
    const why = whyBegun(at, ladders, hurried && at.begun === from.begun);
    timeline.push({ ...where, kind: 'rung-begun', reason: why, people });
    reason ??= why;
    at = {
      ...at,
      begun: at.begun + 1,
      active: [...at.active, active],
      ...stepUp(at, ladders, severity, now, true),
    };
    at = { ...at, base: shift(at.base, quietFor(people, severity, onCall, now)) };
  }
  return { climb: { ...at, active: stillActive(at, known, now) }, timeline, hygiene, reason };
}

/** How long nobody of a rung may be woken, in milliseconds: the next one waits as much longer. */
function quietFor(people: readonly string[], severity: Severity, onCall: OnCall, now: Instant): number {
  const until = people.map((person) => onCall.quietUntil(person, severity) ?? now).sort()[0] ?? now;
  return elapsed(now, until);
}

/** Why the next rung begins: a short code for the timeline. */
function whyBegun({ next, begun }: Climb, ladders: Ladders, hurried: boolean): string {
  if (isCatchAll(ladders, next.pass)) return 'catch-all';
  if (hurried) return 'no-method-left';
  if (next.pass > 0) return 'repeat';
  return begun === 0 ? 'first-rung' : 'rung-due';
}

/** When no page of the last rung came through there is nothing to wait for, except another pass of the catch-all. */
function hurryPastFailures(
  at: Climb,
  known: ReadonlyMap<string, Delivery>,
  ladders: Ladders,
  severity: Severity,
  now: Instant,
): Climb {
  const last = at.active.at(-1);
  if (last === undefined || !exhausted(last, at, known, now)) return at;
  const { pass, rung } = at.next;
  if (rung > 0) return hurry(at, ladders, severity, now);
  if (isCatchAll(ladders, pass - 1)) return at;
  const reached = at.active.some((active) => active.pass === last.pass && !exhausted(active, at, known, now));
  const next = reached ? at.next : firstOfCatchAll(ladders);
  return hurry({ ...at, next }, ladders, severity, now);
}

function exhausted(
  rung: ActiveRung,
  { run }: Climb,
  known: ReadonlyMap<string, Delivery>,
  now: Instant,
): boolean {
  return rung.people.every(({ person, steps }) =>
    steps.every((_, step) => {
      const delivery = known.get(pageId({ run, pass: rung.pass, rung: rung.rung, person, step }));
      return delivery !== undefined && (hasFailed(delivery) || isSilent(delivery, now));
    }),
  );
}

const KEEP_ACTIVE_MS = 3_600_000;

/** Rungs of this pass, and older ones whose people still have steps to come. */
function stillActive(
  { active, run, next }: Climb,
  known: ReadonlyMap<string, Delivery>,
  now: Instant,
): ActiveRung[] {
  const lastPass = active.at(-1)?.pass ?? next.pass;
  return active.filter((rung) => {
    if (rung.pass >= lastPass) return true;
    if (elapsed(rung.startedAt, now) > KEEP_ACTIVE_MS) return false;
    return rung.people.some(({ person, steps }) =>
      steps.some((_, step) => {
        const state = known.get(pageId({ run, pass: rung.pass, rung: rung.rung, person, step }))?.state;
        return state === undefined || state === 'planned' || state === 'claimed';
      }),
    );
  });
}
