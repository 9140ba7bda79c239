import { afterAll, beforeAll, describe, test } from 'vitest';
import { loadScenarios } from '../../local/scenario.ts';
import { runStep } from '../../local/scenario-steps.ts';
import { Deployed } from '../support/deployed.ts';

/** A month of the bill wants a table that no other test has written costs to: only `npm start` plays it. */
const PAGING = loadScenarios().filter(({ steps }) => !steps.some((step) => 'walkBill' in step));

describe('the scenarios of paging that npm start plays', () => {
  const stack = new Deployed();
  beforeAll(() => stack.resolveAll());
  afterAll(() => stack.resolveAll());

  test.for(PAGING)('$title', { timeout: 90_000 }, async ({ steps }, { signal }) => {
    await stack.forgetMessages();
    for (const step of steps) await runStep(step, stack.world, signal);
  });
});
