import { beforeEach, describe, expect, it } from 'vitest';
import { tagWriter } from '../../../shared/tags/apply-tags-client.ts';
import { tagReader } from '../../../shared/tags/current-tags-client.ts';
import type { TagBatch } from '../../../shared/tags/plan-tagging.ts';
import { taggingClients } from '../../../shared/tags/tagging-api-client.ts';
import { groupArn, PlayedEc2 } from '../../support/played-ec2.ts';
import { ACCOUNT } from '../../support/tags.ts';

const PLACE = { account: ACCOUNT, region: 'eu-west-1' };
let aws: PlayedEc2;
beforeEach(() => {
  aws = new PlayedEc2();
});
const clients = () => ({ ...taggingClients(), autoscaling: () => aws.clients.autoscaling(PLACE) });
const names = (count: number) => Array.from({ length: count }, (_, place) => `web-${place}`);
const write = (count: number, other: Partial<TagBatch> = {}) =>
  tagWriter(clients()).write({
    ...PLACE,
    arns: names(count).map(groupArn),
    set: { team: 'search' },
    remove: [],
    ...other,
  });
const read = (count: number) =>
  tagReader(clients()).read(names(count).map((name) => ({ ...PLACE, arn: groupArn(name) })));

describe('tags of Auto Scaling groups', () => {
  it('are written to 20 of them in one call, after one that reads them', async () => {
    for (const name of names(20)) aws.group(name, {});
    const outcomes = await write(20);
    expect(new Set(outcomes.map(({ result }) => result))).toEqual(new Set(['written']));
    expect(aws.calls).toEqual(['DescribeAutoScalingGroups 20', 'CreateOrUpdateTags 20']);
  });

  it('of one that cannot be written keep nobody else from theirs', async () => {
    for (const name of names(20)) aws.group(name, {});
    aws.broken.set('web-7', 'ResourceContention');
    const outcomes = await write(20);
    expect(outcomes.filter(({ result }) => result === 'written')).toHaveLength(19);
    expect(outcomes).toContainEqual({ arn: groupArn('web-7'), result: 'failed', code: 'ResourceContention' });
    expect(aws.writes).toHaveLength(21);
  });

  it.each([
    ['AccessDenied', 'blocked'],
    ['Throttling', 'throttled'],
  ])('27: %s holds for all of them, in one call', async (fault, result) => {
    for (const name of names(20)) aws.group(name, {});
    aws.faults.set('CreateOrUpdateTags', fault);
    expect(new Set((await write(20)).map((one) => one.result))).toEqual(new Set([result]));
    expect(aws.writes).toHaveLength(1);
  });

  it('17: are not written where the group is gone, and another of its name is not it', async () => {
    aws.group('web-0', {});
    const former = groupArn('web-0').replace('12345678', '87654321');
    const gone = { result: 'gone', code: 'NoSuchGroup' };
    expect(await write(0, { arns: [former, groupArn('web-1')] })).toEqual([
      { arn: former, ...gone },
      { arn: groupArn('web-1'), ...gone },
    ]);
    expect(aws.writes).toEqual([]);
  });

  it('lose another spelling when the right one is there, and only then', async () => {
    aws.group('web-0', { Team: 'search' });
    aws.faults.set('CreateOrUpdateTags', 'ResourceContention');
    await write(1, { remove: ['Team'] });
    expect(aws.tagsOf('web-0')).toEqual({ Team: 'search' });
    aws.faults.clear();
    await write(1, { remove: ['Team'] });
    expect(aws.tagsOf('web-0')).toEqual({ team: 'search' });
  });

  it('are read of a hundred in a call', async () => {
    for (const name of names(129)) aws.group(name, { team: 'search' });
    const found = await read(130);
    expect(found.get(groupArn('web-7'))).toEqual({ kind: 'tags', tags: { team: 'search' } });
    expect(found.get(groupArn('web-129'))).toMatchObject({ kind: 'unread', fault: 'gone' });
    expect(aws.calls).toEqual(['DescribeAutoScalingGroups 100', 'DescribeAutoScalingGroups 30']);
  });

  it('that may not be read are unread, each of them', async () => {
    aws.faults.set('DescribeAutoScalingGroups', 'AccessDenied');
    expect([...(await read(2)).values()]).toMatchObject([{ fault: 'blocked' }, { fault: 'blocked' }]);
  });
});
