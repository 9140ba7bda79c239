import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { readConfig } from '../shared/config/read-config.ts';
import type { Config } from '../shared/config/schema.ts';

const ROOT = resolve(import.meta.dirname, '..');
const RUNS = 9;
/** Functions whose clients need the SDK's event streams to be loaded at all. */
const STREAMING: ReadonlySet<string> = new Set(['check-reach', 'review-costs', 'show-review']);

/** One function's bundle: its size, what is in it, and how long it takes to load. */
interface Bundle {
  readonly name: string;
  readonly bytes: number;
  /** Bytes by package, largest first. */
  readonly parts: readonly (readonly [string, number])[];
  /** Time of a fresh process that imports it, from start to end, over that of one that imports an empty module. */
  readonly loadRatio: number;
}

/** Bundles every function as the stack does, and loads each in fresh processes. */
export async function measureBundles(): Promise<Bundle[]> {
  const folder = mkdtempSync(join(tmpdir(), 'belltower-bench-'));
  try {
    const read = readConfig(join(ROOT, 'config/example'));
    if (!read.ok) throw new Error('config/example has faults');
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, 'export const handler = () => {};\n');
    const emptyMs = loadMs(empty);
    const bundles: Bundle[] = [];
    for (const entry of handlers()) {
      const name = basename(entry, '.ts');
      const outfile = join(folder, name, 'index.mjs');
      const { metafile } = await build({
        entryPoints: [entry],
        outfile,
        bundle: true,
        minify: true,
        platform: 'node',
        target: 'node24',
        format: 'esm',
        mainFields: ['module', 'main'],
        metafile: true,
        external: STREAMING.has(name) ? [] : ['@smithy/core/event-streams'],
        logLevel: 'error',
        alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'shared/runtime/function-credentials.ts') },
      });
      writeFileSync(join(folder, name, 'config.json'), JSON.stringify(shippedWith(read.config, entry)));
      const { bytes, parts } = contents(metafile);
      bundles.push({ name, bytes, parts, loadRatio: loadMs(outfile) / emptyMs });
    }
    return bundles.sort((a, b) => b.bytes - a.bytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The organization and the section of the function's domain, as the stack gives it. */
function shippedWith({ organization, ...sections }: Config, entry: string): object {
  const domain = basename(dirname(entry));
  return {
    organization,
    ...Object.fromEntries(Object.entries(sections).filter(([section]) => section === domain)),
  };
}

function handlers(): string[] {
  const folder = join(ROOT, 'lambdas');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file));
}

function contents({ outputs }: Metafile): { bytes: number; parts: (readonly [string, number])[] } {
  const output = Object.values(outputs)[0];
  const byPackage = new Map<string, number>();
  for (const [file, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'our own code';
    byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput);
  }
  return { bytes: output?.bytes ?? 0, parts: [...byPackage].sort((a, b) => b[1] - a[1]) };
}

const ENV = {
  ...process.env,
  AWS_REGION: 'eu-west-1',
  INCIDENTS_TABLE: 't',
  CONTACTS_TABLE: 't',
  AUDIT_TABLE: 't',
  LADDER_ARN: 'a',
  BUS_NAME: 'b',
  DLQ_URL: 'http://localhost/q',
  LINK_KEY_ID: 'k',
  INTEGRATION_KEY_ID: 'k',
  INTAKE_QUEUE_URL: 'http://localhost/q',
  DELIVERY_QUEUE_URL: 'http://localhost/q',
  PAGE_URL: 'https://example.com',
  COSTS_TABLE: 't',
  PAGES_BUCKET: 'b',
  PAGER: 'yes',
  RESOURCES_TABLE: 't',
  QUEUE_URL: 'http://localhost/q',
  MEMBER_ROLE: 'arn:aws:iam::111111111111:role/BelltowerMember',
};
/** The median of fresh processes: one number of a noisy machine says nothing. */
function loadMs(file: string): number {
  const times = Array.from({ length: RUNS }, () => {
    const from = performance.now();
    execFileSync(process.execPath, ['--input-type=module', '-e', 'await import(process.argv[1])', file], {
      env: ENV,
    });
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN;
}
