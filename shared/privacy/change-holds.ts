import { afresh } from '../kernel/afresh.ts';
import { inventory } from '../kernel/config-check.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { CaseStore } from './case-store.ts';
import type { PrivacySection } from './config.ts';
import type { Hold } from './hold.ts';
import type { HoldWish } from './hold-api.ts';
import type { HoldStore } from './hold-store.ts';
import type { SubjectTag } from './subject-keys.ts';
import type { WakeCase } from './wake-case.ts';

export interface ChangeHoldsDeps {
  readonly holds: Pick<HoldStore, 'place' | 'release'>;
  readonly store: Pick<CaseStore, 'read' | 'note' | 'list'>;
  readonly wake: WakeCase;
  readonly privacy: PrivacySection;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

type By = Omit<Occasion, 'at'>;

/** Places and releases holds. A case asks for them before each command, so a hold needs to wake nobody, and its release does. */
export function makeChangeHolds(deps: ChangeHoldsDeps) {
  const { holds, telemetry } = deps;
  return {
    /** @throws AppError `invalid-input` for a class that no system has: it would hold nothing */
    async place(subjects: readonly SubjectTag[], id: string, wish: HoldWish, by: By): Promise<Hold> {
      checkClasses(wish, deps.privacy);
      const at = deps.now();
      const { classes } = wish;
      const hold: Hold = { id, placed: at, ...(classes === undefined ? {} : { classes }) };
      for (const subject of subjects) await holds.place(subject, hold, { ...by, at });
      telemetry.info('hold-placed', { hold: id, subjects: subjects.length });
      return hold;
    },
    /** @throws AppError `hold-not-found` */
    async release(subjects: readonly SubjectTag[], id: string, by: By): Promise<void> {
      const at = deps.now();
      let released = 0;
      for (const subject of subjects) if (await holds.release(subject, id, { ...by, at })) released++;
      if (released === 0)
        throw new AppError('there is no such hold', { code: 'hold-not-found', kind: 'not-found' });
      telemetry.info('hold-released', { hold: id, subjects: released });
      await wakeCasesOf(deps, subjects, at);
    },
  };
}

/** The cases of a person, certified ones too: what the hold kept may be erased now. */
async function wakeCasesOf(
  { store, wake }: ChangeHoldsDeps,
  subjects: readonly SubjectTag[],
  now: Instant,
): Promise<void> {
  for (const list of ['open', 'certified'] as const) {
    for await (const { case: of, subjects: known } of store.list(list)) {
      if (!known.some((tag) => subjects.includes(tag))) continue;
      const woken = await afresh(async () => {
        const before = await store.read(of.id);
        const { closed, told, run } = before;
        return store.note(before, { closed, told, run: run + 1, wakeAt: now });
      });
      await wake(woken);
    }
  }
}

/** What is wanted instead is said, and not what was written. */
function checkClasses({ classes = [] }: HoldWish, { systems }: PrivacySection): void {
  const ids = new Set(systems.map(({ id }) => id));
  const faults = classes.flatMap(({ system, class: name }, place) => {
    const path = `classes.${place}`;
    if (system !== undefined && !ids.has(system))
      return [{ path: `${path}.system`, message: inventory('system', ids) }];
    const holding = systems.filter(({ id }) => system === undefined || id === system);
    const names = new Set(holding.flatMap((one) => one.classes.map(({ id }) => id)));
    return names.has(name) ? [] : [{ path: `${path}.class`, message: inventory('class', names) }];
  });
  const [first] = faults;
  if (first === undefined) return;
  throw new AppError(`the body is not valid: ${first.path}: ${first.message}`, {
    code: 'invalid-input',
    kind: 'invalid',
    faults,
  });
}
