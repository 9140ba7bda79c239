import * as z from 'zod';

/** The id of a KMS key: a UUID, or one of a multi-region key. */
export const KeyId = z.string().regex(/^(mrk-)?[0-9a-f-]{32,36}$/, 'the id of a key');
export type KeyId = z.infer<typeof KeyId>;
