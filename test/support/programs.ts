import { spawnSync } from 'node:child_process';

/** Whether a program is on PATH; tests that need it are skipped where it is not. */
export function installed(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}
