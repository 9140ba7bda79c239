import { wrote } from '../kernel/wrote.ts';
import type { Occasion } from '../platform/audit-store.ts';
import type { DueStep } from './due-step.ts';
import { ResourceRecord } from './resource-record.ts';
import type { ResourceChange, ResourceStore } from './resource-store.ts';

type Store = Pick<ResourceStore, 'read' | 'write'>;

/**
 * Keeps in the record that a step was taken. Where somebody has judged the resource in between the step is kept beside
 * what they wrote; where they have ended its escalation it is not.
 */
export async function rememberStep(
  store: Store,
  { record, next, step }: Pick<DueStep, 'record' | 'next' | 'step'>,
  action: ResourceChange['action'],
  occasion: Occasion,
): Promise<void> {
  const change = step === undefined ? undefined : { action, reason: step };
  const write = (before: ResourceRecord) =>
    store.write(before, { ...before, version: before.version + 1, escalation: next }, change, occasion);
  if (await wrote(write(record))) return;
  const current = (await store.read([record.arn])).get(record.arn);
  if (current === undefined || current.state === 'gone' || current.verdict !== record.verdict) return;
  if (JSON.stringify(current.escalation) !== JSON.stringify(record.escalation)) return;
  await write(current);
}

/** Keeps that a resource is gone, unless somebody has learnt otherwise in between. */
export async function rememberGone(store: Store, record: ResourceRecord, occasion: Occasion): Promise<void> {
  const gone = ResourceRecord.parse({
    ...record,
    state: 'gone',
    goneAt: occasion.at,
    version: record.version + 1,
  });
  const change = { action: 'resource.judge', reason: 'GONE (not listed)' } as const;
  await wrote(store.write(record, gone, change, occasion));
}
