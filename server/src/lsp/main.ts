// The language server's program: `node dist/server.js --stdio`. May import every layer but cli.
import { isMainThread, workerData } from 'node:worker_threads';
import type { ArrivalsCounter } from './arrivals';
import { runInDeepThread } from './deep-thread';

if (isMainThread) {
  runInDeepThread(__filename);
} else {
  // Not before here, so that the main thread does not load what only the other one needs.
  void import('./connection').then(({ serve }) => serve(process.stdin, process.stdout, workerData as ArrivalsCounter));
}
