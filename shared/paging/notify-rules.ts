import type { NotifyStep } from '../platform/schema.ts';
import type { PagingConfig } from './config.ts';
import type { Severity } from './events.ts';

const DEFAULT: readonly NotifyStep[] = [
  { method: 'sms', after: '0m' },
  { method: 'email', after: '0m' },
];

/** What a SEV1 uses: every method that can be sent. Those a person has not got are passed over when sending. */
export const EVERY_METHOD: readonly NotifyStep[] = [
  { method: 'sms', after: '0m' },
  { method: 'email', after: '0m' },
  { method: 'webhook', after: '0m' },
];

/**
 * The steps by which a person is told of an incident: their own rules, else the organization's, else SMS and e-mail at
 * once. Steps by voice are left out until voice can be sent; where nothing else is left, the default stands in.
 */
export function notifySteps(config: PagingConfig, person: string, severity: Severity): readonly NotifyStep[] {
  const urgency = severity === 'SEV1' || severity === 'SEV2' ? 'high' : 'low';
  const own = config.organization.people.find(({ id }) => id === person)?.notify?.[urgency];
  const steps = (own ?? config.paging.notify[urgency] ?? DEFAULT).filter(({ method }) => method !== 'voice');
  return steps.length > 0 ? steps : DEFAULT;
}
