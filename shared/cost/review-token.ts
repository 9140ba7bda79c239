import { Month } from '../kernel/day.ts';
import { Slug } from '../kernel/ids.ts';
import type { ReviewOf } from './review.ts';

/** What a link to a review stands for. */
export interface ReviewLink {
  readonly month: Month;
  /** Whose review: `all`, `team-payments`. */
  readonly of: string;
  /** Days since 1970 from which on the link is worthless. */
  readonly expiresDay: number;
}

const DOMAIN = 'belltower/cost-review/v1';

/** Whose review it is, in records, keys and links: no team's id can be taken for that of the whole. */
export function reviewName(of: ReviewOf): string {
  return of.kind === 'all' ? 'all' : `team-${of.team}`;
}

/** What the MAC of a link is over, named for its purpose so that no other MAC of the key can pass for it. */
export function reviewMessage({ month, of, expiresDay }: ReviewLink): Uint8Array {
  return Buffer.from([DOMAIN, month, of, expiresDay].join('/'));
}

/** The token as it stands in the link: `2026-10.all.20870.<MAC>`. */
export function joinReviewToken({ month, of, expiresDay }: ReviewLink, mac: Uint8Array): string {
  return [month, of, expiresDay, Buffer.from(mac).toString('base64url')].join('.');
}

/** The parts of a token; undefined where the text cannot be one. Nothing in it is to be believed before the MAC is checked. */
export function splitReviewToken(token: string): { link: ReviewLink; mac: Uint8Array } | undefined {
  const [, month = '', of = '', day = '', mac = ''] =
    /^([\d-]{7})\.(all|team-[a-z0-9-]{1,63})\.(\d{5,6})\.([A-Za-z0-9_-]{40,90})$/.exec(token) ?? [];
  if (!Month.safeParse(month).success) return undefined;
  if (of !== 'all' && !Slug.safeParse(of.slice('team-'.length)).success) return undefined;
  const link = { month, of, expiresDay: Number(day) };
  return { link, mac: Uint8Array.from(Buffer.from(mac, 'base64url')) };
}
