// Runs a program of the system on texts: without a shell, in a folder of its own, for a bounded time and output.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** In milliseconds. */
const PATIENCE = 10_000;

/** The most that is read of a program's output, in bytes. */
const MAX_OUTPUT = 512 * 1024;

export interface RunOptions {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** A folder that holds nothing of the workspace. */
  readonly folder: string;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

/** What the program printed; undefined where it could not be started, was ended, or said or took too much. */
export async function run({ program, args, folder, signal }: RunOptions): Promise<Output | undefined> {
  if (signal.aborted) {
    return undefined;
  }
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: folder,
      // The person's own settings of these programs would make findings that depend on the machine.
      env: { HOME: folder, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0', SYSTEMD_LOG_TARGET: 'console' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal,
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    });
    const parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    let size = 0;
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (part: Buffer) => {
        size += part.length;
        parts[name].push(part);
        if (size > MAX_OUTPUT) {
          child.kill('SIGKILL');
        }
      });
    }
    child.on('error', () => resolve(undefined));
    child.on('close', (status) => {
      const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(parts[name]).toString('utf8');
      resolve(
        status === null || size > MAX_OUTPUT ? undefined : { stdout: text('stdout'), stderr: text('stderr'), status },
      );
    });
  });
}

/** Gives `use` a fresh folder that only this user can read, and removes it in the end. */
export async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'nixos-runner-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file below a folder and returns its path. The name must not lead out of it. */
export async function writeBelow(folder: string, name: string, text: string): Promise<string> {
  const file = path.join(folder, path.basename(name));
  await mkdir(folder, { recursive: true });
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
