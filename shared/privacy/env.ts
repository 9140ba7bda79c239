import * as z from 'zod';

const Text = z.string().min(1);

/** What each privacy function is told by the stack; the construct and the function share these. */
export const AdvanceCaseEnv = z.object({ CASES_TABLE: Text, SIGNING_KEY_ID: Text });

export const RunCommandEnv = z.object({
  CASES_TABLE: Text,
  /** Makes the tags of persons. */
  TAG_KEY_ID: Text,
  /** Makes the nonces of callbacks: another key than that of tags, which applications may make. */
  CALLBACK_KEY_ID: Text,
  /** Signs what third parties are told: another key than that of certificates, which whoever erases may not sign. */
  COMMAND_KEY_ID: Text,
  /** Seals what a case knows of a person. */
  VAULT_KEY_ID: Text,
  BUS_NAME: Text,
  /** Where the API is, without a slash at the end. */
  API_URL: z.url(),
});

export const TakeEventEnv = z.object({ CASES_TABLE: Text, ERASURE_ARN: Text, BUS_NAME: Text });
