// Running commands as a terminal would, on projects in temporary folders.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { run } from '../../server/src/cli/program';

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly colour?: boolean;
}

/** Runs a command in this process. */
export async function cli(args: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  let out = '';
  let err = '';
  const { stdin = '' } = options;
  const status = await run(args, {
    cwd: options.cwd ?? process.cwd(),
    colour: options.colour ?? false,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readStdin: () => Promise.resolve(typeof stdin === 'string' ? new TextEncoder().encode(stdin) : stdin),
  });
  return { status, out, err };
}

/** Writes files, given by relative paths, into a folder of their own, which the end of the test removes. */
export function project(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'runner-project-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** A runner without faults, for NixOS 24.05 and later. */
export const RUNNER = `{
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/example/website";
    tokenFile = "/run/secrets/runner.token";
  };
}
`;
