import { millis } from '../kernel/duration.ts';
import { earliest, type Instant, shift } from '../kernel/instant.ts';
import type { Case, Stage } from './case.ts';
import type { Command } from './command.ts';
import type { PrivacySection } from './config.ts';
import { type Hold, holdOn } from './hold.ts';
import { type Awaited, workOnSteps } from './next-steps.ts';

/** Days after a certificate on which every system is read once more: a restored backup or a late message brings data back. */
const SWEEPS_AFTER_DAYS: readonly number[] = [1, 7, 30];

/** KMS takes up to a day longer than the date it gave. */
const POLL_AGAIN_MS = millis('1h');

type Certified = Extract<Stage, { state: 'certified' }>;

/** What is left to do for a case that has its certificate. */
export type AfterCertificate =
  | { readonly kind: 'work'; readonly commands: readonly Command[]; readonly awaiting: readonly Awaited[] }
  /** The certificate stands, and this is the case from now on. */
  | { readonly kind: 'swept'; readonly to: Case }
  /** What a hold kept may be erased now; another certificate follows. */
  | { readonly kind: 'begin-again'; readonly to: Case };

/** Reads again what was empty, asks for keys whose day has come, and takes up what a hold kept. */
export function afterCertificate(
  of: Case,
  stage: Certified,
  map: Pick<PrivacySection, 'systems'>,
  holds: readonly Hold[],
  now: Instant,
): AfterCertificate {
  const { closed, steps, keys, held, sweeps, polled } = stage;
  if (held.some((one) => holdOn(holds, one.system, one.class) === undefined))
    return { kind: 'begin-again', to: beginAgain(of, stage) };
  const pending = keys.filter(({ deleted }) => !deleted);
  const again = polled === undefined ? closed : shift(polled, POLL_AGAIN_MS);
  const nextPoll = (deletesAt: Instant) => (deletesAt > again ? deletesAt : again);
  const due = pending.filter(({ deletesAt }) => nextPoll(deletesAt) <= now).map(({ keyId }) => keyId);
  const commands: Command[] = due.length === 0 ? [] : [{ kind: 'poll-keys', caseId: of.id, keyIds: due }];
  const awaiting: Awaited[] = held.map((one) => ({
    what: 'hold',
    code: `hold-${one.hold}`,
    system: one.system,
  }));
  const deletion = earliest(
    ...pending.map(({ deletesAt }) => {
      const at = nextPoll(deletesAt);
      return at <= now ? shift(now, POLL_AGAIN_MS) : at;
    }),
  );
  if (deletion !== undefined) awaiting.push({ what: 'time', code: 'key-deletion', until: deletion });
  const days = SWEEPS_AFTER_DAYS[sweeps];
  if (days === undefined) return { kind: 'work', commands, awaiting };
  const at = shift(closed, days * millis('1d'));
  if (now < at)
    return {
      kind: 'work',
      commands,
      awaiting: [...awaiting, { what: 'time', code: 'next-sweep', until: at }],
    };
  const reading = workOnSteps({ of, steps, map, holds, now, readAll: true });
  if (reading.commands.length === 0 && reading.awaiting.length === 0)
    return { kind: 'swept', to: { ...of, stage: { ...stage, sweeps: sweeps + 1 } } };
  return {
    kind: 'work',
    commands: [...commands, ...reading.commands],
    awaiting: [...awaiting, ...reading.awaiting],
  };
}

/** The same case with its work taken up: what was answered and read stays, and the keys are looked for once more. */
export function beginAgain(of: Case, { steps, keys }: Certified): Case {
  return { ...of, issue: of.issue + 1, stage: { state: 'erasing', steps, keys, shredded: [] } };
}

/** Whether nothing is left to do, for good. */
export function isOver({ outcome, sweeps, keys, held }: Certified): boolean {
  if (outcome === 'withdrawn' || outcome === 'refused') return true;
  return sweeps >= SWEEPS_AFTER_DAYS.length && held.length === 0 && keys.every(({ deleted }) => deleted);
}
