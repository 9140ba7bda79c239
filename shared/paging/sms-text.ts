import { inertLinks } from '../platform/inert-links.ts';
import type { Severity } from './events.ts';
import { cutToSeptets, septets, toGsm7 } from './gsm7.ts';

/** One SMS segment of the GSM alphabet. */
const SEGMENT = 160;
/** A title shorter than this, in septets, says nothing any more. */
const LEAST_TITLE = 6;

interface SmsParts {
  readonly severity: Severity;
  readonly service: string;
  readonly title: string;
  /** Where the page opens. Only characters of the GSM alphabet, at most 130 septets. */
  readonly link: string;
}

/**
 * The text of a page: `SEV2 payments: API error rate > 5%. Ack: https://…/p/ABC`, at most 160 septets, one segment. The
 * link is whole, the last thing in it and the only one; the title is cut first, then the service.
 */
export function smsText({ severity, service, title, link }: SmsParts): string {
  const room = SEGMENT - septets(`${severity} . Ack: ${link}`);
  const what = shortened(plain(service), plain(title), room);
  if (what === '') return septets(`${severity} ${link}`) <= SEGMENT ? `${severity} ${link}` : link;
  return `${severity} ${what}${what.endsWith('.') ? '' : '.'} Ack: ${link}`;
}

function shortened(service: string, title: string, room: number): string {
  if (service === '' || title === '') return cutToSeptets(service || title, room);
  const both = `${service}: ${title}`;
  const forTitle = room - septets(`${service}: `);
  return forTitle >= Math.min(LEAST_TITLE, septets(title))
    ? cutToSeptets(both, room)
    : cutToSeptets(service, room);
}

function plain(text: string): string {
  return inertLinks(toGsm7(text), '_')
    .replace(/\s+/g, ' ')
    .replace(/^ | $|[\s.]+$/g, '');
}
