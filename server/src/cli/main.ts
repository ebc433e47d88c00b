// The command line's start. Evaluation needs a deep stack, which only a worker thread can have; so the main thread does
// nothing but start one with the bundle that holds the rest, and load nothing else meanwhile.
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { THREAD_LIMITS, runInDeepThread } from '../lsp/deep-thread';
import { asksForServer } from './lsp-arguments';
import { writeAll } from './output';

/** Megabytes; beyond this the stack overflows, which ends as an ordinary evaluation error. */
const STACK_SIZE = 300;

if (asksForServer(process.argv.slice(2))) {
  runInDeepThread(path.join(__dirname, 'server.js'));
} else {
  const worker = new Worker(path.join(__dirname, 'cli-thread.js'), {
    argv: process.argv.slice(2),
    resourceLimits: { ...THREAD_LIMITS, stackSizeMb: STACK_SIZE },
  });
  worker.on('error', (error: Error) => {
    const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    writeAll(2, `error: ${outOfMemory ? 'out of memory' : `internal error: ${error.message}`}\n`);
    process.exitCode = 1;
  });
  worker.on('exit', (status) => {
    process.exitCode ||= status;
  });
}
