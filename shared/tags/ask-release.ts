import { afresh } from '../kernel/afresh.ts';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import type { TagPolicy } from './policy.ts';
import type { QuarantineRecord } from './quarantine-record.ts';
import type { QuarantineStore } from './quarantine-store.ts';
import { mayRelease } from './release-quarantine.ts';

/** What to do about a resource that somebody wants back. */
export type AskDecision =
  | { readonly kind: 'ask'; readonly after: QuarantineRecord }
  | { readonly kind: 'nothing'; readonly reason: 'asked-already' | 'released-already' }
  | { readonly kind: 'refuse'; readonly code: 'not-in-quarantine' };

/** What is in quarantine, or may be, can be asked for; once. What was not stopped after all stays as it is. */
export function decideAsk(record: QuarantineRecord | undefined, at: Instant): AskDecision {
  if (record === undefined) return { kind: 'refuse', code: 'not-in-quarantine' };
  switch (record.state) {
    case 'released':
      return { kind: 'nothing', reason: 'released-already' };
    case 'release-asked':
    case 'releasing':
      return { kind: 'nothing', reason: 'asked-already' };
    case 'claimed':
    case 'failed': // a stop may have worked whose answer said otherwise: whoever releases looks
    case 'done':
      return {
        kind: 'ask',
        after: { ...record, version: record.version + 1, state: 'release-asked', askedAt: at },
      };
  }
}

export interface AskReleaseDeps {
  readonly store: Pick<QuarantineStore, 'read' | 'write'>;
  readonly policy: Pick<TagPolicy, 'config'>;
  readonly now: () => Instant;
}

/** Notes that somebody wants a resource back. */
export function makeAskRelease({ store, policy, now }: AskReleaseDeps) {
  /** @throws AppError `not-found`; `conflict` where nothing may be put back by configuration */
  return (arn: string, by: string, correlationId: string): Promise<QuarantineRecord> =>
    afresh(async () => {
      const record = await store.read(arn);
      const decision = decideAsk(record, now());
      if (record === undefined || decision.kind === 'refuse')
        throw new AppError('the resource is not in quarantine', {
          code: 'not-in-quarantine',
          kind: 'not-found',
        });
      if (decision.kind === 'nothing' && record.state === 'released') return record;
      if (!mayRelease(policy))
        throw new AppError(
          'nothing is put back while apply is false in tags.yaml, or its mode is not quarantine: put it back by hand, as docs/tags.md says',
          { code: 'nothing-is-written', kind: 'conflict' },
        );
      if (decision.kind === 'nothing') return record;
      await store.write(record, decision.after, { at: now(), actor: by, correlationId });
      return decision.after;
    });
}
