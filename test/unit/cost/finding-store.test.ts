import { describe, expect, it } from 'vitest';
import { decideAnswer } from '../../../shared/cost/decide-answer.ts';
import { FindingRecord } from '../../../shared/cost/finding-record.ts';
import { FindingStore } from '../../../shared/cost/finding-store.ts';
import { makeRecordFindings } from '../../../shared/cost/record-findings.ts';
import { addDays } from '../../../shared/kernel/day.ts';
import { AuditEntry } from '../../../shared/platform/audit.ts';
import { COST_CONFIG } from '../../support/cost-config.ts';
import { aFinding, aRecord, chartOf, DAY, morningAfter } from '../../support/findings.ts';
import { MemoryDynamo } from '../../support/memory-dynamo.ts';
import { SILENT } from '../../support/stored-incidents.ts';

const OCCASION = { at: morningAfter(0), actor: 'system:test', correlationId: 'c' };
const RUN = {
  findings: [aFinding()],
  scored: { from: addDays(DAY, -2), to: DAY },
  chartOf,
  at: morningAfter(0),
};

function world() {
  const dynamo = new MemoryDynamo();
  const store = new FindingStore(dynamo.client, { costs: 'costs', audit: 'audit' });
  const record = makeRecordFindings({
    store,
    telemetry: SILENT,
    config: COST_CONFIG,
  });
  const audited = () =>
    dynamo
      .items('audit')
      .map((item) => AuditEntry.parse(item))
      .map(({ target, action, reason }) => `${target} ${action} ${reason}`);
  return { dynamo, store, record, audited };
}

describe('the store of findings', () => {
  it('keeps a finding and says so in the audit trail, once', async () => {
    const { dynamo, store, record, audited } = world();
    const [id = ''] = await record(RUN, 'run-1');
    expect(await store.read(id)).toMatchObject({ state: 'open', due: { what: 'opened', reason: 'new' } });
    expect(audited()).toEqual([`finding:${id} finding.record new`]);
    expect(dynamo.items('costs')).toMatchObject([
      { pk: `FINDING#${id}`, sk: 'RECORD', gsi1pk: 'FINDINGS#open', gsi1sk: `${DAY}#${id}` },
    ]);
  });

  it('46: the same run again has the same to tell and writes nothing', async () => {
    const { record, audited } = world();
    const first = await record(RUN, 'run-1');
    expect(await record(RUN, 'run-1')).toEqual(first);
    expect(audited()).toHaveLength(1);
  });

  it('46: two runs at once make one record', async () => {
    const { dynamo, record, audited } = world();
    const both = await Promise.all([record(RUN, 'run-1'), record(RUN, 'run-2')]);
    expect(both[0]).toEqual(both[1]);
    expect([dynamo.items('costs').length, audited().length]).toEqual([1, 1]);
  });

  it('refuses a write over something else than was read', async () => {
    const { store } = world();
    const record = aRecord();
    await store.write(undefined, record, { action: 'finding.record', reason: 'new' }, OCCASION);
    const next = { ...record, version: 2 };
    await store.write(record, next, { action: 'finding.record', reason: 'continued' }, OCCASION);
    await expect(
      store.write(record, next, { action: 'finding.record', reason: 'continued' }, OCCASION),
    ).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('finds open and closed ones, and what was said of them', async () => {
    const { store } = world();
    const [open, other] = [aRecord(), aRecord({}, { series: { service: 'Amazon S3' } })];
    const said = decideAnswer(other, { action: 'expected' }, 'team:payments', morningAfter(0));
    const closed = said.ok ? said.after : other;
    for (const one of [open, closed])
      await store.write(undefined, one, { action: 'finding.record', reason: 'new' }, OCCASION);
    expect((await store.open()).map(({ id }) => id)).toEqual([open.id]);
    expect(await store.closed(DAY)).toEqual([FindingRecord.parse(closed)]);
    expect(await store.closed(addDays(DAY, 1))).toEqual([]);
    expect(await store.verdicts(DAY, DAY)).toMatchObject([
      { verdict: 'expected', series: { service: 'Amazon S3' } },
    ]);
    expect((await store.readForRun([], DAY)).map(({ id }) => id).sort()).toEqual([open.id, other.id].sort());
  });
});
