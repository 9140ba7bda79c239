import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breaches } from './rules.ts';
import { readSource } from './source.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FILES = globSync(
  ['bin', 'lib', 'lambdas', 'shared', 'local', 'bench', 'test'].map((folder) => `${folder}/**/*.ts`),
  { cwd: ROOT },
).sort();

describe('the house', () => {
  it('keeps its own rules: who imports whom, no clock, no barrels, no long files (P11)', () => {
    expect(FILES.filter((file) => file.startsWith('shared/')).length).toBeGreaterThan(50);
    const found = FILES.flatMap((path) =>
      breaches(readSource(path, readFileSync(resolve(ROOT, path), 'utf8'))),
    );
    expect(found).toEqual([]);
  });
});

describe('the checker', () => {
  it.each<[given: string, text: string, expected: string[]]>([
    [
      'shared/paging/rungs.ts',
      `import { a } from './a.ts';\nimport { SNSClient } from '@aws-sdk/client-sns';`,
      [':2 may not import @aws-sdk/client-sns'],
    ],
    [
      'shared/paging/rungs.ts',
      `import type { SNSClient } from '@aws-sdk/client-sns';`,
      [':1 may not import @aws-sdk/client-sns'],
    ],
    [
      'shared/paging/rungs.ts',
      `type A = import('@aws-sdk/client-sns').SNSClient;`,
      [':1 may not import @aws-sdk/client-sns'],
    ],
    [
      'shared/paging/rungs.ts',
      `const a = await import('@aws-sdk/client-sns');`,
      [':1 may not import @aws-sdk/client-sns'],
    ],
    [
      'shared/paging/rungs.ts',
      'const a = await import(b);',
      [':1 may not import something worked out at run time'],
    ],
    [
      'shared/paging/rungs.ts',
      `// import x from '@aws-sdk/a'\nconst text = "import x from '@aws-sdk/a'";`,
      [],
    ],
    ['shared/paging/sms-client.ts', `import { SNSClient } from '@aws-sdk/client-sns';`, []],
    [
      'shared/paging/not-a-clients.ts',
      `import { SNSClient } from '@aws-sdk/client-sns';`,
      [':1 may not import @aws-sdk/client-sns'],
    ],
    ['shared/paging/contact-store.ts', `import { transact } from '../runtime/dynamo.ts';`, []],
    [
      'shared/paging/rungs.ts',
      `import { transact } from '../runtime/dynamo.ts';`,
      [':1 may not import shared/runtime/dynamo.ts'],
    ],
    ['shared/paging/rungs.ts', `import { readFileSync } from 'node:fs';`, [':1 may not import node:fs']],
    ['shared/paging/rungs.ts', `import { request } from 'node:https';`, [':1 may not import node:https']],
    ['shared/platform/public-exchange-client.ts', `import { request } from 'node:https';`, []],
    [
      'shared/paging/rungs.ts',
      `import { Baseline } from '../cost/baseline.ts';`,
      [':1 may not import shared/cost/baseline.ts'],
    ],
    [
      'shared/paging/rungs.ts',
      `import { CostAnomaly } from '../cost/events.ts';\nimport { Slug } from '../platform/schema.ts';`,
      [],
    ],
    [
      'shared/kernel/ids.ts',
      `import { Ladder } from '../paging/config.ts';`,
      [':1 may not import shared/paging/config.ts'],
    ],
    [
      'shared/kernel/ids.ts',
      `import * as z from 'zod';\nimport * as Days from 'temporal-polyfill/fns/PlainDate';`,
      [],
    ],
    [
      'shared/runtime/env.ts',
      `import { Ladder } from '../paging/config.ts';`,
      [':1 may not import shared/paging/config.ts'],
    ],
    [
      'lambdas/paging/a.ts',
      `import { b } from './b.ts';\nimport { c } from '../../lib/c.ts';`,
      [':1 may not import lambdas/paging/b.ts', ':2 may not import lib/c.ts'],
    ],
    [
      'lambdas/paging/a.ts',
      `import { b } from '@aws-sdk/client-sns';`,
      [':1 may not import @aws-sdk/client-sns'],
    ],
    [
      'lib/paging/a.ts',
      `import { b } from '../../lambdas/paging/b.ts';`,
      [':1 may not import lambdas/paging/b.ts'],
    ],
    [
      'lib/paging/a.ts',
      `import { b } from '../../shared/paging/rungs.ts';`,
      [':1 may not import shared/paging/rungs.ts'],
    ],
    ['lib/paging/a.ts', `import { b } from '../../shared/paging/env.ts';`, []],
    ['bin/a.ts', `import { b } from '../shared/paging/rungs.ts';\nimport { c } from 'anything';`, []],
    ['somewhere/a.ts', '', [':1 is in no part of the house that the rules know']],
    ['shared/paging/rungs.ts', 'const a = 1;\nconst b = Date.now();', [':2 uses Date.now: it is passed in']],
    ['shared/paging/rungs.ts', 'const b = Date.now;', [':1 uses Date.now: it is passed in']],
    ['shared/paging/rungs.ts', 'const b = new Date();', [':1 uses new Date(): it is passed in']],
    ['shared/paging/rungs.ts', 'const b = Date();', [':1 uses new Date(): it is passed in']],
    ['shared/paging/rungs.ts', 'const b = new Date(0); const c = Date.parse(""); // Date.now()', []],
    [
      'shared/kernel/instant.ts',
      'const b = Temporal.Now.instant();',
      [':1 uses Temporal.Now: it is passed in'],
    ],
    [
      'shared/kernel/instant.ts',
      `const b = Math.random(); const c = process['env'];`,
      [':1 uses Math.random: it is passed in', ':1 uses process.env: it is passed in'],
    ],
    ['shared/runtime/env.ts', 'const b = process.env;', []],
    ['shared/paging/index.ts', '', [':1 is a barrel by name']],
    [
      'shared/paging/rungs.ts',
      `export * from './a.ts';\nexport { b } from './b.ts';\nexport { c };\nconst c = 1;`,
      [
        ':1 hands on what is in shared/paging/a.ts: import it where it is used',
        ':2 hands on what is in shared/paging/b.ts: import it where it is used',
      ],
    ],
    ['lambdas/paging/a.ts', 'a;\n'.repeat(40), []],
    ['lambdas/paging/a.ts', 'a;\n'.repeat(41), [':41 goes on to line 41; at most 40']],
    ['shared/paging/rungs.ts', 'a;\n'.repeat(250), []],
    ['shared/paging/rungs.ts', 'a;\n'.repeat(251), [':251 goes on to line 251; at most 250']],
  ])('%s: %j', (path, text, expected) => {
    expect(breaches(readSource(path, text))).toEqual(expected.map((breach) => `${path}${breach}`));
  });
});
