import { App, Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { EventQueue } from '../../lib/constructs/event-queue.ts';
import { ServiceFunction } from '../../lib/constructs/service-function.ts';
import { Alarms } from '../../lib/platform/alarms.ts';
import { DataKey } from '../../lib/platform/data-key.ts';

/** A queue that gives messages again after so many seconds, fed to a function that may run for so many. */
function feed(redelivery: number, timeout: number) {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Stack');
  const key = new DataKey(stack, 'Key');
  const alarms = new Alarms(stack, 'Alarms', { key });
  const queue = new EventQueue(stack, 'Queue', { key, alarms, holds: 'x', losses: 'y', redelivery });
  const target = new ServiceFunction(stack, 'Target', {
    entry: 'platform/describe-api',
    schema: z.object({}),
    env: {},
    config: {},
    limits: { timeout, concurrency: 2 },
    alarms,
  });
  queue.feed(target, { batch: 1 });
}

describe('a queue', () => {
  test('is not made for a function that may be at work on a message when it comes again', () => {
    expect(() => feed(59, 30)).toThrow(
      'Stack/Queue gives a message again after 59 s; Stack/Target, which may run for 30 s, wants 60 s or more',
    );
  });

  test('may wait just long enough', () => {
    expect(() => feed(60, 30)).not.toThrow();
  });
});
