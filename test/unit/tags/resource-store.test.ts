import { beforeEach, describe, expect, it } from 'vitest';
import { judge } from '../../../shared/tags/judge.ts';
import { nextRecord, type Observed, ofThisLife, stillBlocked } from '../../../shared/tags/next-record.ts';
import { withoutOthersEdits } from '../../../shared/tags/own-edits.ts';
import type { Tags } from '../../../shared/tags/resource.ts';
import type { ResourceRecord } from '../../../shared/tags/resource-record.ts';
import { ResourceStore } from '../../../shared/tags/resource-store.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { RIGHT, resource, tagPolicy } from '../../support/tags.ts';

const policy = tagPolicy();
const T0 = '2026-11-20T09:00:00.000Z';
const T1 = '2026-11-20T10:00:00.000Z';
const T2 = '2026-11-21T11:00:00.000Z';

function observed(tags: Tags, at: string, other: Partial<Observed> = {}): Observed {
  const one = resource(tags, { creator: 'alice' });
  return {
    resource: one,
    verdict: judge(one, policy, at),
    team: 'payments',
    tagsDigest: JSON.stringify(tags),
    seenAt: at,
    judgedAt: at,
    ...other,
  };
}

function recorded(before: ResourceRecord | undefined, what: Observed): ResourceRecord {
  const next = nextRecord(before, what);
  if (next === undefined) throw new Error('nothing to write');
  return next.record;
}

const { team: _, ...WITHOUT_TEAM } = RIGHT;
const WRONG = { ...RIGHT, env: 'production' };

