import { KMSClient } from '@aws-sdk/client-kms';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';
import { KmsSubjectKeys } from './kms-subject-keys-client.ts';

/** The keys of persons, for a function of ours. @param now milliseconds since the epoch */
export function functionSubjectKeys(now: () => number): KmsSubjectKeys {
  return new KmsSubjectKeys({ now, client: logCalls(new KMSClient(clientOptions())) });
}
