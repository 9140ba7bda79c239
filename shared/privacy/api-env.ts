import * as z from 'zod';

const Text = z.string().min(1);

/** What the functions behind the API, and the watch, are told by the stack. */
export const ServeCasesEnv = z.object({
  CASES_TABLE: Text,
  /** Makes the tags of persons. */
  TAG_KEY_ID: Text,
  /** Seals what a request says of a person; what was sealed cannot be opened here. */
  VAULT_KEY_ID: Text,
  ERASURE_ARN: Text,
});
export const ReceiveAnswerEnv = z.object({ CASES_TABLE: Text, ERASURE_ARN: Text });
export const WatchCasesEnv = z.object({
  CASES_TABLE: Text,
  ERASURE_ARN: Text,
  BUS_NAME: Text,
  /** Signs how far the audit trail has come. */
  SIGNING_KEY_ID: Text,
});
