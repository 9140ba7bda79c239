import { afterAll, beforeAll, describe, test } from 'vitest';
import { loadScenarios } from '../../local/scenario.ts';
import { runStep } from '../../local/scenario-steps.ts';
import { Deployed } from '../support/deployed.ts';

/** These want a bill and log groups that no other test has touched: only `npm start` plays them. */
const CLEAN = ['walkBill', 'sweepLogs'];
const SCENARIOS = loadScenarios().filter(
  ({ steps }) => !steps.some((step) => CLEAN.some((name) => name in step)),
);

describe('the scenarios that npm start plays', () => {
  const stack = new Deployed();
  beforeAll(() => stack.resolveAll());
  afterAll(() => stack.resolveAll());

  test.for(SCENARIOS)('$title', { timeout: 90_000 }, async ({ steps }, { signal }) => {
    await stack.forgetMessages();
    for (const step of steps) await runStep(step, stack.world, signal);
  });
});
