import type { LogsSection } from './config.ts';
import type { LogGroup } from './log-group.ts';

/** The level of a group, and what says so. */
export interface GroupLevel {
  readonly level: string;
  readonly by: 'tag' | 'name';
}

/**
 * The level of a group: by its tag, or else by the last part of its name (`/app/web-debug`, `/app/debug`). Undefined
 * where neither names a level that is configured.
 */
export function levelOf(
  { name, tags }: Pick<LogGroup, 'name' | 'tags'>,
  { levels, levelTag }: Pick<LogsSection, 'levels' | 'levelTag'>,
): GroupLevel | undefined {
  const key = Object.keys(tags).find((one) => one.toLowerCase() === levelTag.toLowerCase());
  const tagged = key === undefined ? undefined : tags[key]?.trim().toLowerCase();
  if (tagged !== undefined && Object.hasOwn(levels, tagged)) return { level: tagged, by: 'tag' };
  const last = name
    .toLowerCase()
    .split(/[/._:-]/)
    .at(-1);
  return last !== undefined && last !== name.toLowerCase() && Object.hasOwn(levels, last)
    ? { level: last, by: 'name' }
    : undefined;
}
