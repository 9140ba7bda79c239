import { RUNTIME_PARTITION } from './env.ts';

/**
 * How settings that change at run time lie in the table of incidents. All share `pk = RUNTIME`, so that one query reads
 * them:
 *
 *     sk = O#<schedule>    the overrides of a schedule
 */
export const OVERRIDES_PREFIX = 'O#';

export function overridesKey(schedule: string) {
  return { pk: RUNTIME_PARTITION, sk: `${OVERRIDES_PREFIX}${schedule}` };
}
