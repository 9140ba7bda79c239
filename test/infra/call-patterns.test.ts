import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { describe, expect, test } from 'vitest';
import { callPatterns } from '../../lib/platform/call-patterns.ts';
import { CREATE_CALLS } from '../../shared/tags/events/table.ts';

const letsThrough = ({ detail = {} }: EventPattern, source: string, name: string): boolean =>
  detail['eventSource'].includes(source) &&
  detail['eventName'].some((one: string | { prefix: string }) =>
    typeof one === 'string' ? one === name : name.startsWith(one.prefix),
  );

describe('patterns of calls', () => {
  const patterns = callPatterns(CREATE_CALLS);

  test('let through every call that they are made for', () => {
    const missing = CREATE_CALLS.flatMap(({ source, names }) =>
      names.filter((name) => !patterns.some((pattern) => letsThrough(pattern, source, name))),
    );
    expect(missing).toEqual([]);
  });

  test.each([
    ['lambda.amazonaws.com', 'CreateFunction20150331', true],
    ['cloudfront.amazonaws.com', 'CreateDistribution2020_05_31', true],
    ['ec2.amazonaws.com', 'RunInstances', true],
    ['ec2.amazonaws.com', 'DescribeInstances', false],
    ['logs.amazonaws.com', 'CreateLogStream', false],
  ])('%s %s: %s', (source, name, expected) => {
    expect(patterns.some((pattern) => letsThrough(pattern, source, name))).toBe(expected);
  });

  test('are no larger than EventBridge takes, and as few as that allows', () => {
    for (const { detailType, detail } of patterns)
      expect(JSON.stringify({ 'detail-type': detailType, detail }).length).toBeLessThanOrEqual(2048);
    expect(patterns.length).toBeLessThanOrEqual(4);
  });

  test('of no calls are none', () => {
    expect(callPatterns([])).toEqual([]);
  });
});
