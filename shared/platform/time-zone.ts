import type { ConfigIssue } from '../kernel/config-check.ts';

/** A fault where the name is not a time zone this runtime knows. */
export function checkTimeZone(name: unknown, path: ConfigIssue['path']): ConfigIssue[] {
  if (typeof name !== 'string' || isTimeZone(name)) return [];
  return [{ path, message: `"${name}" is not an IANA time zone such as Europe/Berlin`, severity: 'error' }];
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
