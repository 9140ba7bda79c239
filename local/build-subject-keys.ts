import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '..');
const NEEDED = ['@aws-sdk/client-kms', 'zod'];

/**
 * Makes the module that applications seal data of persons with: one file of JavaScript with its types, which needs the KMS
 * client and zod, and nothing else of Belltower.
 * @param out the folder, which is made anew
 */
export async function buildSubjectKeys(out = join(ROOT, 'dist/subject-keys')): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    entryPoints: [join(ROOT, 'bin/subject-keys.ts')],
    outfile: join(out, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: NEEDED,
  });
  const types = readFileSync(join(ROOT, 'shared/privacy/person-seal.ts'), 'utf8');
  writeFileSync(join(out, 'index.d.ts'), `${types}\nexport declare const personSeal: OpenPersonSeal;\n`);
  const { version, license, dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const manifest = {
    name: 'belltower-subject-keys',
    version,
    license,
    description: 'Seals data of persons by keys that can be destroyed',
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' } },
    dependencies: Object.fromEntries(NEEDED.map((name) => [name, `^${dependencies[name]}`])),
  };
  writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

if (import.meta.main) await buildSubjectKeys();
