#!/usr/bin/env node
// Runs the CLI with the Node the project pins, whichever Node npx was started with.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pinned = here('../node_modules/node/bin/node');

if (Number(process.versions.node.split('.')[0]) >= 24) await import('./belltower.ts');
else if (!existsSync(pinned)) {
  process.stderr.write(
    `belltower: Node 24 is wanted, this is ${process.version}; run npm ci in ${here('..')}\n`,
  );
  process.exitCode = 2;
} else {
  const child = spawn(pinned, [here('belltower.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', ({ message }) => {
    process.stderr.write(`belltower: ${pinned} cannot be started: ${message}\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exitCode = code ?? 2;
    else {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    }
  });
}
