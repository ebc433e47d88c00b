import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atLeast,
  RELEASES,
  runnerNames,
  runnerScripts,
  type Release,
  type RunnerPaths,
  type RunnerValues,
} from '../../server/src/nixos/index';
import { installed } from '../support/programs';
import { PATHS, PLAIN_VALUES, renderRunner } from './support';

const hasShellcheck = installed('shellcheck');
const hasSystemd = installed('systemd-analyze');

const FULL: Partial<RunnerValues> = {
  name: 'full 1',
  runnerGroup: "the 'group'",
  extraLabels: ['a', 'b c', '$HOME'],
  noDefaultLabels: true,
  replace: true,
  ephemeral: true,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nixos-runner-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe.each(RELEASES)('the scripts of %s', (release) => {
  for (const [kind, values] of [
    ['plain', { name: 'a' }],
    ['full', FULL],
  ] as const) {
    const { scripts } = renderRunner(release, 'a', values);
    it.each(scripts.map((script) => [script.name, script.text]))(`${kind}: bash reads %s`, (_name, text) => {
      const check = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      expect(check.stderr).toBe('');
      expect(check.status).toBe(0);
    });

    it.skipIf(!hasShellcheck)(`${kind}: shellcheck finds no errors (needs shellcheck)`, () => {
      for (const script of scripts) {
        // SC2078: a constant condition, which the module writes on purpose (`[[ "" ]]`).
        const check = spawnSync('shellcheck', ['--severity=error', '--exclude=SC2078', '--shell=bash', '-'], {
          input: script.text,
          encoding: 'utf8',
        });
        expect(check.stdout, script.name).toBe('');
      }
    });
  }
});

/** A place on this machine for what a runner's scripts touch, with a program that notes how it was called. */
class Machine {
  readonly paths: RunnerPaths;
  readonly directories: readonly [state: string, work: string, logs: string];
  readonly token: string;
  readonly #root: string;

  constructor(name: string, release: Release) {
    this.#root = join(folder, name);
    this.directories = [join(this.#root, 'state'), join(this.#root, 'work'), join(this.#root, 'logs')];
    for (const directory of [...this.directories, join(this.#root, 'runner/bin')])
      mkdirSync(directory, { recursive: true });
    this.token = join(this.#root, "the token's file");
    const program = join(this.#root, 'runner/bin', atLeast(release, '23.05') ? 'Runner.Listener' : 'config.sh');
    writeFileSync(program, `#!/bin/bash\nprintf '%s\\n' "$@" > '${this.#root}/called'\n`);
    chmodSync(program, 0o755);
    this.paths = { ...PATHS, package: join(this.#root, 'runner'), bash: '', diffutils: '/usr' };
  }

  /** Runs the three scripts as the service would at its start; gives what the runner was called with, if it was. */
  start(release: Release, given: Partial<RunnerValues>): string[] | undefined {
    const values = { ...PLAIN_VALUES, name: 'a', ...given, tokenFile: this.token };
    const configPath = join(this.#root, 'config.json');
    writeFileSync(configPath, '{}');
    const called = join(this.#root, 'called');
    rmSync(called, { force: true });
    // The work directory is fresh at every start: systemd makes the runtime directory anew.
    rmSync(this.directories[1], { recursive: true });
    mkdirSync(this.directories[1]);
    const scripts = runnerScripts(release, {
      names: runnerNames(release, 'a'),
      values,
      paths: this.paths,
      configPath,
    });
    for (const script of scripts)
      execFileSync('bash', ['-c', script.text, script.name, ...this.directories], { stdio: 'pipe' });
    return existsSync(called) ? readFileSync(called, 'utf8').split('\n').slice(0, -1) : undefined;
  }
}

describe.skipIf(!existsSync('/usr/bin/diff'))('the scripts at work (needs /usr/bin/diff)', () => {
  it.each(RELEASES)('%s: hand the options over, once', (release) => {
    const machine = new Machine(`once-${release}`, release);
    writeFileSync(machine.token, 'ghp_x');
    const late = atLeast(release, '24.05');
    const [, work] = machine.directories;
    const values = { ...FULL, ephemeral: false };
    expect(machine.start(release, values)).toEqual([
      ...(atLeast(release, '23.05') ? ['configure'] : []),
      '--unattended',
      '--disableupdate',
      '--work',
      work,
      '--url',
      'https://github.com/example',
      '--labels',
      'a,b c,$HOME',
      '--name',
      'full 1',
      '--replace',
      '--runnergroup',
      "the 'group'",
      ...(late ? ['--no-default-labels'] : []),
      '--pat',
      'ghp_x',
    ]);
    expect(existsSync(join(work, '_diag'))).toBe(true);
    expect(machine.start(release, values), 'nothing changed').toBeUndefined();
    writeFileSync(machine.token, 'AREGISTRATIONTOKEN');
    expect(machine.start(release, values)?.slice(-2), 'another token').toEqual(['--token', 'AREGISTRATIONTOKEN']);
  });

  it('register an ephemeral runner at every start', () => {
    const machine = new Machine('ephemeral', '25.05');
    writeFileSync(machine.token, 'github_pat_x');
    expect(machine.start('25.05', { ephemeral: true })).toContain('--ephemeral');
    expect(machine.start('25.05', { ephemeral: true })?.slice(-2)).toEqual(['--pat', 'github_pat_x']);
  });

  it.each([
    ['auto', 'gho_x', '--pat'],
    ['auto', 'A', '--token'],
    ['access', 'A', '--pat'],
    ['registration', 'ghp_x', '--token'],
  ])('25.11: with tokenType %s pass %s as %s', (tokenType, token, flag) => {
    const machine = new Machine(`type-${tokenType}-${token}`, '25.11');
    writeFileSync(machine.token, token);
    expect(machine.start('25.11', { tokenType })?.slice(-2)).toEqual([flag, token]);
  });
});

describe.skipIf(!hasSystemd)('the units (needs systemd-analyze)', () => {
  it.each(RELEASES)('of %s are understood by systemd', (release) => {
    const place = join(folder, `unit-${release}`);
    mkdirSync(place);
    const { unit } = renderRunner(release, 'a', { ...FULL, user: 'ci', extraEnvironment: { X: 'a "b" %h' } });
    const file = join(place, runnerNames(release, 'a').unit);
    // Programs in the store are not there, and systemd would complain of them.
    writeFileSync(file, unit.replaceAll(/^(Exec\w+=\+?)\S+/gm, '$1/bin/true'));
    const check = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', file], {
      encoding: 'utf8',
    });
    const complaints = check.stderr.split('\n').filter((line) => line.includes(place));
    expect(complaints).toEqual([]);
    expect(check.status).toBe(0);
  });
});
