import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { AppError } from '../kernel/errors.ts';
import type { Instant } from '../kernel/instant.ts';
import { auditPut, type Occasion } from '../platform/audit-store.ts';
import { transact } from '../runtime/dynamo.ts';
import { contactKey } from './contact-items.ts';

/** Marks contacts whose owners have opted out of text messages. It can do nothing else to them. */
export class OptOutStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #contacts: string;
  readonly #audit: string;

  constructor(client: DynamoDBDocumentClient, tables: { readonly contacts: string; readonly audit: string }) {
    this.#client = client;
    this.#contacts = tables.contacts;
    this.#audit = tables.audit;
  }

  /**
   * No more texts to this person, unless the number was verified after the text in question was sent. Doing it twice is
   * fine. @returns whether it was news
   */
  async optOut(person: string, sentAt: Instant, occasion: Occasion): Promise<boolean> {
    try {
      await transact(this.#client, [
        {
          Update: {
            TableName: this.#contacts,
            Key: contactKey(person),
            UpdateExpression: 'SET sms.optedOutAt = :now, updatedAt = :now',
            ConditionExpression: 'sms.verifiedAt < :sent AND attribute_not_exists(sms.optedOutAt)',
            ExpressionAttributeValues: { ':now': occasion.at, ':sent': sentAt },
          },
        },
        auditPut(this.#audit, occasion, {
          action: 'contact.opt-out',
          target: `person:${person}`,
          reason: 'sms',
        }),
      ]);
      return true;
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }
}

/** The condition did not hold, which another transaction in the way would not say. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof AppError &&
    error.faults.some(({ path, message }) => path === '0' && message === 'ConditionalCheckFailed')
  );
}
