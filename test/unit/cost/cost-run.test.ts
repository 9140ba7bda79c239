import { describe, expect, it } from 'vitest';
import { CostRunInput } from '../../../shared/cost/cost-run.ts';
import { TellFindingInput } from '../../../shared/cost/tell-finding.ts';

describe('what the steps of a run are given', () => {
  it.each([
    ['each step', CostRunInput, {}],
    ['telling', TellFindingInput, { findingId: '9D6E1Q2VX6ST8MDN' }],
  ] as const)('%s takes the time as EventBridge Scheduler writes it', (_what, schema, rest) => {
    expect(schema.parse({ at: '2026-11-21T06:00:00Z', ...rest })).toEqual({
      at: '2026-11-21T06:00:00.000Z',
      ...rest,
    });
  });
});
