import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeInventory } from '../../../shared/tags/merge-inventory.ts';
import { planEnforcement } from '../../../shared/tags/plan-enforcement.ts';
import { compilePolicy } from '../../../shared/tags/policy.ts';
import { ReportStore } from '../../../shared/tags/report-store.ts';
import { groupArn } from '../../support/played-ec2.ts';
import { day, instance, SUNDAY, TagWorld } from '../../support/tag-world.ts';
import { ACCOUNT, RIGHT } from '../../support/tags.ts';

const TAG = { enforce: { mode: 'tag' }, apply: true };
const GRACE = { remind: '0d', warn: '3d', quarantine: '14d' };
const ALIASED = { ...RIGHT, env: 'production' };
const { 'cost-center': _, ...LACKING } = RIGHT;

/** A world with so many instances that `tag` puts right. */
function world(count: number, section: object = TAG) {
  const the = new TagWorld(section);
  for (let place = 0; place < count; place++) the.tags.set(instance(`i-${place}`), ALIASED);
  return the;
}

const versions = (the: TagWorld) => the.records().map(({ arn, version }) => `${arn} ${version}`);
const report = async (the: TagWorld) => new ReportStore(the.dynamo.client, 'tags').latest(undefined);

describe('a sweep', () => {
  it('puts tags right in calls of 20, and a second one right after writes nothing', async () => {
    const the = world(45);
    await the.sweep(SUNDAY);
    expect(the.writes.splice(0).map(({ call }) => call)).toEqual([
      'TagResources 20',
      'TagResources 20',
      'TagResources 5',
    ]);
    const before = versions(the);
    await the.sweep(day(0, 1));
    expect([the.writes, versions(the)]).toEqual([[], before]);
    expect(await report(the)).toMatchObject({
      teams: [{ team: 'payments', compliant: 45, violations: 0, score: 100 }],
      planned: 0,
    });
  });

  it.each([
    ['apply is false', { enforce: { mode: 'tag' } }],
    ['the mode is report', { enforce: { mode: 'report' }, apply: true }],
    [
      'quarantine is due and apply is false',
      { enforce: { mode: 'quarantine', grace: GRACE }, rails: { maxPctOfTeam: 100 } },
    ],
  ])('39: calls nothing that changes anything where %s', async (_name, section) => {
    const the = world(30, section);
    the.tags.set(instance('i-lacking'), LACKING);
    for (let count = 0; count < 20; count++) await the.sweep(day(count));
    expect(the.writes).toEqual([]);
  });

  it('40: one account of 200 that refuses us is unknown, and the others are judged', async () => {
    const ids = Array.from({ length: 200 }, (_, place) => String(200_000_000_000 + place));
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.accounts(...ids);
    for (const id of ids) the.tags.set(instance('i-1', id), RIGHT);
    the.closed.add('200000000077');
    await the.sweep(SUNDAY);
    expect(await report(the)).toMatchObject({
      teams: [{ team: 'payments', compliant: 199, unknown: 0 }],
      cells: {
        done: 199,
        unknown: 1,
        named: [{ account: '200000000077', region: 'eu-west-1', reason: 'AccessDeniedException' }],
      },
    });
  });

  it('40: what was known of an account that refuses us is unknown, not compliant, and nobody is told to put it right', async () => {
    const the = new TagWorld({ enforce: { mode: 'report', grace: GRACE } });
    the.tags.set(instance('i-1'), LACKING);
    the.tags.set(instance('i-2'), RIGHT);
    await the.sweep(SUNDAY);
    the.taken();
    the.closed.add(ACCOUNT);
    for (let count = 2; count < 8; count++) await the.sweep(day(count));
    expect(the.taken()).toEqual([]);
    expect((await report(the))?.teams).toEqual([
      { team: 'payments', compliant: 0, violations: 0, unknown: 2, exempt: 0, untaggable: 0 },
    ]);
  });

  it('42: throttled on page 2 of 3 it is resumed there, and nothing is lost or doubled', async () => {
    const the = world(250);
    let throttled = false;
    the.beforePage = (page) => {
      if (page !== 1 || throttled) return;
      throttled = true;
      throw Object.assign(new Error('slow down'), { name: 'ThrottledException' });
    };
    await expect(the.cell(SUNDAY)).rejects.toMatchObject({ name: 'ThrottledException' });
    const answer = await the.cell(SUNDAY);
    await the.conclude(SUNDAY);
    expect(answer).toMatchObject({ done: true, counts: { seen: 250, tagged: 250 } });
    const written = the.writes.flatMap(({ arns }) => arns);
    expect([written.length, new Set(written).size, the.records().length]).toEqual([250, 250, 250]);
    expect((await report(the))?.teams[0]).toMatchObject({ compliant: 250 });
  });

  it('12: what was tagged once and is empty now is one violation, as is what never was', async () => {
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.tags.set(instance('i-emptied'), {});
    the.tags.set(instance('i-never'), undefined);
    await the.sweep(SUNDAY);
    expect((await report(the))?.teams).toMatchObject([{ team: 'payments', violations: 2 }]);
    expect(the.records()).toHaveLength(2);
  });

  it('without Resource Explorer says so, and does not take what it cannot see for gone', async () => {
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.tags.set(instance('i-never'), undefined);
    the.tags.set(instance('i-tagged'), RIGHT);
    await the.sweep(SUNDAY);
    the.explorer = 'off';
    await the.sweep(day(3));
    expect(await report(the)).toMatchObject({
      teams: [{ compliant: 1, violations: 1 }],
      coverage: [
        { source: 'explorer', state: 'off', reason: 'NO_VIEW', cells: 1 },
        { source: 'native', state: 'whole', cells: 1 },
        { source: 'tagging', state: 'whole', cells: 1 },
      ],
    });
  });

  it('takes for gone what a whole sweep has not found, once', async () => {
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.tags.set(instance('i-1'), RIGHT);
    the.tags.set(instance('i-2'), undefined);
    await the.sweep(SUNDAY);
    the.tags.clear();
    await the.sweep(day(1));
    const states = () => the.records().map(({ arn, state }) => `${arn.slice(-3)} ${state}`);
    expect(states()).toEqual(['i-1 gone', 'i-2 present']); // the index may be late with what never had a tag
    await the.sweep(day(4));
    expect(states()).toEqual(['i-1 gone', 'i-2 gone']);
    expect((await report(the))?.teams).toEqual([]);
  });

  it('puts Auto Scaling groups right by their own service, once, and knows when one is gone', async () => {
    const the = new TagWorld(TAG);
    for (let place = 0; place < 45; place++) the.groups.group(`web-${place}`, ALIASED);
    the.tags.set(instance('i-1'), RIGHT);
    await the.sweep(SUNDAY);
    expect([the.writes, the.groups.tagsOf('web-7')]).toEqual([[], RIGHT]);
    expect(the.groups.calls.splice(0)).toEqual([
      'DescribeAutoScalingGroups 0',
      ...[20, 20, 5].flatMap((count) => [
        `DescribeAutoScalingGroups ${count}`,
        `CreateOrUpdateTags ${count}`,
      ]),
    ]);
    the.groups.groups.delete('web-7');
    await the.sweep(day(0, 1));
    expect(the.groups.calls).toEqual(['DescribeAutoScalingGroups 0']);
    expect(the.records().filter(({ state }) => state === 'gone')).toMatchObject([{ arn: groupArn('web-7') }]);
  });

  it('13: a type that can have no tags is outside of the score', async () => {
    const the = new TagWorld({ enforce: { mode: 'report' } });
    the.tags.set(`arn:aws:iam::${ACCOUNT}:group/admins`, {});
    the.tags.set(instance('i-1'), RIGHT);
    await the.sweep(SUNDAY);
    expect((await report(the))?.teams).toEqual([
      { team: 'payments', compliant: 1, violations: 0, unknown: 0, exempt: 0, untaggable: 1, score: 100 },
    ]);
  });

  it('raises one alert for a team with violations of high severity, and takes it back', async () => {
    const required = [{ key: 'team', values: 'fromTeams', severity: 'high' }];
    const the = new TagWorld({ required, enforce: { mode: 'report' } });
    for (const id of ['i-1', 'i-2']) the.tags.set(instance(id), {});
    await the.sweep(SUNDAY);
    for (const id of ['i-1', 'i-2']) the.tags.set(instance(id), { team: 'payments' });
    await the.sweep(day(1));
    await the.sweep(day(2));
    expect(
      the.alerts.map(({ dedupKey, state, service, title }) => [dedupKey, state, service, title]),
    ).toEqual([
      [
        'tags:high:payments',
        'firing',
        'payments',
        '2 resources of Payments violate tag rules of high severity',
      ],
      ['tags:high:payments', 'resolved', 'payments', expect.any(String)],
    ]);
  });
});