async function everything(records: AsyncIterable<ResourceRecord>): Promise<ResourceRecord[]> {
  const all: ResourceRecord[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe('the next record', () => {
  it('knows since when something violates, through every look at it', () => {
    const first = recorded(undefined, observed(WRONG, T0));
    const second = recorded(first, observed(WITHOUT_TEAM, T1));
    expect([first.violatingSince, second.violatingSince]).toEqual([T0, T0]);
    const right = recorded(second, observed(RIGHT, T2));
    expect(right).toMatchObject({ verdict: 'compliant', version: 3 });
    expect(right.violatingSince).toBeUndefined();
  });

  it('is not written where nothing has changed, or what was learnt is older', () => {
    const known = recorded(undefined, observed(WRONG, T1));
    expect(nextRecord(known, observed(WRONG, T2))).toBeUndefined();
    expect(nextRecord(known, observed(RIGHT, T0))).toBeUndefined();
  });

  it('keeps what we wrote, key by key', () => {
    const first = recorded(
      undefined,
      observed(RIGHT, T0, { wrote: { at: T0, set: { env: 'prod' }, removed: ['Team'] } }),
    );
    const second = recorded(
      first,
      observed(RIGHT, T1, { wrote: { at: T1, set: { Team: 'x' }, removed: [] } }),
    );
    expect(second.wrote).toEqual({ at: T1, set: { env: 'prod', Team: 'x' }, removed: [] });
  });

  it('17: of what is gone remembers that, and begins anew when it is made again', () => {
    const gone = recorded(undefined, observed(WRONG, T0, { fault: { kind: 'gone', code: 'NotFound' } }));
    expect(gone).toMatchObject({ state: 'gone', goneAt: T0, violatingSince: T0 });
    expect(ofThisLife(gone, undefined)).toBeUndefined();
    expect(recorded(gone, observed(WRONG, T2))).toMatchObject({
      state: 'present',
      violatingSince: T2,
      version: 2,
    });
  });

  it('begins anew where something of the same name was made since', () => {
    const wrote = { at: T0, set: { env: 'prod' }, removed: [] };
    const known = recorded(undefined, observed(RIGHT, T0, { wrote }));
    expect(recorded(known, observed(WRONG, T1, { born: T1 })).wrote).toBeUndefined();
    expect(recorded(known, observed(WRONG, T1, { born: T0 })).wrote).toEqual(wrote);
  });

  it('27: what is refused for good is not tried again for a day', () => {
    const blocked = recorded(
      undefined,
      observed(WRONG, T0, { fault: { kind: 'blocked', code: 'AccessDenied' } }),
    );
    expect(blocked).toMatchObject({ state: 'blocked', blocked: { at: T0, why: 'POLICY_BLOCKED' } });
    expect(stillBlocked(blocked, T1)).toEqual({ kind: 'blocked', code: 'AccessDenied' });
    expect(stillBlocked(blocked, T2)).toBeUndefined();
    const fault = stillBlocked(blocked, T1);
    expect(nextRecord(blocked, observed(WRONG, T1, { fault }))).toBeUndefined();
  });

  it('says what has changed in codes, without values', () => {
    const change = nextRecord(undefined, observed({ ...RIGHT, owner: '', env: 'zoo' }, T0))?.change;
    expect(change).toEqual({ action: 'resource.judge', reason: 'violation (NOT_ALLOWED, PLACEHOLDER)' });
  });
});

describe('20: what somebody has changed after us', () => {
  const wrote = { at: T0, set: { env: 'prod', owner: 'alice' }, removed: ['Team'] };
  const keys = (tags: Tags) =>
    withoutOthersEdits(judge(resource(tags, { creator: 'alice' }), policy, T1).actions, tags, wrote).map(
      (action) => (action.action === 'set-tag' ? action.key : action.to),
    );

  it('stays as they made it', () => {
    expect(keys({ ...RIGHT, env: 'production' })).toEqual([]);
    expect(keys({ ...RIGHT, owner: '' })).toEqual([]);
    expect(keys({ ...WITHOUT_TEAM, Team: 'payments' })).toEqual([]);
  });

  it('does not keep other keys from being put right', () => {
    expect(keys({ ...WITHOUT_TEAM, TEAM: 'payments', env: 'prd' })).toEqual(['team']);
  });
});

describe('the store', () => {
  const memory = new MemoryDynamo();
  const store = new ResourceStore(memory.client, { resources: 'resources', audit: 'audit' });
  const occasion = { at: T0, actor: 'system:judge-tag-event', correlationId: 'm-1' };
  beforeEach(() => memory.clear());

  it('gives back what was written, and lists it by verdict and team', async () => {
    const next = nextRecord(undefined, observed(WRONG, T0));
    if (next === undefined) throw new Error('nothing to write');
    await store.write(undefined, next.record, next.change, occasion);
    const { arn } = next.record;
    expect((await store.read([arn, arn, 'arn:aws:s3:::other'])).get(arn)).toEqual(next.record);
    expect(await everything(store.list('violation', 'payments'))).toEqual([next.record]);
    expect(await everything(store.list('violation', undefined))).toEqual([]);
    expect(await everything(store.list('compliant', 'payments'))).toEqual([]);
  });

  it('writes over nothing that it has not read', async () => {
    const first = recorded(undefined, observed(WRONG, T0));
    await store.write(undefined, first, undefined, occasion);
    await expect(store.write(undefined, first, undefined, occasion)).rejects.toMatchObject({
      kind: 'conflict',
    });
    const second = recorded(first, observed(RIGHT, T1));
    await store.write(first, second, undefined, occasion);
    await expect(store.write(first, second, undefined, occasion)).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('names nobody in the audit trail', async () => {
    const next = nextRecord(
      undefined,
      observed(WRONG, T0, { wrote: { at: T0, set: { owner: 'alice' }, removed: [] } }),
    );
    if (next === undefined) throw new Error('nothing to write');
    await store.write(undefined, next.record, next.change, occasion);
    expect(memory.items('audit')).toHaveLength(1);
    expect(JSON.stringify(memory.items('audit'))).not.toContain('alice');
    expect(JSON.stringify(memory.items('resources'))).toContain('alice');
  });

  it('lets what is gone go after 90 days, and lists it no more', async () => {
    const gone = recorded(undefined, observed(WRONG, T0, { fault: { kind: 'gone', code: 'NotFound' } }));
    await store.write(undefined, gone, undefined, occasion);
    expect(await everything(store.list('violation', 'payments'))).toEqual([]);
    expect(memory.items('resources')[0]).toMatchObject({ ttl: Date.parse(T0) / 1000 + 90 * 86_400 });
  });

  it('refuses an ARN that is no key', async () => {
    await expect(store.read(['arn:aws:s3:::'.padEnd(3000, 'x')])).rejects.toMatchObject({ kind: 'invalid' });
  });
});
