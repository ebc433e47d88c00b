// Many expressions in few runs of nix-instantiate.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const hasNix = spawnSync('nix-instantiate', ['--version']).status === 0;

/** The value as printed, or `undefined` for an error. */
export type Answer = string | undefined;

const environment = { ...process.env, NIX_PATH: '' };
// A printed string may hold line breaks only as escapes, so that a line is a value.
const OPTIONS = ['--readonly-mode', '--eval', '--strict'];

/**
 * What real Nix answers to each expression. nix-instantiate evaluates files one after the other and stops at the first
 * error, so that the number of runs is the number of errors.
 */
export function evaluateAll(expressions: readonly string[]): Answer[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'differential-'));
  try {
    const files = expressions.map((text, i) => {
      const file = path.join(folder, `${i}.nix`);
      writeFileSync(file, text);
      return file;
    });
    const answers: Answer[] = [];
    while (answers.length < files.length) {
      const { stdout } = spawnSync('nix-instantiate', [...OPTIONS, ...files.slice(answers.length)], {
        encoding: 'utf8',
        env: environment,
        maxBuffer: 1 << 28,
      });
      const values = stdout.split('\n').slice(0, -1);
      answers.push(...values);
      if (answers.length < files.length) answers.push(undefined);
    }
    return answers;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
