// npm run bench [-- NAME…]: runs the named benchmarks, or all, in a thread as the server's.
import { Worker, isMainThread } from 'node:worker_threads';
import { THREAD_LIMITS } from '../../server/src/lsp/deep-thread';
import { cli } from './cli';
import { editor } from './editor';
import { evaluation } from './eval';
import { fleet } from './fleet';
import { host } from './host';

const BENCHMARKS: Readonly<Record<string, () => void | Promise<void>>> = { cli, editor, eval: evaluation, fleet, host };

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((n) => !(n in BENCHMARKS));
  if (unknown !== undefined) {
    console.error(`There is no benchmark ${unknown}; there are: ${Object.keys(BENCHMARKS).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) await BENCHMARKS[name]?.();
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), {
    argv: process.argv.slice(2),
    resourceLimits: THREAD_LIMITS,
  });
  worker.on('exit', (status) => {
    process.exitCode = status;
  });
} else {
  void main(process.argv.slice(2));
}