describe('a quarantine beyond the rails', () => {
  const HELD = {
    enforce: { mode: 'quarantine', grace: GRACE },
    apply: true,
    rails: { maxPerRun: 2, maxPctOfTeam: 100 },
  };
  async function held(section: object = HELD) {
    const the = new TagWorld(section);
    for (const id of ['i-1', 'i-2', 'i-3']) the.tags.set(instance(id), LACKING);
    for (let count = 0; count <= 14; count++) await the.sweep(day(count));
    const plans = the.dynamo.items('tags').filter(({ sk }) => sk === 'PLAN');
    return { the, plans };
  }
  const approve = async (the: TagWorld, name: string) => {
    const plan = await the.quarantines.plan(name);
    if (plan === undefined) throw new Error('no such plan');
    const occasion = { at: the.now, actor: 'iam:X', correlationId: 'r' };
    await the.quarantines.writePlan(
      plan,
      { ...plan, version: plan.version + 1, state: 'approved', approvedAt: the.now },
      occasion,
    );
  };

  it('38: is held as a whole, told, and raises an alarm while it is', async () => {
    const { the, plans } = await held();
    expect(the.writes).toEqual([]);
    expect(plans).toMatchObject([
      {
        state: 'held',
        reason: 'HELD: maxPerRun is 2, this would be 3',
        resources: [{ way: 'stop-instance' }, {}, {}],
      },
    ]);
    expect(the.taken().at(-1)).toBe(
      'payments@acme.example: [Tags] Payments: 3 waiting for approval to be put in quarantine',
    );
    await the.sweep(day(15));
    expect(the.alerts.filter(({ dedupKey }) => dedupKey === 'tags:held')).toMatchObject([
      { state: 'firing', severity: 'SEV3', labels: { plan: plans[0]?.['digest'], count: '3' } },
      { state: 'firing' },
    ]);
    expect(the.writes).toEqual([]);
  });

  it('38: goes ahead once it is approved, with what still violates, and nothing beside it', async () => {
    const { the, plans } = await held();
    await approve(the, String(plans[0]?.['digest']));
    the.tags.set(instance('i-2'), RIGHT);
    the.tags.set(instance('i-4'), LACKING);
    await the.sweep(day(15));
    expect(the.writes.map(({ call, arns }) => [call, arns])).toEqual([
      ['StopInstances', [instance('i-1')]],
      ['StopInstances', [instance('i-3')]],
    ]);
    await the.sweep(day(16));
    expect(the.writes).toHaveLength(2);
    expect(the.alerts.at(-1)).toMatchObject({ dedupKey: 'tags:held', state: 'resolved' });
  });

  it('38: is carried out at once where it was approved, with what still violates, and the alarm is over', async () => {
    const { the, plans } = await held();
    const digest = String(plans[0]?.['digest']);
    expect(await the.act({ kind: 'plan', digest })).toEqual({ done: 0, failed: 0 }); // nobody has approved it
    await approve(the, digest);
    the.tags.set(instance('i-2'), RIGHT);
    the.tags.set(instance('i-3'), { ...LACKING, 'aws:cloudformation:stack-name': 'Belltower' });
    the.now = day(14, 6);
    expect(await the.act({ kind: 'plan', digest })).toEqual({ done: 1, failed: 0 });
    expect(the.writes.map(({ call, arns }) => [call, arns])).toEqual([['StopInstances', [instance('i-1')]]]);
    expect(the.alerts.at(-1)).toMatchObject({ dedupKey: 'tags:held', state: 'resolved' });
    expect(await the.quarantines.plan(digest)).toMatchObject({ state: 'applied' });
    the.taken();
    expect(await the.act({ kind: 'plan', digest })).toEqual({ done: 0, failed: 0 });
    await the.sweep(day(15));
    expect(the.writes).toHaveLength(1);
    expect(the.taken().join()).toContain('1 resource put in quarantine');
  });

  it('38: whatever write fails, a plan that is carried out stops each of its resources once', async () => {
    for (let place = 0; place < 14; place++) {
      const { the, plans } = await held();
      const digest = String(plans[0]?.['digest']);
      await approve(the, digest);
      the.now = day(14, 6);
      let writes = 0;
      the.dynamo.onCommit = () => {
        if (writes++ === place) throw new Error('killed');
      };
      await the.act({ kind: 'plan', digest }).catch(() => undefined);
      the.dynamo.onCommit = () => {};
      await the.act({ kind: 'plan', digest });
      await the.sweep(day(15));
      expect([place, the.writes.flatMap(({ arns }) => arns).sort()]).toEqual([
        place,
        ['i-1', 'i-2', 'i-3'].map((id) => instance(id)),
      ]);
      expect(await the.quarantines.plan(digest)).toMatchObject({ state: 'applied' });
    }
  });

  it('39: with apply false an approved plan is not carried out', async () => {
    const { the, plans } = await held();
    await approve(the, String(plans[0]?.['digest']));
    the.configure({ ...HELD, apply: false });
    await the.act({ kind: 'plan', digest: String(plans[0]?.['digest']) });
    await the.sweep(day(15));
    expect(the.writes).toEqual([]);
  });

  it('another plan needs another approval', async () => {
    const { the, plans } = await held();
    for (const id of ['i-5', 'i-6', 'i-7']) the.tags.set(instance(id), LACKING);
    for (let count = 15; count <= 28; count++) await the.sweep(day(count));
    await approve(the, String(plans[0]?.['digest']));
    for (let count = 29; count <= 31; count++) await the.sweep(day(count));
    expect(the.writes.flatMap(({ arns }) => arns)).toEqual(['i-1', 'i-2', 'i-3'].map((id) => instance(id)));
    expect(the.running.size).toBe(3);
  });

  it('a dry run makes the plan that is carried out, by its name', async () => {
    const wide = { ...HELD, rails: { maxPctOfTeam: 100 } };
    const dry = await held({ ...wide, apply: false });
    expect(dry.plans).toMatchObject([{ state: 'dry-run' }]);
    const wet = await held(wide);
    expect(wet.plans).toMatchObject([{ state: 'applied', digest: dry.plans[0]?.['digest'] }]);
    expect(wet.the.writes).toHaveLength(3);
  });
});

