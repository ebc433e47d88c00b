// Whether messages wait to be read. A thread that evaluates reads nothing, so the main thread, through which its input
// comes, counts what has come in memory that both see.
import type { Readable } from 'node:stream';

export interface ArrivalsCounter {
  /** What the other thread needs to see the count. */
  readonly memory: SharedArrayBuffer;
}

/** Counts what comes through a stream. */
export function countArrivals(input: Readable): ArrivalsCounter {
  const memory = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(memory);
  input.on('data', (chunk: Uint8Array) => void Atomics.add(count, 0, chunk.length));
  return { memory };
}

/**
 * Whether more has come, by the count of `countArrivals` in another thread, than was read from the stream in this one.
 * To be called when the stream's reader is there, since it makes the stream flow.
 */
export function unreadArrivals(input: NodeJS.ReadableStream, memory: unknown): () => boolean {
  if (!(memory instanceof SharedArrayBuffer)) return () => false;
  const count = new Int32Array(memory);
  const read = new Int32Array(1);
  input.on('data', (chunk: Uint8Array) => void Atomics.add(read, 0, chunk.length));
  return () => Atomics.load(count, 0) !== read[0];
}
