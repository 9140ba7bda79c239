import { httpUrl } from '../platform/http-url.ts';
import type { AlertRaised } from './events.ts';

/*
 * What other systems say, made to fit what an alert may hold. It is cut rather than refused: refusing the alert would
 * lose a page.
 */

const MOST_LABELS = 64;
const MOST_LABEL_NAME = 128;
/** Characters of a label's value that are kept. */
export const MOST_LABEL = 512;
const MOST_URL = 2048;

/** Text of at most `most` characters, which ends in an ellipsis where it was cut. */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

/** The first of these texts that says anything, trimmed and cut. */
export function firstText(texts: readonly (string | null | undefined)[], most: number): string | undefined {
  for (const text of texts) {
    const trimmed = text?.trim();
    if (trimmed) return cutText(trimmed, most).trim();
  }
  return undefined;
}

/** The address if it is one of http or https and not too long to keep. */
export function fitUrl(text: string | null | undefined): string | undefined {
  const url = httpUrl(text ?? undefined);
  return url !== undefined && url.length <= MOST_URL ? url : undefined;
}

/**
 * Labels that an incident's record has room for, the first ones first; those without a value are none. What is left out
 * is counted in `labelsLeftOut`.
 */
export function fitLabels(
  labels: Readonly<Record<string, string | null | undefined>>,
): AlertRaised['labels'] {
  const all = Object.entries(labels).flatMap(([name, value]) =>
    name === '' || value == null
      ? []
      : [[name.slice(0, MOST_LABEL_NAME).toWellFormed(), value.slice(0, MOST_LABEL).toWellFormed()] as const],
  );
  if (all.length <= MOST_LABELS) return Object.fromEntries(all);
  return {
    ...Object.fromEntries(all.slice(0, MOST_LABELS)),
    labelsLeftOut: String(all.length - MOST_LABELS),
  };
}
