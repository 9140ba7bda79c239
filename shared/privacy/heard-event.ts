import * as z from 'zod';
import { KeyId } from './key-id.ts';

const Event = z.object({ id: z.string().max(128) });
const Deletion = Event.extend({
  'detail-type': z.literal('KMS CMK Deletion'),
  detail: z.object({ 'key-id': z.string() }),
});
const Cancelled = Event.extend({
  'detail-type': z.literal('AWS API Call via CloudTrail'),
  detail: z.object({
    eventName: z.literal('CancelKeyDeletion'),
    /** Absent for a call that was made. */
    errorCode: z.string().optional(),
    requestParameters: z.object({ keyId: z.string() }),
  }),
});
const Stopped = Event.extend({
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    status: z.enum(['ABORTED', 'FAILED', 'TIMED_OUT']),
    /** Of the execution: `<case>-<run>`. */
    name: z.string(),
  }),
});

/** What AWS tells us of: keys by EventBridge and CloudTrail, and executions that did not end well. */
export const PrivacyEvent = z.discriminatedUnion('detail-type', [Deletion, Cancelled, Stopped]);
export type PrivacyEvent = z.infer<typeof PrivacyEvent>;

/** What it means to us. */
export type Heard =
  | { readonly kind: 'key-deleted' | 'deletion-cancelled'; readonly keyId: KeyId }
  | { readonly kind: 'execution-stopped'; readonly caseId: string; readonly run: number }
  | { readonly kind: 'nothing' };

/** Reads an event: a key by its id, whether it was named by that or by its ARN. */
export function hear(event: PrivacyEvent): Heard {
  switch (event['detail-type']) {
    case 'KMS CMK Deletion':
      return ofKey('key-deleted', event.detail['key-id']);
    case 'AWS API Call via CloudTrail':
      return event.detail.errorCode === undefined
        ? ofKey('deletion-cancelled', event.detail.requestParameters.keyId)
        : { kind: 'nothing' };
    case 'Step Functions Execution Status Change': {
      const [, caseId, run] = /^([\w-]{1,64})-(\d{1,9})$/.exec(event.detail.name) ?? [];
      if (caseId === undefined || run === undefined) return { kind: 'nothing' };
      return { kind: 'execution-stopped', caseId, run: Number(run) };
    }
  }
}

function ofKey(kind: 'key-deleted' | 'deletion-cancelled', name: string): Heard {
  const keyId = KeyId.safeParse(name.split('/').at(-1));
  return keyId.success ? { kind, keyId: keyId.data } : { kind: 'nothing' };
}
