import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { endedExecution, outputOf } from '../../../local/ended-execution.ts';

const { signal } = new AbortController();
const aws = mockClient(SFNClient);
const workflows = new SFNClient({});
const order = { what: 'the sweep', stateMachineArn: 'arn:machine', input: { at: 'now' }, within: 60_000 };

beforeEach(() => {
  aws.reset();
  aws.on(StartExecutionCommand).resolves({ executionArn: 'arn:execution:1' });
});

describe('an execution', () => {
  it('is started with its input, and its output is there when it has ended', async () => {
    aws
      .on(DescribeExecutionCommand, { executionArn: 'arn:execution:1' })
      .resolvesOnce({ status: 'RUNNING' })
      .resolves({ status: 'SUCCEEDED', output: '{"told":1}' });
    expect(await outputOf(workflows, order, signal)).toBe('{"told":1}');
    expect(aws.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input)).toEqual([
      { stateMachineArn: 'arn:machine', input: '{"at":"now"}' },
    ]);
  });

  it.each([
    [{ status: 'FAILED', error: 'Cells', cause: 'too many' }, 'Cells: too many'],
    [{ status: 'TIMED_OUT', error: 'States.Timeout' }, 'States.Timeout'],
    [{ status: 'ABORTED' }, ''],
  ] as const)('that fails says how it ended and why: %o', async (described, why) => {
    aws.on(DescribeExecutionCommand).resolves(described);
    const { status } = described;
    expect(await endedExecution(workflows, order)).toEqual({ status, output: '', why });
    await expect(outputOf(workflows, order, signal)).rejects.toThrow(`the sweep ended as ${status}: ${why}`);
  });

  it('that does not end in time is named', async () => {
    aws.on(DescribeExecutionCommand).resolves({ status: 'RUNNING' });
    await expect(endedExecution(workflows, { ...order, within: 0 })).rejects.toThrow(
      'the sweep has not ended within 0 s: arn:execution:1',
    );
  });
});
