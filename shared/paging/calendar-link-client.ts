import type { KMSClient } from '@aws-sdk/client-kms';
import { AppError } from '../kernel/errors.ts';
import { MacKey } from '../platform/mac-client.ts';
import {
  type CalendarSubject,
  calendarMessage,
  joinCalendarToken,
  splitCalendarToken,
} from './calendar-token.ts';
import type { PagingConfig } from './config.ts';

/** Makes and checks links to calendars. They do not expire: a version in the configuration revokes them. */
export class CalendarLinks {
  readonly #key: MacKey;

  /** @param key the one that signs integration keys: both are for programs outside, and for as long as their version */
  constructor(key: string, client?: KMSClient) {
    this.#key = new MacKey(key, 'HMAC_SHA_256', client);
  }

  /** The token for a calendar; the same each time until its version is raised. @throws AppError `not-found` */
  async issue(subject: CalendarSubject, config: PagingConfig): Promise<string> {
    const message = calendarMessage(subject, config);
    if (message === undefined) throw unknownLink();
    return joinCalendarToken(subject, await this.#key.sign(message));
  }

  /** What a token is for. @throws AppError `not-found` for one we did not make, or made for an older version. */
  async open(token: string, config: PagingConfig): Promise<CalendarSubject> {
    const parts = splitCalendarToken(token);
    const message = parts === undefined ? undefined : calendarMessage(parts.subject, config);
    if (parts === undefined || message === undefined || !(await this.#key.verify(message, parts.mac)))
      throw unknownLink();
    return parts.subject;
  }
}

function unknownLink(): AppError {
  return new AppError('this calendar link is not valid', { code: 'calendar-unknown', kind: 'not-found' });
}
