import * as z from 'zod';
import { DescribedPage, type LogGroup, logGroupOf } from './log-group.ts';

const Pages = z.array(DescribedPage);

/**
 * The groups in what DescribeLogGroups answered: one page, a list of pages, or a list of groups, as `--query logGroups`
 * makes it. A group that several pages name is there once, as the first of them has it. A fault says where and what is
 * wrong, without quoting it.
 */
export function groupsIn(
  value: unknown,
): { readonly groups: readonly LogGroup[] } | { readonly fault: string } {
  const { pages, steps } = pagesOf(value);
  const parsed = Pages.safeParse(pages);
  const [issue] = parsed.error?.issues ?? [];
  if (issue !== undefined) {
    const path = issue.path.slice(steps).map(String);
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

/** What was given as pages, and how many steps of a path into them are not in what was given. */
function pagesOf(value: unknown): { readonly pages: unknown; readonly steps: number } {
  if (!Array.isArray(value)) return { pages: [value], steps: 1 };
  const [first] = value;
  const isGroup = typeof first === 'object' && first !== null && 'logGroupName' in first;
  return isGroup ? { pages: [{ logGroups: value }], steps: 2 } : { pages: value, steps: 0 };
}
