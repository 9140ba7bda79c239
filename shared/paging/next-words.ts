import { oneLine } from '../platform/one-line.ts';
import type { PageView } from './page-view.ts';

/** Names as people say them: `Alice`, `Alice and Bob`, `Alice, Bob and 3 more`. At most `most` names. */
export function listed(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map((name) => oneLine(name, 40));
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} and ${last}`;
}

/** What happens if nobody acts, without the time of it; undefined once the incident is resolved. */
export function nextWords(view: PageView): string | undefined {
  if (view.state === 'resolved') return undefined;
  if (view.next === undefined) return 'Nobody else will be paged';
  const people = listed(view.next.people, 4);
  switch (view.next.what) {
    case 'rung':
      return `If nobody acts, ${people || 'the next rung'} will be paged`;
    case 'catch-all':
      return people === ''
        ? 'If nobody acts, the catch-all will be paged'
        : `If nobody acts, the catch-all (${people}) will be paged`;
    case 'calm':
      return 'It has cleared and pages nobody; if it stays so, it is resolved by itself';
    case 'ack-expires':
      return people === ''
        ? 'Unless it is resolved, the acknowledgement expires and paging starts again'
        : `Unless it is resolved, the acknowledgement expires and paging starts again with ${people}`;
  }
}
