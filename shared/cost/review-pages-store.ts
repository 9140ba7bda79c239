import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Month } from '../kernel/day.ts';
import { AppError } from '../kernel/errors.ts';
import { logCalls } from '../runtime/aws-calls.ts';
import { clientOptions } from '../runtime/client-options.ts';

/** Under which all pages lie. */
const PREFIX = 'reviews/';

/** The pages of reviews: one for each month and reader, which a correction replaces. */
export class ReviewPages {
  readonly #bucket: string;
  readonly #client: S3Client;

  constructor(bucket: string, client = logCalls(new S3Client(clientOptions()))) {
    this.#bucket = bucket;
    this.#client = client;
  }

  async put(month: Month, of: string, page: string): Promise<void> {
    await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: keyOf(month, of),
        Body: page,
        ContentType: 'text/html; charset=utf-8',
      }),
    );
  }

  /** @throws AppError `gone` where the page is not there any more, or never was */
  async get(month: Month, of: string): Promise<string> {
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(month, of) }),
      );
      return (await Body?.transformToString()) ?? '';
    } catch (error) {
      if (!isMissing(error)) throw error;
      throw new AppError('this review is not kept any more', {
        code: 'review-gone',
        kind: 'gone',
        cause: error,
      });
    }
  }
}

function keyOf(month: Month, of: string): string {
  return `${PREFIX}${month}/${of}.html`;
}

/** Who may not list a bucket is told AccessDenied of a key that is not there. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'AccessDenied');
}
