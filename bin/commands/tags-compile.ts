import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { compileAspect } from '../../shared/tags/compile-aspect.ts';
import { compileScp, scpText } from '../../shared/tags/compile-scp.ts';
import { compileTagPolicy, tagPolicyText } from '../../shared/tags/compile-tag-policy.ts';
import { compilePolicy } from '../../shared/tags/policy.ts';
import { loadTagsConfig, withConfigOption } from '../config-option.ts';
import { print } from '../print.ts';
import { textTable } from '../text-table.ts';
import { UsageFault } from '../usage-fault.ts';

interface CompileOptions {
  readonly config: string;
  readonly out: string;
  readonly json?: boolean;
}

const NOTES = `
Writes scp-1.json and following (service control policies which deny making resources without the tags), tag-policy.json
(a tag policy of AWS Organizations; tag-policy-2.json and following where one is too long) and required-tags.ts (an aspect
for CDK apps). Nothing is attached or applied. "left" is what they cannot say.

Example:
  npx belltower tags compile --config config/acme --out cdk.out/tags`;

/** `belltower tags compile` */
export function registerTagsCompile(tags: Command): void {
  withConfigOption(tags.command('compile'))
    .description('the tag policy as policies of AWS Organizations and as an aspect of the CDK')
    .option('--out <DIR>', 'folder to write to', 'cdk.out/tags')
    .option('--json', 'print { folder, files: [{ name, characters }], left } as JSON')
    .addHelpText('after', NOTES)
    .action(run);
}

function run({ config: dir, out, json }: CompileOptions): void {
  const policy = compilePolicy(loadTagsConfig(dir));
  const scps = compileScp(policy);
  const tagPolicies = compileTagPolicy(policy);
  const left = [...scps.left, ...tagPolicies.left];
  const files = [
    ...scps.documents.map((document, place) => ({ name: `scp-${place + 1}.json`, text: scpText(document) })),
    ...tagPolicies.documents.map((document, place) => ({
      name: `tag-policy${place === 0 ? '' : `-${place + 1}`}.json`,
      text: tagPolicyText(document),
    })),
    { name: 'required-tags.ts', text: compileAspect(policy) },
  ];
  write(out, files);
  const written = files.map(({ name, text }) => ({ name, characters: text.length }));
  print(json, { folder: out, files: written, left }, () =>
    [
      textTable(written.map(({ name, characters }) => [join(out, name), `${characters} characters`])),
      ...left.map((one) => `Left to the verdict after the fact: ${one}.`),
      'Nothing is attached: AWS Organizations takes the policies, a CDK app the aspect.',
    ].join('\n'),
  );
}

function write(folder: string, files: readonly { readonly name: string; readonly text: string }[]): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder))
      if (/^(scp|tag-policy)-\d+\.json$/.test(name) && !files.some((file) => file.name === name))
        rmSync(join(folder, name));
    for (const { name, text } of files) writeFileSync(join(folder, name), text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UsageFault(`${folder}: cannot be written${code}; wanted: a folder for the compiled policies`);
  }
}
