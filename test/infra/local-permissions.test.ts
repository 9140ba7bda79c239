import { expect, test } from 'vitest';
import { statements, synthesize } from './synthesized.ts';

test('the local stack has the permissions of the real one, so that what is proved of it holds', () => {
  const local = synthesize({ context: { local: 'true', pageUrl: 'http://127.0.0.1:4566' } });
  const real = synthesize();
  expect(statements(local.template)).toEqual(statements(real.template));
});
