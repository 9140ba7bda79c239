import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { Telemetry } from '../kernel/telemetry.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { Incident } from './incident.ts';
import type { IncidentListStore } from './incident-list-store.ts';
import type { IncidentStore } from './incident-store.ts';
import type { LadderTimer } from './ladder-client.ts';
import { askSilence, type Silence, type SilenceWish } from './silence.ts';
import type { SilenceStore } from './silence-store.ts';

export interface ChangeSilencesDeps {
  readonly silences: Pick<SilenceStore, 'put' | 'remove'>;
  readonly store: Pick<IncidentStore, 'read' | 'save'>;
  readonly list: Pick<IncidentListStore, 'list'>;
  readonly timer: LadderTimer;
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}

/** Sets and ends silences. What a changed or ended one had kept quiet is looked at again at once. */
export function makeChangeSilences(deps: ChangeSilencesDeps) {
  return {
    /** @throws AppError `invalid` with the path of what is wrong with its times. */
    async set(id: string, wish: SilenceWish, actor: string, correlationId: string): Promise<Silence> {
      const at = deps.now();
      const asked = askSilence(id, wish, actor, at);
      if (!asked.ok)
        throw new AppError(`the body is not valid: ${asked.path}: ${asked.message}`, {
          code: 'invalid-input',
          kind: 'invalid',
          faults: [{ path: asked.path, message: asked.message }],
        });
      const occasion = { at, actor, correlationId };
      const before = await afresh(() => deps.silences.put(asked.silence, occasion));
      if (before !== undefined) await wakeHeld(deps, id, occasion);
      return asked.silence;
    },
    /** @throws AppError `not-found` */
    async end(id: string, actor: string, correlationId: string): Promise<Silence> {
      const occasion = { at: deps.now(), actor, correlationId };
      const ended = await afresh(() => deps.silences.remove(id, occasion));
      await wakeHeld(deps, id, occasion);
      return ended;
    },
  };
}

async function wakeHeld(deps: ChangeSilencesDeps, silence: string, occasion: Occasion): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await deps.list.list({ state: 'triggered', team: undefined, cursor, limit: 100 });
    for (const { id, hold } of page.incidents)
      if (hold?.id === silence) await afresh(async () => wake(deps, await deps.store.read(id), occasion));
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function wake(deps: ChangeSilencesDeps, before: Incident, occasion: Occasion): Promise<void> {
  if (before.state !== 'triggered' || before.hold === undefined) return;
  const after = { ...before, wakeAt: occasion.at, clock: before.clock + 1 };
  const change = { before, after, timeline: [], action: 'ladder.look', reason: 'silence-changed' };
  const { id, clock, climb } = await deps.store.save(change, occasion);
  await deps.timer.start({ incidentId: id, clock, run: climb.run });
  deps.telemetry.info('silence-changed', { incident: id, silence: before.hold.id });
}
