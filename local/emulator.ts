import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cleanEnvironment, LOCAL_CREDENTIALS, LOCAL_REGION } from './aws-environment.ts';
import { type Instance, noteEmulator } from './instance.ts';
import type { Lifetime } from './lifetime.ts';
import { LocalFault } from './local-fault.ts';
import { folder, ROOT } from './places.ts';
import { endGroup, isRunning } from './process-group.ts';
import { lastComplaint } from './run-command.ts';

const START_MS = 30_000;
const STOP_MS = 8_000;

export interface Emulator {
  readonly url: string;
  readonly port: number;
  readonly log: string;
  /** Resolves if it ends by itself, with the reason. */
  readonly died: Promise<LocalFault>;
  /** Saves the state, then ends the emulator and every function it runs. */
  stop(): Promise<void>;
}

/** Where the emulator keeps its state: what it loads when it starts and saves when it stops. */
export function stateFolder(instance: Instance): string {
  return join(instance.dir, 'state');
}

/**
 * Starts the emulator on loopback with the state that is in the instance's folder; it is answering when this resolves.
 * @param costExplorer where Cost Explorer, which the emulator does not have, answers: functions inherit it
 */
export async function startEmulator(
  python: string,
  instance: Instance,
  costExplorer: string,
  lifetime: Lifetime,
): Promise<Emulator> {
  lifetime.signal.throwIfAborted();
  const log = join(instance.dir, 'emulator.log');
  const temporary = await temporaryFolder(instance);
  const url = `http://127.0.0.1:${instance.port}`;
  const env = cleanEnvironment({
    GATEWAY_PORT: String(instance.port),
    BIND_HOST: '127.0.0.1',
    MINISTACK_HOST: '127.0.0.1',
    MINISTACK_REGION: LOCAL_REGION,
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    STATE_DIR: folder(stateFolder(instance), 'services'),
    S3_DATA_DIR: folder(stateFolder(instance), 's3'),
    TMPDIR: temporary,
    PYTHONUNBUFFERED: '1',
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_COST_EXPLORER: costExplorer,
  });
  lifetime.signal.throwIfAborted();
  const output = openSync(log, 'w');
  const child = spawn(python, [join(ROOT, 'local/run_emulator.py')], {
    cwd: instance.dir,
    env,
    detached: true,
    stdio: ['pipe', output, output],
  });
  closeSync(output);
  let wanted = true;
  const stop = async () => {
    wanted = false;
    await endGroup(child, STOP_MS);
    await rm(temporary, { recursive: true, force: true });
  };
  lifetime.atEnd(stop);
  if (child.pid !== undefined) noteEmulator(instance.dir, child.pid);
  const { promise: died, resolve } = Promise.withResolvers<LocalFault>();
  child.once('error', (error) =>
    resolve(new LocalFault(`the emulator cannot be run: ${error.message}`, log)),
  );
  child.once('exit', () => {
    if (wanted)
      resolve(
        new LocalFault(`the emulator ended by itself: ${lastComplaint(log) ?? 'it said nothing'}`, log),
      );
  });

  const answers = await untilReady(url, () => isRunning(child));
  lifetime.signal.throwIfAborted();
  if (!isRunning(child)) throw await died;
  if (!answers) throw new LocalFault(`the emulator did not answer within ${START_MS / 1000} s`, log);
  return { url, port: instance.port, log, died, stop };
}

/**
 * Where the emulator unpacks functions: outside the repository, since a function that could find our node_modules
 * would work here and fail on AWS. The one of a run that was killed is removed by the next.
 */
async function temporaryFolder(instance: Instance): Promise<string> {
  const note = join(instance.dir, 'temporary-folder');
  const former = existsSync(note) ? readFileSync(note, 'utf8') : '';
  if (basename(former).startsWith('belltower-')) await rm(former, { recursive: true, force: true });
  const made = mkdtempSync(join(tmpdir(), 'belltower-'));
  writeFileSync(note, made);
  return made;
}

async function untilReady(url: string, running: () => boolean): Promise<boolean> {
  const deadline = Date.now() + START_MS;
  while (running() && Date.now() < deadline) {
    const response = await fetch(`${url}/_ministack/ready`).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok === true) return true;
    await pause(30);
  }
  return false;
}
