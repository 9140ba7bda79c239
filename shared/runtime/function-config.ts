import { readFileSync } from 'node:fs';
import type * as z from 'zod';

/** The `config.json` that was shipped beside the bundle, checked by its schema. Read once, at cold start. */
export function functionConfig<S extends z.ZodType>(schema: S): z.output<S> {
  return schema.parse(JSON.parse(readFileSync(new URL('./config.json', import.meta.url), 'utf8')));
}
