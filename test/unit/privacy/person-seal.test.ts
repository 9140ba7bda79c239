import { mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerateMacCommand } from '@aws-sdk/client-kms';
import { describe, expect, it } from 'vitest';
import { buildSubjectKeys } from '../../../local/build-subject-keys.ts';
import { MacKey } from '../../../shared/platform/mac-client.ts';
import { KmsSubjectKeys } from '../../../shared/privacy/kms-subject-keys-client.ts';
import { personSealOver } from '../../../shared/privacy/person-seal-client.ts';
import { subjectTag } from '../../../shared/privacy/subject-tag-client.ts';
import { PlayedKms } from '../../support/played-kms.ts';

const ANN = { name: 'email', value: 'Ann@acme.example' };
const TEXT = 'Ann Example moved to Berlin';

function application() {
  const kms = new PlayedKms();
  return { kms, seal: personSealOver({ tagKeyId: 'tags', client: kms.client, now: () => kms.nowMs }) };
}

describe('what an application seals', () => {
  it('is text that can stand in a line of a log, and opens however the identity is written', async () => {
    const { seal } = application();
    const sealed = await seal.seal(ANN, 'contact', TEXT);
    expect(sealed).toMatch(/^bt1\.[\w-]+$/);
    expect(await seal.open({ ...ANN, value: 'ann@ACME.example' }, 'contact', sealed)).toBe(TEXT);
  });

  it('is gone when the erasure destroys the key of the same person (48)', async () => {
    const { kms, seal } = application();
    const sealed = await seal.seal(ANN, 'contact', TEXT);
    const tag = await subjectTag(new MacKey('tags', 'HMAC_SHA_256', kms.client), ANN.name, ANN.value);
    await new KmsSubjectKeys({ now: () => kms.nowMs, client: kms.client }).destroy([
      { subject: tag, classes: ['contact'] },
    ]);
    kms.nowMs += 300_000;
    await expect(seal.open(ANN, 'contact', sealed)).rejects.toMatchObject({ code: 'subject-key-destroyed' });
    await expect(seal.seal(ANN, 'contact', TEXT)).rejects.toMatchObject({ code: 'subject-key-destroyed' });
  });

  it.each<[what: string, person: typeof ANN, className: string, text: string]>([
    ['no sealed text', ANN, 'contact', 'moved to Berlin'],
    ['nothing', ANN, 'contact', ''],
    ['sealed text that was cut off', ANN, 'contact', 'bt1.AQ'],
  ])('does not open %s', async (_, person, className, text) => {
    const { seal } = application();
    await expect(seal.open(person, className, text)).rejects.toMatchObject({ code: 'not-sealed' });
  });

  it('is of no identity that is none, which is not repeated', async () => {
    const { seal } = application();
    const nobody = { name: 'email', value: 'Ann Example' };
    await expect(seal.seal(nobody, 'contact', TEXT)).rejects.toMatchObject({
      code: 'identity-invalid',
      message: expect.not.stringContaining('Ann'),
    });
  });

  it('asks for a tag once', async () => {
    const { kms, seal } = application();
    for (let count = 0; count < 5; count++) await seal.seal(ANN, 'contact', TEXT);
    expect(kms.mock.commandCalls(GenerateMacCommand)).toHaveLength(1);
  });
});

describe('the module that applications import', () => {
  it('is made with its types, and needs nothing of Belltower', async () => {
    const out = join(mkdtempSync(join(tmpdir(), 'belltower-seal-')), 'subject-keys');
    await buildSubjectKeys(out);
    const code = readFileSync(join(out, 'index.js'), 'utf8');
    const imports = [...code.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    expect([...new Set(imports)].sort()).toEqual(['@aws-sdk/client-kms', 'node:crypto', 'zod'].sort());
    expect(code.length).toBeLessThan(40_000);
    symlinkSync(join(process.cwd(), 'node_modules'), join(out, 'node_modules'));
    const made: { personSeal: (options: object) => object } = await import(join(out, 'index.js'));
    expect(Object.keys(made.personSeal({ tagKeyId: 'tags', region: 'eu-west-1' }))).toEqual(['seal', 'open']);
    expect(readFileSync(join(out, 'index.d.ts'), 'utf8')).toContain('export declare const personSeal');
    expect(JSON.parse(readFileSync(join(out, 'package.json'), 'utf8')).dependencies).toHaveProperty('zod');
  });
});
