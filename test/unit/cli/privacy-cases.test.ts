import '../../support/quiet.ts';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenerateMacCommand, KMSClient } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { PRIVACY_API } from '../../../shared/privacy/api.ts';
import { canonicalJson } from '../../../shared/privacy/canonical-json.ts';
import { certificateText, signCertificate } from '../../../shared/privacy/certificate.ts';
import { keyPair, unsignedCertificate } from '../../support/certificates.ts';
import { runCliHere } from '../../support/cli-in-process.ts';
import { configFolder, ORGANIZATION } from '../../support/config-folder.ts';
import { dataMap, system } from '../../support/data-map.ts';
import { START } from '../../support/erasure-world.ts';
import { playStack } from '../../support/played-stack.ts';
import { MAC, privacyApi } from '../../support/privacy-api.ts';

const MAP = dataMap([system('crm')]);
const PERSON = { email: ['ann.other@acme.example'], userId: ['u-1'] };
const kms = mockClient(KMSClient);

let api: ReturnType<typeof privacyApi>;
/** What went over the wire, in words. */
let wire: string[];

beforeEach(() => {
  playStack({ TagKeyId: 'tag-key', CasesTable: 'cases' });
  kms.reset();
  kms.on(GenerateMacCommand).callsFake(async ({ KeyId, Message }) => {
    if (KeyId !== 'tag-key') throw new Error('another key');
    return { Mac: await MAC.sign(Message) };
  });
  vi.useFakeTimers({ now: Date.parse(START), toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  api = privacyApi(MAP);
  wire = [];
  vi.stubGlobal('fetch', async (input: URL, { method, body }: { method: string; body?: string }) => {
    const url = new URL(input);
    wire.push(`${method} ${url.pathname} ${body ?? ''}`.trim());
    const [route, params] = routed(`${method} ${url.pathname}`);
    const query = Object.fromEntries(url.searchParams);
    const { status, text } = await api.ask({ route, params, query, body });
    return new Response(text, { status: status ?? 500 });
  });
  onTestFinished(() => void vi.unstubAllGlobals());
});

/** The route that API Gateway finds for a request, with what it takes from the path. */
function routed(request: string): [string, Record<string, string>] {
  for (const { route } of PRIVACY_API) {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    const found = new RegExp(`^${route.replaceAll(/\{\w+\}/g, '([^/]+)')}$`).exec(request);
    if (found !== null)
      return [route, Object.fromEntries(names.map((name, place) => [name, found[place + 1] ?? '']))];
  }
  return ['GET /nowhere', {}];
}

function file(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'belltower-privacy-')), 'file.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const privacy = (...args: string[]) => runCliHere(['privacy', ...args]);
const opened = () => privacy('request', '--identities', file(PERSON), '--evidence', 'ticket:1');

describe('belltower privacy request', () => {
  it('opens a case, and says that the same one is worked on', async () => {
    expect(await opened()).toEqual({
      status: 0,
      stdout: 'opened case-1: grace, due 2026-04-02T09:00Z\n',
      stderr: '',
    });
    expect((await opened()).stdout).toBe(
      'the same request is being worked on: case-1: grace, due 2026-04-02T09:00Z\n',
    );
  });

  it('says nothing of the person, also with --json', async () => {
    const { stdout } = await privacy('request', '--identities', file(PERSON), '--json');
    expect(JSON.parse(stdout)).toMatchObject({ attached: false, case: { id: 'case-1', state: 'received' } });
    expect(stdout).not.toMatch(/ann|u-1"/);
  });

  it.each<[what: string, args: string[], words: RegExp]>([
    ['no file', [], /wanted: a JSON file, or - for stdin/],
    ['no such file', ['--identities', '/nowhere'], /cannot be read/],
    ['no JSON', ['--identities', file('ann.other@acme.example')], /not JSON/],
    ['another shape', ['--identities', file({ email: 'ann.other@acme.example' })], /not a list of texts/],
    ['nobody', ['--identities', file({})], /not a list of texts/],
    [
      'evidence that is personal',
      ['--identities', file(PERSON), '--evidence', 'Ann Example'],
      /without anything personal/,
    ],
    [
      'an identity that the map does not have',
      ['--identities', file({ phone: ['+49123456'] })],
      /wanted: only userId, email/,
    ],
  ])('with %s exits with 2, and does not repeat it', async (_, args, words) => {
    const { status, stderr } = await privacy('request', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/ann\.other|\+49/);
  });
});

describe('belltower privacy, of one case', () => {
  it('lists, shows, extends and withdraws', async () => {
    expect((await privacy('cases')).stdout).toBe('no such cases\n');
    await opened();
    expect((await privacy('cases')).stdout).toContain(
      'case-1  grace  2026-03-02T09:00Z  2026-04-02T09:00Z  31d',
    );
    expect((await privacy('show', 'case-1')).stdout).toMatch(/^Case case-1: grace\nReceived .*\nIt can be/);
    expect((await privacy('extend', 'case-1', '--reason', 'complexity')).stdout).toBe(
      'case-1: grace, due 2026-06-02T09:00Z\n',
    );
    expect(await privacy('extend', 'case-1', '--reason', 'complexity')).toMatchObject({
      status: 1,
      stderr: 'case-1: the case was extended before, and can be once\n',
    });
    expect((await privacy('withdraw', 'case-1')).stdout).toBe('case-1: withdrawn, due 2026-06-02T09:00Z\n');
    expect((await privacy('show', 'case-2')).status).toBe(1);
  });

  it('says what came of finding out who asks', async () => {
    await privacy('request', '--identities', file(PERSON));
    expect((await privacy('cases')).stdout).toContain('a person: who asks?');
    expect((await privacy('verify-person', 'case-1', 'asked')).stdout).toContain('verifying');
    const { stdout } = await privacy('verify-person', 'case-1', 'verified', '--evidence', 'ticket:2');
    expect(stdout).toContain('grace');
  });

  it.each<[args: string[], words: RegExp]>([
    [['verify-person', 'case-1', 'maybe'], /allowed: asked, verified, failed/],
    [['extend', 'case-1'], /wanted: complexity or number-of-requests/],
    [['confirm', 'case-1', 'paper', 'done'], /wanted: how many records/],
    [['show', 'ann@acme.example'], /wanted: the id of a case/],
    [['hold', 'Ann v. Acme', '--case', 'case-1'], /such as a file number/],
    [['hold', 'court'], /wanted: option '--case <ID>' or '--identities <FILE>'/],
    [['hold', 'court', '--case', 'case-1', '--class', 'a:b:c'], /wanted: a class such as invoices/],
  ])('%j is refused with one line, and asks nobody', async (args, words) => {
    const { status, stderr } = await privacy(...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(words);
    expect(wire).toEqual([]);
  });

  it('writes a certificate byte for byte', async () => {
    await opened();
    const unsigned = unsignedCertificate({ case: 'case-1' });
    const signer = keyPair().signerOf((signing) => canonicalJson({ ...unsigned, signing }));
    const signed = await signCertificate(unsigned, signer);
    await api.certificates.issue({ caseId: 'case-1', issue: 1, final: true }, async () => signed, {
      at: START,
      actor: 'system:test',
      correlationId: 'test',
    });
    expect((await privacy('certificate', 'case-1')).stdout).toBe(certificateText(signed));
    const out = file('');
    await privacy('certificate', 'case-1', '--out', out);
    expect(readFileSync(out, 'utf8')).toBe(certificateText(signed));
  });
});

describe('belltower privacy hold', () => {
  it('by a case, and released', async () => {
    await opened();
    await privacy('hold', 'C-118', '--case', 'case-1', '--class', 'data');
    expect(wire.at(-1)).toBe(
      'POST /v1/privacy/cases/case-1/holds {"id":"C-118","classes":[{"class":"data"}]}',
    );
    expect((await privacy('release', 'C-118', '--case', 'case-1')).status).toBe(0);
    expect((await privacy('release', 'C-118', '--case', 'case-1')).status).toBe(1);
  });

  it('of a person is on each of their tags, and who it is leaves the machine in none of them', async () => {
    expect(await privacy('hold', 'C-118', '--identities', file(PERSON))).toMatchObject({ status: 0 });
    expect(wire).toHaveLength(2);
    expect(wire.join()).not.toMatch(/ann|u-1/);
    await opened();
    const { subjects } = await api.store.read('case-1');
    expect((await api.holds.on(subjects)).map(({ id }) => id)).toEqual(['C-118', 'C-118']);
    expect((await privacy('release', 'C-118', '--identities', file({ email: PERSON.email }))).status).toBe(0);
    expect((await privacy('release', 'C-118', '--identities', file(PERSON))).status).toBe(0);
    expect((await privacy('release', 'C-118', '--identities', file(PERSON))).status).toBe(1);
  });

  it.each([
    ['that is looked up and not listed', { orderId: ['o-4711'] }],
    ['that is not there', { ...PERSON, phone: ['+49 123456'] }],
  ])('by an identity %s is refused, and so is its release: it would keep nothing', async (_, person) => {
    for (const command of ['hold', 'release']) {
      const { status, stdout, stderr } = await privacy(command, 'C-118', '--identities', file(person));
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toContain(
        `not under identities of ${join('config', 'example', 'privacy.yaml')}: no case`,
      );
      expect(stderr).toMatch(/wanted: only userId, email\n$/);
      expect(stderr).not.toMatch(/4711|\+49|ann/);
    }
    expect([wire, kms.calls()]).toEqual([[], []]);
  });

  it('by identities wants the data map that says which there are', async () => {
    const config = configFolder({ 'organization.yaml': ORGANIZATION });
    const args = ['C-118', '--identities', file(PERSON), '--config', config];
    const { status, stderr } = await privacy('hold', ...args);
    expect([status, wire]).toEqual([2, []]);
    expect(stderr).toContain('there is no data map; wanted: a file privacy.yaml in this folder');
  });
});
