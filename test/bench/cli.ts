// The command line's preview, from start to end, beside `nix-instantiate --eval` of an expression of the same size.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configuration } from './configurations';
import { median, printRows } from './measure';

const ROUNDS = 9;

/** The work of a preview without a module system: the attributes of the runner, read and printed. */
const EQUIVALENT = `
  let
    config = import ./configuration.nix { config = { networking.hostName = "x"; }; pkgs = { }; lib = {
      mkDefault = content: { _type = "override"; priority = 1000; inherit content; };
      optionals = condition: list: if condition then list else [ ];
    }; };
  in builtins.toJSON config.services.github-runners
`;

export function cli(): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    writeFileSync(path.join(folder, 'configuration.nix'), configuration(100));
    writeFileSync(path.join(folder, 'expression.nix'), EQUIVALENT);
    const run = (program: string, args: readonly string[]) => (): void => {
      const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
    };
    const ours = median(
      ROUNDS,
      run(process.execPath, [path.resolve('dist/cli.js'), 'preview', 'configuration.nix', '--json']),
    );
    const hasNix = spawnSync('nix-instantiate', ['--version']).status === 0;
    const peer = hasNix
      ? median(ROUNDS, run('nix-instantiate', ['--eval', '--strict', '--readonly-mode', 'expression.nix']))
      : undefined;
    printRows(
      'command line: preview of a 100-line configuration, process start included',
      [{ name: 'preview --json', ours, peer }],
      'nix-instantiate --eval',
    );
    if (!hasNix) console.log('  (nix-instantiate is not installed, so there is nothing to compare with)');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
