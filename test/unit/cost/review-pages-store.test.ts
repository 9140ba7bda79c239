import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ReviewPages } from '../../../shared/cost/review-pages-store.ts';
import { asClient } from '../../support/memory-dynamo.ts';

const refusing = (name: string) =>
  new ReviewPages(
    'pages',
    asClient<S3Client>(() => {
      throw Object.assign(new Error('no'), { name });
    }),
  );

describe('the pages of reviews', () => {
  it('are objects named for month and reader, which a correction replaces', async () => {
    const kept = new Map<string, unknown>();
    const pages = new ReviewPages(
      'pages',
      asClient<S3Client>((command) => {
        if (command instanceof PutObjectCommand)
          kept.set(`${command.input.Bucket}/${command.input.Key}`, command.input);
        if (command instanceof GetObjectCommand) return { Body: { transformToString: async () => '<p>' } };
        return {};
      }),
    );
    await pages.put('2026-10', 'team-payments', '<p>1');
    await pages.put('2026-10', 'team-payments', '<p>2');
    expect([...kept]).toEqual([
      [
        'pages/reviews/2026-10/team-payments.html',
        expect.objectContaining({ Body: '<p>2', ContentType: 'text/html; charset=utf-8' }),
      ],
    ]);
    expect(await pages.get('2026-10', 'team-payments')).toBe('<p>');
  });

  it.each(['NoSuchKey', 'AccessDenied'])(
    'that are not there are gone: %s is what S3 says to who may not list',
    async (name) => {
      await expect(refusing(name).get('2026-10', 'all')).rejects.toMatchObject({
        kind: 'gone',
        code: 'review-gone',
      });
    },
  );

  it('that S3 does not hand out for another reason are not taken for gone', async () => {
    await expect(refusing('SlowDown').get('2026-10', 'all')).rejects.toMatchObject({ name: 'SlowDown' });
  });
});
