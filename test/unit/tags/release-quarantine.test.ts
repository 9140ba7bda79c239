import { describe, expect, it } from 'vitest';
import { makeAskRelease } from '../../../shared/tags/ask-release.ts';
import { decideRelease } from '../../../shared/tags/decide-release.ts';
import { compilePolicy } from '../../../shared/tags/policy.ts';
import type { StateBefore } from '../../../shared/tags/ways/table.ts';
import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { RIGHT } from '../../support/tags.ts';

const SECTION = {
  enforce: { mode: 'quarantine', grace: { remind: '0d', warn: '3d', quarantine: '14d' } },
  apply: true,
  rails: { maxPctOfTeam: 100 },
};
const { 'cost-center': _, ...LACKING } = RIGHT;
const FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

/** A world in which an instance and a function were put in quarantine on day 14. */
async function quarantined() {
  const the = new TagWorld(SECTION);
  the.tags.set(instance('i-1'), LACKING);
  the.tags.set(FUNCTION, LACKING);
  the.running.set(FUNCTION, '7');
  for (const count of [0, 3, 14]) await the.sweep(day(count));
  the.writes.length = 0;
  the.now = day(14, 6);
  return the;
}

const ask = (the: TagWorld, arn = instance('i-1')) =>
  makeAskRelease({ store: the.quarantines, policy: compilePolicy(the.config), now: () => the.now })(
    arn,
    'iam:X',
    'r',
  );
const release = (the: TagWorld, arn = instance('i-1')) => the.act({ kind: 'release', arn });
const calls = (the: TagWorld) => the.writes.map(({ call }) => call);

describe('a release', () => {
  it('puts back what was there before, and is over', async () => {
    const the = await quarantined();
    for (const arn of [instance('i-1'), FUNCTION]) {
      await ask(the, arn);
      expect(await release(the, arn)).toEqual({ kind: 'over', outcome: 'put-back' });
      expect(await release(the, arn)).toEqual({ kind: 'nothing' });
      expect(await the.quarantines.read(arn)).toMatchObject({
        state: 'released',
        outcome: 'put-back',
        askedAt: day(14, 6),
      });
    }
    expect(calls(the)).toEqual(['StartInstances', 'PutFunctionConcurrency']);
    expect([the.running.get(instance('i-1')), the.running.get(FUNCTION)]).toEqual(['running', '7']);
    expect(the.audited('resource.quarantine-released')).toEqual([
      'resource.quarantine-released stop-instance: was running; put-back',
      'resource.quarantine-released no-concurrency: reserved was 7; put-back',
    ]);
  });

  it('without anybody asking does nothing', async () => {
    const the = await quarantined();
    expect(await release(the)).toEqual({ kind: 'nothing' });
    expect(calls(the)).toEqual([]);
  });

  it.each([
    [instance('i-1'), 'running'],
    [FUNCTION, '3'],
  ])('leaves alone what somebody has changed: %s is %s', async (arn, is) => {
    const the = await quarantined();
    the.running.set(arn, is);
    await ask(the, arn);
    expect(await release(the, arn)).toEqual({ kind: 'over', outcome: 'changed' });
    expect([calls(the), the.running.get(arn)]).toEqual([[], is]);
  });

  it('of what is still wrong begins its grace afresh: two notices, and all of it, before it is stopped again', async () => {
    const the = await quarantined();
    the.tags.delete(FUNCTION);
    the.taken();
    await ask(the);
    await release(the);
    the.writes.length = 0;
    const said: string[] = [];
    for (let count = 15; count <= 40; count++) {
      await the.sweep(day(count));
      said.push(
        ...[...the.taken(), ...calls(the)].flatMap((one) =>
          /Stop|put|still/.test(one) ? [`day ${count}: ${one}`] : [],
        ),
      );
      the.writes.length = 0;
    }
    expect(said).toEqual([
      'day 15: payments@acme.example: [Tags] Payments: 1 resource to put right',
      'day 18: payments@acme.example: [Tags] Payments: 1 resource still wrong',
      'day 29: payments@acme.example: [Tags] Payments: 1 resource put in quarantine',
      'day 29: StopInstances',
    ]);
    expect(await the.quarantines.read(instance('i-1'))).toMatchObject({ state: 'done', at: day(29) });
    expect((await the.quarantines.read(instance('i-1')))?.askedAt).toBeUndefined();
  });

  it('whose start is lost is done by the next sweep', async () => {
    const the = await quarantined();
    await ask(the);
    await the.sweep(day(15));
    expect(calls(the)).toEqual(['StartInstances']);
    expect(await the.quarantines.read(instance('i-1'))).toMatchObject({ state: 'released' });
  });

  it('whatever write fails, it ends the same, and puts back what was there before', async () => {
    for (let place = 0; place < 5; place++) {
      const the = await quarantined();
      await ask(the, FUNCTION);
      let writes = 0;
      the.dynamo.onCommit = () => {
        if (writes++ === place) throw new Error('killed');
      };
      await release(the, FUNCTION).catch(() => undefined);
      the.dynamo.onCommit = () => {};
      await release(the, FUNCTION);
      expect(await the.quarantines.read(FUNCTION)).toMatchObject({ state: 'released', outcome: 'put-back' });
      expect([place, the.running.get(FUNCTION)]).toEqual([place, '7']);
      const record = the.records().find(({ arn }) => arn === FUNCTION);
      expect(record?.escalation).toEqual({ since: day(14, 6), taken: {} });
    }
  });

  it.each([
    ['apply is false', { ...SECTION, apply: false }],
    ['the mode is tag', { ...SECTION, enforce: { ...SECTION.enforce, mode: 'tag' } }],
  ])('while %s is refused, and one that was asked for before changes nothing', async (_what, section) => {
    const the = await quarantined();
    await ask(the, FUNCTION);
    the.configure(section);
    await expect(ask(the)).rejects.toMatchObject({ kind: 'conflict', code: 'nothing-is-written' });
    expect(await release(the, FUNCTION)).toEqual({ kind: 'nothing' });
    await the.sweep(day(15));
    expect(the.writes.filter(({ call }) => !call.startsWith('Tag'))).toEqual([]);
    expect(await the.quarantines.read(FUNCTION)).toMatchObject({ state: 'release-asked' });
    the.configure(SECTION);
    expect(await release(the, FUNCTION)).toEqual({ kind: 'over', outcome: 'put-back' });
  });

  it('of what is just being stopped is tried again by the workflow', async () => {
    const the = await quarantined();
    await ask(the);
    the.running.set(instance('i-1'), 'stopping');
    await expect(release(the)).rejects.toMatchObject({ kind: 'unavailable', code: 'release-waits' });
    the.running.set(instance('i-1'), 'stopped');
    expect(await release(the)).toEqual({ kind: 'over', outcome: 'put-back' });
  });

  it('of an instance is over when it runs, and not when EC2 has taken the call', async () => {
    const the = await quarantined();
    await ask(the);
    const waits = { kind: 'unavailable', code: 'release-waits' };
    the.starting = 'pending';
    await expect(release(the)).rejects.toMatchObject(waits);
    await expect(release(the)).rejects.toMatchObject(waits);
    expect(calls(the)).toEqual(['StartInstances']);
    // As without a grant for the key of its volume.
    the.running.set(instance('i-1'), 'stopped');
    await expect(release(the)).rejects.toMatchObject(waits);
    expect(calls(the)).toEqual(['StartInstances', 'StartInstances']);
    expect(await the.quarantines.read(instance('i-1'))).toMatchObject({ state: 'releasing' });
    the.running.set(instance('i-1'), 'running');
    expect(await release(the)).toEqual({ kind: 'over', outcome: 'put-back' });
  });

  it('in a member account that refuses us waits, and says the code', async () => {
    const the = await quarantined();
    await ask(the);
    the.refusing = 'UnauthorizedOperation';
    const waits = { kind: 'wait', code: 'UnauthorizedOperation', soon: false };
    expect([await release(the), await release(the)]).toEqual([waits, waits]);
    expect(await the.quarantines.read(instance('i-1'))).toMatchObject({
      state: 'releasing',
      code: 'UnauthorizedOperation',
    });
    the.refusing = undefined;
    expect(await release(the)).toEqual({ kind: 'over', outcome: 'put-back' });
    expect((await the.quarantines.read(instance('i-1')))?.code).toBeUndefined();
  });
});

