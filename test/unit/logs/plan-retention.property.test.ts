import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/kernel/instant.ts';
import { ACCEPTED_DAYS } from '../../../shared/logs/accepted-days.ts';
import { announcementOf } from '../../../shared/logs/announce.ts';
import type { GroupHistory, LogGroup } from '../../../shared/logs/log-group.ts';
import { planRetention, type RetentionPlan } from '../../../shared/logs/plan-retention.ts';
import { voicesOf } from '../../../shared/logs/voices.ts';
import { group, logsConfig } from '../../support/logs.ts';

const NOW = '2026-11-21T00:00:00.000Z';

const name = fc.constantFrom(
  '/app',
  '/app-audit',
  '/audit/a',
  '/audit/a-debug',
  '/web/error',
  'aws-controltower/x',
);
const days = fc.integer({ min: 1, max: 3653 });
const current = fc.option(fc.constantFrom(...ACCEPTED_DAYS));
const match = fc.oneof(
  fc.record({ name: fc.constantFrom('*', '/app', '/app*', '/audit/*', '*-debug') }),
  fc.record({ level: fc.constantFrom('debug', 'error') }),
  fc.record({ env: fc.constantFrom('prod', 'dev') }),
);
const rule = fc.oneof(
  fc.record({ match, days }),
  fc.record({ match, level: fc.constantFrom('debug', 'warn') }),
  fc.record({ match, floor: fc.record({ why: fc.constant('HIPAA'), days }) }),
  fc.record({ match, never: fc.constant(true) }),
);
const protect = fc.record({
  shortenOnlyAfter: fc.constantFrom('0d', '7d'),
  neverShortenWithout: fc.constantFrom('approval', 'announcement'),
  keepNeverExpireOnFloor: fc.boolean(),
});
const config = fc
  .tuple(fc.array(rule, { maxLength: 6 }), protect)
  .map(([rules, section]) => logsConfig(rules, { protect: section }));
const announced = fc.record({
  at: fc.constantFrom('2026-11-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z'),
  from: current,
  to: fc.constantFrom(...ACCEPTED_DAYS),
  approved: fc.boolean(),
  vetoed: fc.boolean(),
});
const history: fc.Arbitrary<GroupHistory> = fc.record(
  { announced, contested: fc.boolean(), ownDays: fc.constantFrom(...ACCEPTED_DAYS) },
  { requiredKeys: [] },
);
const anyGroup: fc.Arbitrary<LogGroup> = fc
  .record({
    name,
    currentDays: current,
    storedBytes: fc.oneof(fc.constant(0), fc.maxSafeNat()),
    class: fc.constantFrom('STANDARD', 'STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'),
    createdAt: fc.constantFrom(undefined, '2020-01-01T00:00:00.000Z', NOW, '2030-01-01T00:00:00.000Z'),
    tags: fc.constantFrom({}, {}, { level: 'debug' }, { 'keep-logs': 'yes' }),
    history: fc.option(history, { nil: undefined }),
  })
  .map(({ name: called, ...other }) => group(called, other));

const longer = (a: number | null, b: number | null) => a === null || (b !== null && a > b);
const writes = ({ action }: RetentionPlan) => action === 'set' || action === 'lengthen';

function always(check: (plan: RetentionPlan, of: LogGroup, by: ReturnType<typeof logsConfig>) => void): void {
  fc.assert(
    fc.property(anyGroup, config, (of, by) => check(planRetention(of, by, NOW), of, by)),
    { numRuns: 2000 },
  );
}

describe('a plan', () => {
  it('never writes below a floor', () => {
    always((plan, of, by) => {
      if (!writes(plan)) return;
      for (const { days: floor, isFloor } of voicesOf(of, by))
        if (isFloor) expect(longer(floor, plan.targetDays)).toBe(false);
    });
  });

  it('never has a value that CloudWatch refuses', () => {
    always(({ targetDays, action }) => {
      if (action !== 'skip' && targetDays !== null) expect(ACCEPTED_DAYS).toContain(targetDays);
    });
  });

  it('never makes shorter what has logs without an announcement that is old enough, not vetoed, and approved', () => {
    always((plan, of, by) => {
      if (!writes(plan) || !longer(of.currentDays, plan.targetDays)) return;
      if (of.currentDays === null && of.storedBytes === 0) return;
      const told = of.history?.announced;
      const { shortenOnlyAfter, neverShortenWithout } = by.logs.protect;
      expect(told).toMatchObject({ from: of.currentDays, vetoed: false });
      expect(told?.to).toBeLessThanOrEqual(plan.targetDays ?? 0);
      if (neverShortenWithout === 'approval') expect(told?.approved).toBe(true);
      const waited = epochMs(NOW) - epochMs(told?.at ?? NOW);
      expect(waited).toBeGreaterThanOrEqual(shortenOnlyAfter === '7d' ? 7 * 86_400_000 : 0);
      expect(of.tags['keep-logs']).toBeUndefined();
    });
  });

  it('never writes where nothing differs', () => {
    always((plan) => {
      if (writes(plan) || plan.action === 'shorten-announce')
        expect(plan.targetDays).not.toBe(plan.currentDays);
      else expect(plan.targetDays).toBe(plan.currentDays);
    });
  });

  it('is what the most protective rule says, whatever the order of the rules', () => {
    always((plan, of, by) => {
      const turned = { ...by, logs: { ...by.logs, rules: by.logs.rules.toReversed() } };
      const { action, targetDays, code } = planRetention(of, turned, NOW);
      expect({ action, targetDays, code }).toEqual({
        action: plan.action,
        targetDays: plan.targetDays,
        code: plan.code,
      });
      if (!writes(plan)) return;
      const all = voicesOf(of, by);
      expect(plan.targetDays).toBe(
        all.reduce<number | null>((most, one) => (longer(one.days, most) ? one.days : most), 0),
      );
      expect(plan.rules).toHaveLength(all.length);
    });
  });

  it('applied twice writes once', () => {
    always((plan, of, by) => {
      const after: LogGroup = writes(plan)
        ? { ...of, currentDays: plan.targetDays }
        : {
            ...of,
            history: {
              ...of.history,
              announced: announcementOf(plan, NOW) ?? of.history?.announced,
            } as GroupHistory,
          };
      const second = planRetention(after, by, NOW);
      expect(writes(plan) && writes(second)).toBe(false);
      expect(plan.action === 'shorten-announce' && second.action === 'shorten-announce').toBe(false);
    });
  });

  it('states savings that are money: whole millionths, never below nothing', () => {
    always(({ savings, action }) => {
      for (const micros of Object.values(savings)) {
        expect(Number.isSafeInteger(micros)).toBe(true);
        expect(micros).toBeGreaterThanOrEqual(0);
      }
      if (action === 'keep' || action === 'skip')
        expect(savings).toEqual({ monthly: 0, atOnce: 0, extra: 0 });
    });
  });
});