describe('telling and stopping, killed in between', () => {
  const section = {
    enforce: { mode: 'quarantine', grace: GRACE },
    apply: true,
    rails: { maxPctOfTeam: 100 },
  };

  it('a digest that went out is not sent again when what comes after it is done again', async () => {
    const the = new TagWorld(section);
    the.tags.set(instance('i-1'), LACKING);
    await the.sweep(SUNDAY);
    await the.conclude(SUNDAY);
    await the.conclude(SUNDAY);
    expect(the.mails).toHaveLength(1);
  });

  it('one whose sender died is claimed by the next after five minutes, and its steps are kept', async () => {
    const the = new TagWorld(section);
    the.tags.set(instance('i-1'), LACKING);
    the.mailOutcomes.push(new Error('killed'));
    await expect(the.sweep(SUNDAY)).rejects.toThrow('killed');
    await expect(the.conclude(SUNDAY)).rejects.toMatchObject({ code: 'digest-busy', kind: 'unavailable' });
    expect(the.records()[0]?.escalation).toBeUndefined();
    the.now = day(0, 1);
    await the.conclude(SUNDAY);
    expect(the.mails).toHaveLength(1);
    expect(the.records()[0]?.escalation?.taken).toEqual({ remind: SUNDAY });
  });

  it('whatever write fails on day 14, the instance is stopped once and what it was is kept', async () => {
    for (let place = 0; place < 12; place++) {
      const the = new TagWorld(section);
      the.tags.set(instance('i-1'), LACKING);
      for (let count = 0; count < 14; count++) await the.sweep(day(count));
      the.now = day(14);
      await the.cell(day(14));
      let writes = 0;
      the.dynamo.onCommit = () => {
        if (writes++ === place) throw new Error('killed');
      };
      const killed = await the.conclude(day(14)).then(
        () => false,
        () => true,
      );
      the.dynamo.onCommit = () => {};
      the.now = day(14, 1);
      if (killed) await the.conclude(day(14));
      await the.sweep(day(15));
      expect([place, the.writes.map(({ call }) => call)]).toEqual([place, ['StopInstances']]);
      expect(await the.quarantines.read(instance('i-1'))).toMatchObject({
        state: 'done',
        before: { state: 'running' },
      });
      expect(the.records()[0]?.escalation?.taken.quarantine).toBe(day(14));
      const quarantined = the.mails.filter(({ email }) => email.subject.includes('put in quarantine'));
      expect([place, quarantined.length]).toEqual([place, expect.toSatisfy((n) => n === 1 || n === 2)]);
    }
  });
});

