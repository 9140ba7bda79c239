import * as z from 'zod';
import { DescribedPage, type LogGroup, logGroupOf } from './log-group.ts';

const Pages = z.array(DescribedPage);

/**
 * The groups in what DescribeLogGroups answered: one page, or a list of pages. A group that several pages name is there
 * once, as the first of them has it. A fault says where and what is wrong, without quoting it.
 */
export function groupsIn(
  value: unknown,
): { readonly groups: readonly LogGroup[] } | { readonly fault: string } {
  const parsed = Pages.safeParse(Array.isArray(value) ? value : [value]);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) {
    const path = issue.path.slice(Array.isArray(value) ? 0 : 1).map(String);
    return { fault: `${path.length === 0 ? 'the value' : path.join('.')}: ${issue.message}` };
  }
  const groups = new Map<string, LogGroup>();
  for (const { logGroups } of parsed.data ?? [])
    for (const described of logGroups) {
      const key = described.arn ?? described.logGroupArn ?? described.logGroupName;
      if (!groups.has(key)) groups.set(key, logGroupOf(described));
    }
  return { groups: [...groups.values()] };
}
