/** The data key that `LoopbackAws` gives, whoever asks. */
export const PLAYED_DATA_KEY = { plain: Buffer.alloc(32, 7), wrapped: Buffer.from('wrapped') };
