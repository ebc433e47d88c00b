// Runs a program in a thread with a large stack. Lazy evaluation nests as deeply as the configuration asks for, and the
// main thread's stack cannot be made larger from within.
import { Worker, type ResourceLimits } from 'node:worker_threads';
import { countArrivals } from './arrivals';

/** What a thread that evaluates gets: evaluation makes many objects that die young, of which few outlive a collection so. */
export const THREAD_LIMITS: ResourceLimits = { stackSizeMb: 256, maxYoungGenerationSizeMb: 96 };

/** How long a thread that is busy may outlive the program at the other end of its input, in milliseconds. */
const GRACE = 2000;

/**
 * Runs the script at `file` again in a thread of its own, with this program's arguments, input and output, and ends with
 * its exit status. The thread gets the memory in which its input is counted as its data. An error that the thread does
 * not catch is printed and ends the program with status 1.
 */
export function runInDeepThread(file: string): void {
  const worker = new Worker(file, {
    argv: process.argv.slice(2),
    workerData: countArrivals(process.stdin),
    stdin: true,
    stdout: true,
    resourceLimits: THREAD_LIMITS,
  });
  if (worker.stdin) process.stdin.pipe(worker.stdin);
  worker.stdout.pipe(process.stdout, { end: false });
  // The thread ends by itself when its input does, unless it is in the middle of a long evaluation.
  process.stdin.once('end', () => setTimeout(() => process.exit(1), GRACE).unref());
  worker.once('error', (error) => {
    process.stderr.write(`The server ended because of an error: ${describe(error)}\n`);
    process.exitCode = 1;
  });
  worker.once('exit', (status) => {
    process.exitCode ??= status;
    process.stdin.destroy();
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