describe('what a release decides', () => {
  const reserved = (count: number | null): StateBefore => ({ way: 'no-concurrency', reserved: count });
  const state = (is: string): StateBefore => ({ way: 'stop-instance', state: is });
  const put = { kind: 'put-back' };
  const over = (outcome: string) => ({ kind: 'over', outcome });

  it.each([
    ['as quarantine left it', 'release-asked', reserved(null), reserved(0), put],
    ['so before', 'release-asked', reserved(0), reserved(0), over('was-so')],
    ['changed', 'release-asked', reserved(7), reserved(3), over('changed')],
    ['as before, by somebody', 'release-asked', reserved(7), reserved(7), over('changed')],
    ['as before, by us', 'releasing', reserved(7), reserved(7), over('put-back')],
    ['changed while we were at it', 'releasing', reserved(7), reserved(3), over('changed')],
    [
      'stopping',
      'release-asked',
      state('running'),
      state('stopping'),
      { kind: 'wait', code: 'STILL_STOPPING', soon: true },
    ],
    [
      'starting',
      'releasing',
      state('running'),
      state('pending'),
      { kind: 'wait', code: 'STILL_STARTING', soon: true },
    ],
    ['running again', 'releasing', state('pending'), state('running'), over('put-back')],
    ['gone', 'release-asked', state('running'), { fault: 'gone', code: 'X' }, over('gone')],
    [
      'not let in',
      'release-asked',
      state('running'),
      { fault: 'blocked', code: 'X' },
      { kind: 'wait', code: 'X', soon: false },
    ],
    [
      'throttled',
      'releasing',
      state('running'),
      { fault: 'throttled', code: 'X' },
      { kind: 'wait', code: 'X', soon: true },
    ],
  ] as const)('%s (%s)', (_what, asked, before, now, expected) => {
    expect(decideRelease({ state: asked, before }, now)).toEqual(expected);
  });
});
