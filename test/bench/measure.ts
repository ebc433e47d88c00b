// Measuring and printing: medians, because the machines that run this are noisy.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WASI } from 'node:wasi';

export interface Row {
  readonly name: string;
  /** Milliseconds. */
  readonly ours: number;
  /** Milliseconds that a peer took for the same, in the same run. */
  readonly peer?: number | undefined;
}

/** The median of `rounds` runs, in milliseconds, after a few that warm up; `clock` is `performance.now` or `cpuTime`. */
export function median(rounds: number, run: () => void, warmUp = 3, clock = (): number => performance.now()): number {
  for (let i = 0; i < warmUp; i++) run();
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = clock();
    run();
    times.push(clock() - start);
  }
  return middle(times);
}

/**
 * The processor time that this program took so far, in milliseconds: what work costs, also on a machine that is busy
 * with something else.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** `clockid_t` of WASI preview 1: `thread_cputime_id`. */
const CLOCK_OF_THREAD = 3;

/**
 * The processor time that the calling thread took so far, in milliseconds: what somebody waits for. Threads beside it, in
 * which V8 compiles and marks what is in use, are not in it. Node.js 20 tells it to WebAssembly programs only.
 */
export const threadTime: () => number = (() => {
  const wasi = new WASI({ version: 'preview1' });
  const memory = runInNewContext('new WebAssembly.Memory({ initial: 1 })') as { readonly buffer: ArrayBuffer };
  wasi.initialize({ exports: { memory } });
  const nanoseconds = new BigUint64Array(memory.buffer, 0, 1);
  const clockTimeGet = wasi.wasiImport['clock_time_get'] as (clock: number, precision: bigint, at: number) => number;
  return () => {
    const error = clockTimeGet(CLOCK_OF_THREAD, 1n, 0);
    if (error !== 0) throw new Error(`the thread's clock cannot be read (WASI error ${error})`);
    return Number(nanoseconds[0]) / 1e6;
  };
})();

export function middle(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Prints a table; `peer` names what the ratio compares with. */
export function printRows(title: string, rows: readonly Row[], peer?: string): void {
  const width = Math.max(...rows.map((r) => r.name.length));
  console.log(`\n${title}`);
  for (const { name, ours, peer: other } of rows) {
    const ratio = other === undefined ? '' : `  ${peer} ${other.toFixed(1)} ms  ratio ${(ours / other).toFixed(2)}`;
    console.log(`  ${name.padEnd(width)}  ${ours.toFixed(1).padStart(8)} ms${ratio}`);
  }
}

/** What takes a different time each time. */
export interface Distribution {
  readonly name: string;
  /** Milliseconds, one for each time. */
  readonly times: readonly number[];
}

const SHOWN = [50, 90, 99] as const;

/** Prints a table of percentiles. */
export function printPercentiles(title: string, rows: readonly Distribution[]): void {
  const width = Math.max(...rows.map((r) => r.name.length));
  console.log(`\n${title}`);
  console.log(`  ${''.padEnd(width)}  ${SHOWN.map((p) => `p${p}`.padStart(11)).join('')}`);
  for (const { name, times } of rows)
    console.log(
      `  ${name.padEnd(width)}  ${SHOWN.map((p) => `${percentile(times, p).toFixed(1).padStart(8)} ms`).join('')}`,
    );
}

function percentile(times: readonly number[], percent: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** The heap that is in use, without what can be collected, in MiB. */
export function memoryInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}
