import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { startAct } from '../../../shared/tags/start-act-client.ts';
import { ConcludeTagSweepInput, type TagAct } from '../../../shared/tags/tag-act.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const AT = '2026-11-21T03:00:07.000Z';
const MACHINE = 'arn:aws:states:eu-west-1:111111111111:stateMachine:tags';
const RELEASE: TagAct = { kind: 'release', arn: 'arn:aws:ec2:eu-west-1:111111111111:instance/i-1' };

describe('what the last step of the sweep of tags is given', () => {
  it.each<[what: string, input: object, right: boolean]>([
    ['a sweep', { at: AT }, true],
    ['a release', { at: AT, act: RELEASE }, true],
    ['a plan', { at: AT, act: { kind: 'plan', digest: 'a'.repeat(64) } }, true],
    ['an act that there is not', { at: AT, act: { kind: 'stop', arn: RELEASE.arn } }, false],
    ['a plan without a digest', { at: AT, act: { kind: 'plan' } }, false],
    ['an act that is nothing', { at: AT, act: null }, false],
    ['an act by another name', { at: AT, release: RELEASE.arn }, false],
  ])('%s: %j is right: %s', (_what, input, right) => {
    expect(ConcludeTagSweepInput.safeParse(input).success).toBe(right);
  });
});

describe('an act that is started', () => {
  it('twice within a minute is one execution, and a minute later another', async () => {
    const taken = new Set<string>();
    mockClient(SFNClient)
      .on(StartExecutionCommand)
      .callsFake(({ name }: { readonly name: string }) => {
        if (taken.has(name)) throw new ExecutionAlreadyExists({ message: 'taken', $metadata: {} });
        taken.add(name);
        return {};
      });
    const start = startAct(MACHINE, SILENT);
    const answers: boolean[] = [];
    for (const at of [AT, '2026-11-21T03:00:50.000Z', '2026-11-21T03:01:00.000Z'])
      answers.push(await start(RELEASE, 4, at));
    expect(answers).toEqual([true, true, true]);
    expect([...taken]).toEqual([
      expect.stringMatching(/^release-[0-9a-f]{40}-4-20261121T0300$/),
      expect.stringMatching(/^release-[0-9a-f]{40}-4-20261121T0301$/),
    ]);
  });
});