describe('whatever the tags are', () => {
  const tags = fc.dictionary(
    fc.constantFrom('team', 'Team', 'service', 'env', 'cost-center', 'owner', 'x'),
    fc.constantFrom('payments', 'checkout', 'prod', 'production', 'prd', 'cc-1200', '', 'tbd', 'alice'),
  );

  it('a plan carried out twice writes once; a dry run calls nothing; what it plans is what is carried out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(tags, { nil: undefined }), { maxLength: 30 }), async (some) => {
        const the = new TagWorld(TAG);
        for (const [place, one] of some.entries()) the.tags.set(instance(`i-${place}`), one);
        the.configure({ ...TAG, apply: false });
        const dry = await the.sweep(SUNDAY);
        expect(the.writes).toEqual([]);
        const listed = [...the.tags].map(([arn, one]) => ({ arn, tags: one ?? {} }));
        const seen = mergeInventory([{ source: 'tagging', listed }], {
          account: ACCOUNT,
          region: 'eu-west-1',
        });
        const all = seen.map(({ resource }) => ({ resource, seenAt: SUNDAY }));
        const { batches } = planEnforcement(all, new Map(), compilePolicy(the.config), SUNDAY);
        const planned = batches.flatMap(({ arns }) => arns).sort();
        the.configure(TAG);
        await the.sweep(day(0, 1));
        const written = new Set(the.writes.splice(0).flatMap(({ arns }) => arns));
        expect([...written].sort()).toEqual(planned);
        const before = versions(the);
        await the.sweep(day(0, 2));
        expect([the.writes, versions(the), dry.quarantined]).toEqual([[], before, 0]);
      }),
      { numRuns: 60 },
    );
  });
});
