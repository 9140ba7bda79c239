import { describe, expect, it } from 'vitest';
import { day, instance, TagWorld } from '../../support/tag-world.ts';
import { RIGHT } from '../../support/tags.ts';

const GRACE = { remind: '0d', warn: '3d', quarantine: '14d' };
const QUARANTINE = {
  enforce: { mode: 'quarantine', grace: GRACE },
  apply: true,
  rails: { maxPctOfTeam: 100 },
};
const { 'cost-center': _, ...LACKING } = RIGHT;

/** A world with instances that lack a tag, and one that is right. */
function world(section: object = QUARANTINE, ...ids: readonly string[]) {
  const the = new TagWorld(section);
  the.tags.set(instance('i-right'), RIGHT);
  for (const id of ids.length === 0 ? ['i-1'] : ids) the.tags.set(instance(id), LACKING);
  return the;
}

/** Sweeps day after day; what was mailed and done on which. */
async function days(the: TagWorld, from: number, to: number): Promise<string[]> {
  const said: string[] = [];
  for (let count = from; count <= to; count++) {
    await the.sweep(day(count));
    const news = the.taken().filter((subject) => !/ have the tags they must have/.test(subject));
    said.push(
      ...[...news, ...the.writes.splice(0).map(({ call }) => call)].map((one) => `day ${count}: ${one}`),
    );
  }
  return said;
}

