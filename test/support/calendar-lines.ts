/** One event of an iCalendar: its properties by name, without their parameters. */
export type CalendarEvent = Readonly<Record<string, string>>;

/**
 * Reads an iCalendar as RFC 5545 lays it down: lines of at most 75 octets that end with CRLF, folded ones put together,
 * components well nested. Text is unescaped. @throws Error where it is not one
 */
export function parseCalendar(text: string): { calendar: CalendarEvent; events: CalendarEvent[] } {
  if (text.replaceAll('\r\n', '').includes('\n') || text.replaceAll('\r\n', '').includes('\r'))
    throw new Error('a line that does not end with CRLF');
  for (const line of text.split('\r\n'))
    if (Buffer.byteLength(line) > 75) throw new Error(`more than 75 octets: ${line}`);
  const calendar: Record<string, string> = {};
  const events: Record<string, string>[] = [];
  const open: string[] = [];
  for (const line of text
    .replaceAll(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter(Boolean)) {
    const [, name = '', value = ''] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(line) ?? [];
    if (name === '') throw new Error(`no property: ${line}`);
    if (name === 'BEGIN') {
      open.push(value);
      if (value === 'VEVENT') events.push({});
    } else if (name === 'END') {
      if (open.pop() !== value) throw new Error(`${value} ends that is not open`);
    } else {
      const into = open.at(-1) === 'VEVENT' ? events.at(-1) : calendar;
      if (open.length === 0 || into === undefined) throw new Error(`outside of the calendar: ${line}`);
      into[name] = value.replaceAll(/\\([\\;,])/g, '$1');
    }
  }
  if (open.length > 0) throw new Error(`${open.join(', ')} does not end`);
  return { calendar, events };
}
