import { describe, expect, it } from 'vitest';
import { elapsed } from '../../shared/kernel/instant.ts';
import type { Incident } from '../../shared/paging/incident.ts';
import { StormMember } from '../../shared/paging/storm.ts';
import { at } from '../support/paging.ts';
import { PlayedAws } from '../support/played-aws.ts';

/** `AlertRaised` as the bus delivers it. */
function raised(service: string, key: string, seconds: number, more: object = {}) {
  return JSON.stringify({
    'detail-type': 'AlertRaised',
    source: 'acme',
    time: at(seconds),
    detail: { title: `${service} ${key} is down`, service, dedupKey: key, severity: 'SEV2', ...more },
  });
}
const members = (aws: PlayedAws) =>
  aws.dynamo
    .items('incidents')
    .filter(({ sk }) => String(sk).startsWith('A#'))
    .map((item) => StormMember.parse(item));
const storms = (aws: PlayedAws) => aws.incidents().filter(({ storm }) => storm !== undefined);
const theStorm = (aws: PlayedAws): Incident => {
  const [storm, ...more] = storms(aws);
  if (storm === undefined || more.length > 0) throw new Error(`${1 + more.length} storms`);
  return storm;
};

describe('300 alerts of one service at once, and one of another', () => {
  async function night(seed: number, count: number) {
    const aws = new PlayedAws({ seed, refused: [] });
    for (let i = 0; i < count; i++) aws.intake.send(raised('payments', `k${i}`, 0));
    aws.intake.send(raised('search', 'other', 0));
    await aws.time.run(at(30));
    return aws;
  }

  it.each([1, 2, 3])('become ten incidents and one storm, and none is lost (seed %i)', async (seed) => {
    const aws = await night(seed, 300);
    const own = aws.incidents().filter(({ service }) => service === 'payments');
    expect(own.filter(({ storm }) => storm === undefined)).toHaveLength(10);
    const storm = theStorm(aws);
    const singles = own.flatMap(({ dedupKey, storm: isStorm }) => (isStorm ? [] : [dedupKey]));
    const collected = members(aws).map(({ dedupKey }) => dedupKey);
    expect(collected).toHaveLength(290);
    expect(new Set([...singles, ...collected]).size).toBe(300);
    expect([...(storm.storm?.others ?? [])].sort()).toEqual(
      own.flatMap(({ id, storm: isStorm }) => (isStorm ? [] : [id])).sort(),
    );
  });

  it('60: the other service pages within 5 seconds', async () => {
    const aws = await night(4, 300);
    const other = aws.incidents().find(({ service }) => service === 'search');
    const first = aws.sent.find(({ page }) => page.startsWith('search'));
    expect(other?.state).toBe('triggered');
    expect(first).toBeDefined();
    expect(elapsed(at(0), first?.at ?? at(99))).toBeLessThan(5_000);
  });

  it('the same alert again in the storm is known already, and cleared ones end it with the last of them', async () => {
    const aws = await night(5, 20);
    aws.intake.send(raised('payments', 'k15', 0));
    await aws.time.run(at(60));
    expect(members(aws)).toHaveLength(10);
    for (let i = 0; i < 20; i++) aws.intake.send(raised('payments', `k${i}`, 100, { state: 'resolved' }));
    await aws.time.run(at(100));
    expect(members(aws).map(({ state }) => state)).toEqual(Array(10).fill('resolved'));
    await aws.time.run(at(200));
    expect(theStorm(aws)).toMatchObject({ state: 'resolved', resolution: { reason: 'all-alerts-resolved' } });
    expect(
      aws.incidents().filter(({ state, service }) => state !== 'resolved' && service === 'payments'),
    ).toEqual([]);
  });

  it('after it has ended, an alert opens an incident of its own again', async () => {
    const aws = await night(6, 12);
    for (let i = 0; i < 12; i++) aws.intake.send(raised('payments', `k${i}`, 60, { state: 'resolved' }));
    await aws.time.run(at(200));
    expect(theStorm(aws).state).toBe('resolved');
    await aws.time.run(at(400));
    aws.intake.send(raised('payments', 'k11', 400));
    await aws.time.run(at(430));
    const again = aws
      .incidents()
      .filter(({ dedupKey, state }) => dedupKey === 'k11' && state === 'triggered');
    expect(again).toHaveLength(1);
  });

  it('one acknowledgement is for all, the ten before it too, and pages nobody more', async () => {
    const aws = await night(8, 40);
    void aws.change(theStorm(aws).id, { action: 'ack' });
    await aws.time.run(at(35));
    const own = aws.incidents().filter(({ service }) => service === 'payments');
    expect(own.map((incident) => incident.state)).toEqual(Array(11).fill('acknowledged'));
    const before = aws.sent.length;
    aws.intake.send(raised('payments', 'late', 40));
    await aws.time.run(at(300));
    expect(aws.sent.slice(before).filter(({ page }) => page.startsWith('payments'))).toEqual([]);
  });

  it('resolved by hand it is over, and nothing of it is raised again', async () => {
    const aws = await night(9, 20);
    void aws.change(theStorm(aws).id, { action: 'resolve' });
    await aws.time.run(at(200));
    expect(storms(aws).map(({ state }) => state)).toEqual(['resolved']);
    expect(aws.incidents().filter(({ service }) => service === 'payments')).toHaveLength(11);
  });

  it('a graver alert makes the storm graver, and all hands are called', async () => {
    const aws = await night(7, 15);
    const before = aws.sent.length;
    aws.intake.send(raised('payments', 'worst', 30, { severity: 'SEV1' }));
    await aws.time.run(at(40));
    expect(theStorm(aws).severity).toBe('SEV1');
    expect(aws.sent.length).toBeGreaterThan(before);
  });
});

it('functions that die in the middle of it lose none of 30 alerts, and begin no second storm', async () => {
  const whole = new PlayedAws({ seed: 11, refused: [] });
  const storm = (aws: PlayedAws) => {
    for (let i = 0; i < 30; i++) aws.intake.send(raised('payments', `k${i}`, 0));
    return aws.time.run(at(200));
  };
  await storm(whole);
  const first = whole.calls.places.filter(({ what }) => what.startsWith('intake')).slice(0, 20);
  expect(first).toHaveLength(20);
  for (const { index } of first)
    for (const when of ['before-effect', 'after-effect'] as const) {
      const aws = new PlayedAws({ seed: 11, refused: [], kills: [{ index, when }] });
      await storm(aws);
      expect(aws.calls.killed).toHaveLength(1);
      const singles = aws.incidents().filter(({ storm: isStorm }) => isStorm === undefined);
      expect(singles).toHaveLength(10);
      const held = [...singles, ...members(aws)].map(({ dedupKey }) => dedupKey);
      expect(held).toHaveLength(30);
      expect(new Set(held).size).toBe(30);
      expect(storms(aws)).toHaveLength(1);
    }
});

it('ten incidents in five minutes are no storm, nor are eleven in six', async () => {
  const aws = new PlayedAws({ seed: 1, refused: [] });
  for (let i = 0; i < 10; i++) aws.intake.send(raised('payments', `k${i}`, 0));
  await aws.time.run(at(310));
  aws.intake.send(raised('payments', 'eleventh', 310));
  await aws.time.run(at(320));
  expect(storms(aws)).toEqual([]);
  expect(aws.incidents()).toHaveLength(11);
});