describe('sweeps, day after day', () => {
  it('33: day 0 reminds, day 3 warns, day 14 puts in quarantine, once each, whatever is deployed in between', async () => {
    const the = world();
    expect(await days(the, 0, 1)).toEqual([
      'day 0: payments@acme.example: [Tags] Payments: 1 resource to put right',
    ]);
    the.configure({ ...QUARANTINE, placeholders: ['x'] }); // a deployment: all that is in memory is new each day anyway
    expect(await days(the, 2, 30)).toEqual([
      'day 3: payments@acme.example: [Tags] Payments: 1 resource still wrong',
      'day 14: payments@acme.example: [Tags] Payments: 1 resource put in quarantine',
      'day 14: StopInstances',
    ]);
    expect(the.audited('resource.escalate')).toEqual(['resource.escalate remind', 'resource.escalate warn']);
    expect(the.audited('resource.quarantine')).toEqual(['resource.quarantine quarantine']);
    expect(the.audited('resource.quarantine-done')[0]).toMatch(
      /^resource\.quarantine-done stop-instance: was running; plan [0-9a-f]{64}$/,
    );
  });

  it('34: what is fixed on day 6 is told to be right, and its escalation ends', async () => {
    const the = world();
    await days(the, 0, 5);
    the.tags.set(instance('i-1'), RIGHT);
    expect(await days(the, 6, 40)).toEqual([
      'day 6: payments@acme.example: [Tags] Payments: 1 resource put right',
    ]);
    expect(the.records().map(({ escalation }) => escalation)).toEqual([undefined, undefined]);
  });

  it('what is wrong again begins anew, with all of the grace', async () => {
    const the = world();
    await days(the, 0, 5);
    the.tags.set(instance('i-1'), RIGHT);
    await days(the, 6, 9);
    the.tags.set(instance('i-1'), LACKING);
    expect(await days(the, 10, 30)).toEqual([
      'day 10: payments@acme.example: [Tags] Payments: 1 resource to put right',
      'day 13: payments@acme.example: [Tags] Payments: 1 resource still wrong',
      'day 24: payments@acme.example: [Tags] Payments: 1 resource put in quarantine',
      'day 24: StopInstances',
    ]);
  });

  it('37: an exemption is skipped, its end told the day before, and what follows has fresh grace', async () => {
    const exempt = [{ match: { arn: instance('i-1') }, until: '2026-11-11', why: 'migration' }]; // day 10
    const the = world({ ...QUARANTINE, exempt });
    expect(await days(the, 0, 30)).toEqual([
      'day 9: payments@acme.example: [Tags] Payments: 1 resource soon no longer exempt',
      'day 11: payments@acme.example: [Tags] Payments: 1 resource to put right',
      'day 14: payments@acme.example: [Tags] Payments: 1 resource still wrong',
      'day 25: payments@acme.example: [Tags] Payments: 1 resource put in quarantine',
      'day 25: StopInstances',
    ]);
  });

  it('a reminder that could not be sent is no reminder: all that follows is later', async () => {
    const the = world();
    the.mailOutcomes.push({ ok: false, reason: 'MessageRejected', retryable: false });
    expect(await days(the, 0, 4)).toEqual([
      'day 1: payments@acme.example: [Tags] Payments: 1 resource to put right',
      'day 4: payments@acme.example: [Tags] Payments: 1 resource still wrong',
    ]);
    expect(the.alerts.map(({ dedupKey, state }) => `${dedupKey} ${state}`)).toEqual([
      'tags:untold:payments firing',
      'tags:untold:payments resolved',
    ]);
  });

  it('reports a type that nothing stops, once, and an instance whose group would terminate it', async () => {
    const the = world(QUARANTINE, 'i-1');
    the.tags.set(instance('i-1'), { ...LACKING, 'aws:autoscaling:groupName': 'web' });
    the.tags.set('arn:aws:sqs:eu-west-1:111111111111:orders', LACKING);
    const said = await days(the, 4, 40);
    expect(said.filter((one) => one.startsWith('day 18'))).toEqual([
      'day 18: payments@acme.example: [Tags] Payments: 2 resources still wrong',
    ]);
    expect(said.filter((one) => /Stop|Concurrency/.test(one))).toEqual([]);
    expect(said).toHaveLength(3);
  });

  it('reports once what its service never stops', async () => {
    const the = world(QUARANTINE, 'i-1');
    const arn = 'arn:aws:rds:eu-west-1:111111111111:db:orders-1';
    the.tags.set(arn, LACKING);
    the.database = { DBClusterIdentifier: 'orders', DBInstanceStatus: 'available' };
    for (let count = 0; count < 14; count++) await the.sweep(day(count));
    the.taken();
    await the.sweep(day(14));
    const text = the.mails.map(({ email }) => email.text).join();
    expect(text).toContain('it is stopped with its cluster only: it stays reported');
    expect(text).toContain('belltower tags release');
    the.taken();
    for (let count = 16; count < 22; count++) await the.sweep(day(count));
    expect(the.taken().filter((one) => !one.includes('have the tags they must have'))).toEqual([]);
    expect(await the.quarantines.read(arn)).toBeUndefined();
  });

  it('takes a function its concurrency, and keeps what it was', async () => {
    const the = new TagWorld(QUARANTINE);
    const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:f';
    the.tags.set(arn, LACKING);
    the.running.set(arn, '7');
    expect((await days(the, 0, 20)).at(-1)).toBe('day 14: PutFunctionConcurrency');
    expect(await the.quarantines.read(arn)).toMatchObject({
      state: 'done',
      before: { way: 'no-concurrency', reserved: 7 },
    });
  });

  it('62: what Belltower runs on is never put in quarantine', async () => {
    const the = world(QUARANTINE, 'i-ours', 'i-1');
    the.tags.set(instance('i-ours'), { ...LACKING, 'aws:cloudformation:stack-name': 'Belltower' });
    await days(the, 0, 40);
    expect([the.running.get(instance('i-ours')), the.running.get(instance('i-1'))]).toEqual([
      undefined,
      'stopped',
    ]);
  });

  it('tells of a quarantine by the time of the sweep, whatever the clock says', async () => {
    const the = world();
    for (const count of [0, 3, 14]) await the.sweep(day(count), day(-1));
    expect(the.taken().at(-1)).toMatch(/1 resource put in quarantine$/);
  });

  it('stops nothing whose tags were put right between the sweep and the quarantine', async () => {
    const the = world();
    await days(the, 0, 13);
    the.now = day(14);
    await the.cell(day(14));
    the.tags.set(instance('i-1'), RIGHT);
    await the.conclude(day(14));
    expect(the.writes).toEqual([]);
  });

  it('on Mondays each team gets a report of how it stands, though nothing is new', async () => {
    const the = world({ enforce: { mode: 'report' } });
    const subjects: string[] = [];
    for (let count = 0; count < 15; count++) {
      await the.sweep(day(count));
      subjects.push(...the.taken().map((one) => `day ${count}: ${one}`));
    }
    expect(subjects).toEqual(
      [1, 8].map(
        (count) =>
          `day ${count}: payments@acme.example: [Tags] Payments: 50 % of 2 resources have the tags they must have.`,
      ),
    );
  });
});
