import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Lifetime } from './lifetime.ts';
import { LocalFault } from './local-fault.ts';
import { folder, LOCAL_DIR } from './places.ts';
import { signalGroup } from './process-group.ts';

const MOST_INSTANCES = 16;
const FIRST_PORT = 4600;

/** A folder and a port that belong to one run while it lasts. */
export interface Instance {
  readonly name: string;
  readonly dir: string;
  readonly port: number;
}

/** Takes the first instance that no living process holds. Its port stays the same from run to run where it is free. */
export async function takeInstance(lifetime: Lifetime, wantedPort?: number): Promise<Instance> {
  for (let n = 1; n <= MOST_INSTANCES; n++) {
    const name = `run-${n}`;
    const dir = folder(LOCAL_DIR, name);
    const lock = join(dir, 'lock');
    if (!takeLock(lock)) continue;
    lifetime.atEnd(() => rmSync(lock, { force: true }));
    await awaitFormerEmulator(dir);
    return {
      name,
      dir,
      port: wantedPort === undefined ? await stablePort(dir, FIRST_PORT + n) : await checked(wantedPort),
    };
  }
  throw new LocalFault(`${MOST_INSTANCES} local runs are going on already: stop one of them`);
}

/** Notes whose process group the emulator of this folder is, for a successor that finds us dead. */
export function noteEmulator(dir: string, group: number): void {
  writeFileSync(join(dir, 'emulator.pid'), String(group));
}

function takeLock(lock: string): boolean {
  const mine = `${process.pid} ${startOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, mine, { flag: 'wx' });
      return true;
    } catch {
      const holder = read(lock);
      if (holder === undefined) continue;
      if (isAlive(holder)) return false;
      removeStale(lock, holder);
    }
  }
  return false;
}

/** Two may find the same dead lock; the one that comes late must not take away what the other has just written. */
function removeStale(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (read(aside) !== holder) linkSync(aside, lock);
  } catch {
    // the other one was faster
  }
  rmSync(aside, { force: true });
}

function isAlive(holder: string): boolean {
  const [pid = '', started = ''] = holder.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return startOf(Number(pid)) === started;
}

/** When a process began, to tell it from a later one of the same number; empty where the system does not say. */
function startOf(pid: number): string {
  return read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ')[19] ?? '';
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A former owner that was killed leaves an emulator that is just ending itself; its files are in use until then. */
async function awaitFormerEmulator(dir: string): Promise<void> {
  const group = Number(read(join(dir, 'emulator.pid')) ?? 0);
  const ours = () => (read(`/proc/${group}/cmdline`) ?? '').includes('run_emulator.py');
  for (let i = 0; group > 0 && ours(); i++) {
    if (i === 100) signalGroup(group, 'SIGKILL');
    await pause(100);
  }
  rmSync(join(dir, 'emulator.pid'), { force: true });
}

async function stablePort(dir: string, preferred: number): Promise<number> {
  const file = join(dir, 'port');
  for (const candidate of [Number(read(file) ?? preferred), preferred, 0]) {
    const port = await freePort(candidate);
    if (port === undefined) continue;
    writeFileSync(file, String(port));
    return port;
  }
  throw new LocalFault('no free port on 127.0.0.1');
}

async function checked(port: number): Promise<number> {
  if ((await freePort(port)) === undefined)
    throw new LocalFault(`port ${port} on 127.0.0.1 is taken: name another one`);
  return port;
}

/** The port itself where it is free, any free one for 0, undefined where it is taken. */
function freePort(port: number): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const server = createServer();
  server.once('error', () => resolve(undefined));
  server.listen(port, '127.0.0.1', () => {
    const address = server.address();
    const free = typeof address === 'object' && address !== null ? address.port : undefined;
    server.close(() => resolve(free));
  });
  return promise;
}
