import { defineConfig } from 'vitest/config';

/** On all processors: by itself Vitest leaves one to what else there is, which is half of two. */
const parallel = { maxWorkers: '100%' };

const fast = { ...parallel, testTimeout: 20_000, hookTimeout: 60_000 };

/** On the really deployed stack, one file after the other, when whatever else needs the processors is done. */
const deployed = {
  globalSetup: 'test/support/local-stack.ts',
  fileParallelism: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], ...fast } },
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], ...fast } },
      { test: { name: 'fault', include: ['test/fault/**/*.test.ts'], ...parallel, testTimeout: 120_000 } },
      {
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          ...parallel,
          isolate: false, // the CDK is loaded once a worker, not once a file
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          ...parallel,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          ...deployed,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'iam', // weighs the calls that were made under `integration`
          include: ['test/iam/**/*.test.ts'],
          ...deployed,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
