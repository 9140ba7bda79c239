import { beforeAll, describe, expect, test } from 'vitest';
import { QuarantineWay, WAYS } from '../../shared/tags/ways/table.ts';
import { resources, type Synthesized, statements, synthesize } from './synthesized.ts';

const ONLY_TAGS = { paging: false, cost: false, logs: false, privacy: false };
const GRACE = { remind: '0d', warn: '3d', quarantine: '14d' };

/** What the role of a function of the sweep may do. */
function actionsOf({ template }: Synthesized, owner: string): string[] {
  return statements(template)
    .filter((one) => one.owner.includes(owner))
    .flatMap(({ actions }) => actions);
}
const QUARANTINE = QuarantineWay.options.map((way) => WAYS[way].access);
const ACTS = new Set(QUARANTINE.flatMap(({ act }) => act));
const WRITES_TAGS = /Tag|Untag/;

describe('the sweep of tags', () => {
  let dry: Synthesized;
  let stopping: Synthesized;
  beforeAll(() => {
    dry = synthesize(ONLY_TAGS);
    stopping = synthesize({
      ...ONLY_TAGS,
      tagging: { apply: true, enforce: { mode: 'quarantine', grace: GRACE } },
    });
  });

  test('in a dry run may stop nothing and write no tag, and asks nobody in before it judges', () => {
    const conclude = actionsOf(dry, 'ConcludeTagSweep');
    expect(conclude.filter((action) => ACTS.has(action) || action.startsWith('sts:'))).toEqual([]);
    const cell = actionsOf(dry, 'SweepTagCell');
    expect(cell.filter((action) => WRITES_TAGS.test(action) && !/:(Get|List)/.test(action))).toEqual([]);
    expect(cell).toContain('sts:AssumeRole');
  });

  test('that fails has an alarm, which says that it may have been a plan or a release', () => {
    const said = resources(stopping.template, 'AWS::CloudWatch::Alarm').map(([, { AlarmDescription }]) =>
      String(AlarmDescription),
    );
    expect(said).toContainEqual(
      expect.stringContaining(
        'the sweep of tags, or an approved plan or a release, has not come to its end; the next sweep is within a day',
      ),
    );
  });

  test('62: stops by the ways there are where the configuration wants it, and none of Belltower’s own', () => {
    const acts = statements(stopping.template).filter(({ actions }) => actions.some((one) => ACTS.has(one)));
    expect(new Set(acts.map(({ owner }) => owner))).toEqual(
      new Set([expect.stringContaining('ConcludeTagSweep')]),
    );
    const allowed = acts.flatMap(({ statement, actions }) =>
      statement['Effect'] === 'Allow' ? actions : [],
    );
    expect(allowed.sort()).toEqual([...ACTS].sort());
    const denied = new Set(
      acts.flatMap(({ statement, actions }) => (statement['Effect'] === 'Deny' ? actions : [])),
    );
    for (const { statement, actions } of acts)
      if (statement['Effect'] === 'Allow' && !actions.every((one) => denied.has(one)))
        expect([actions, statement['Condition']]).toEqual([
          actions,
          expect.objectContaining({ StringNotEquals: { 'aws:ResourceTag/application': 'belltower' } }),
        ]);
    expect(actionsOf(stopping, 'SweepTagCell').filter((action) => ACTS.has(action))).toEqual([]);
  });

  test('attaches and detaches one policy alone, and writes none of its own', () => {
    const iam = statements(stopping.template).filter(
      ({ actions, statement }) =>
        statement['Effect'] === 'Allow' && actions.some((one) => /^iam:(Attach|Detach|Put|Delete)/.test(one)),
    );
    expect(iam.flatMap(({ actions }) => actions).sort()).toEqual([
      'iam:AttachRolePolicy',
      'iam:AttachUserPolicy',
      'iam:DetachRolePolicy',
      'iam:DetachUserPolicy',
    ]);
    for (const { statement } of iam)
      expect(statement['Condition']).toMatchObject({
        ArnEquals: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AWSDenyAll' },
      });
  });

  test('keeps the rules for templates, whatever it may do', () => {
    expect([dry.findings, stopping.findings]).toEqual([[], []]);
  });

  test('is at most 28 resources, with its API', () => {
    const own = Object.keys(dry.template.toJSON()['Resources']).filter((id) => /^Tags(Daily|Api)/.test(id));
    const routes = Object.entries(dry.template.toJSON()['Resources']).filter(([, one]) =>
      JSON.stringify(one).includes('v1/tags/'),
    );
    expect(own.length + routes.length).toBeLessThanOrEqual(28);
  });

  test('begins at two in the morning, with the time it was to begin', () => {
    const schedule = resources(dry.template, 'AWS::Scheduler::Schedule').find(([id]) =>
      id.includes('TagsDaily'),
    );
    expect(schedule?.[1]).toMatchObject({
      ScheduleExpression: 'cron(0 2 * * ? *)',
      Target: { Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
    });
  });
});
