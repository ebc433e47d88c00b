// Writing to standard output and standard error from whichever thread, completely and at once.
import { writeSync } from 'node:fs';

const PAUSE = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds to wait for a reader that is slow. */
const PAUSE_LENGTH = 5;

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/**
 * Writes all of `data` to a file descriptor. A reader that has gone away, as `head` does, is no error; whether there is
 * still a reader is the answer.
 */
export function writeAll(descriptor: 1 | 2, data: string | Uint8Array): boolean {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(PAUSE, 0, 0, PAUSE_LENGTH);
    }
  }
  return true;
}
