// Nix itself, where it is installed.
import { spawnSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import type { Folders } from './nix-form';

/** Whether `nix-instantiate` can be run here. */
export const hasNix = spawnSync('nix-instantiate', ['--version']).status === 0;

export const folders: Folders = { current: tmpdir(), home: homedir() };

/** What `nix-instantiate --parse` prints, or its message. Undefined variables are taken for attributes of a `with`. */
export function nixParse(
  source: string,
): { readonly ok: true; readonly printed: string } | { readonly ok: false; readonly message: string } {
  // The newline keeps a comment at the end from swallowing anything.
  const run = spawnSync('nix-instantiate', ['--parse', '-'], {
    input: `with {};\n${source}\n`,
    cwd: folders.current,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return run.status === 0 ? { ok: true, printed: run.stdout } : { ok: false, message: run.stderr };
}
