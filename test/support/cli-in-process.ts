import { onTestFinished, vi } from 'vitest';
import { runCli } from '../../bin/run-cli.ts';
import type { CliRun } from './run-cli.ts';

const AWS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Runs `belltower` within the test, where AWS can be played, with credentials that are nobody's. */
export async function runCliHere(args: readonly string[]): Promise<CliRun> {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_SESSION_TOKEN', 'BELLTOWER_CONFIG'])
    vi.stubEnv(name, undefined);
  for (const [name, value] of Object.entries(AWS)) vi.stubEnv(name, value);
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((text) => {
      written[stream] += String(text);
      return true;
    }),
  );
  onTestFinished(() => void vi.unstubAllEnvs());
  try {
    const status = await runCli(args);
    return { status, ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The answers of a played HTTP server, by `METHOD path`; what was asked of it is kept. */
export function playHttp(answers: Readonly<Record<string, { status?: number; body: unknown }>>) {
  const asked: {
    readonly method: string;
    readonly url: URL;
    readonly body: unknown;
    readonly signed: string;
  }[] = [];
  vi.stubGlobal(
    'fetch',
    async (input: URL, init: { method: string; headers: Record<string, string>; body?: string }) => {
      const url = new URL(input);
      const body: unknown = init.body?.startsWith('{') ? JSON.parse(init.body) : init.body;
      asked.push({ method: init.method, url, body, signed: init.headers['authorization'] ?? '' });
      const answer = answers[`${init.method} ${url.pathname}`];
      if (answer === undefined) throw new Error(`nothing is played at ${init.method} ${url.pathname}`);
      const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
      return new Response(text, { status: answer.status ?? 200 });
    },
  );
  onTestFinished(() => void vi.unstubAllGlobals());
  return asked;
}
