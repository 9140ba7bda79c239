import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LogsSection } from '../../../shared/logs/config.ts';
import { TagsSection } from '../../../shared/tags/config.ts';
import { configReference } from '../../support/config-reference.ts';

const DOCS = join(import.meta.dirname, '../../../docs/reference');

it.each([
  ['tags.yaml', 'tags.md', TagsSection],
  ['logs.yaml', 'logs.md', LogsSection],
])(
  'the reference of %s says what its schema says (write it again with vitest -u)',
  async (file, page, schema) => {
    await expect(configReference(file, schema)).toMatchFileSnapshot(join(DOCS, page));
  },
);
