import { describe, expect, it } from 'vitest';
import {
  failedRunnerChecks,
  registeredName,
  registrationJson,
  registrationOptions,
  RELEASES,
  runnerNameProblem,
  runnerNames,
  runnerOptions,
  runnerPathPackages,
  runnerScripts,
  runnerUnitDefinitions,
  serviceOverridesMerge,
  type ModuleDefinition,
  type Release,
  type RunnerValues,
} from '../../server/src/nixos/index';
import { PATHS, PLAIN_VALUES, renderRunner } from './support';

function definitions(release: Release, given: Partial<RunnerValues> = {}): ModuleDefinition[] {
  const names = runnerNames(release, 'a');
  const values = { ...PLAIN_VALUES, name: 'a', ...given };
  const scripts = runnerScripts(release, { names, values, paths: PATHS, configPath: '/nix/store/c' });
  return runnerUnitDefinitions(release, { names, values, paths: PATHS, scripts });
}
const setting = (release: Release, name: string, given: Partial<RunnerValues> = {}): ModuleDefinition[] =>
  definitions(release, given).filter((definition) => definition.path.join('.') === `serviceConfig.${name}`);
const script = (release: Release, role: string, given: Partial<RunnerValues> = {}): string =>
  renderRunner(release, 'a', { name: 'a', ...given }).scripts.find((found) => found.role === role)?.text ?? '';

describe('the names of a runner', () => {
  it('are those of the one service in 22.11, with the name in the directories alone', () => {
    expect(runnerNames('22.11', 'anvil')).toEqual({
      service: 'github-runner',
      unit: 'github-runner.service',
      directory: 'github-runner/anvil',
      stateDirectory: '%S/github-runner/anvil',
      runtimeDirectory: '%t/github-runner/anvil',
      logsDirectory: '%L/github-runner/anvil',
      configFile: 'github-runner-config.json',
    });
  });

  it('carry the attribute from 23.05 on', () => {
    expect(runnerNames('23.05', 'anvil').unit).toBe('github-runner-anvil.service');
    expect(runnerNames('26.05', 'anvil').configFile).toBe('github-runner-anvil-config.json');
  });

  it('stand in for a name that is null up to 23.11', () => {
    expect(registeredName('23.11', 'anvil', null)).toBe('anvil');
    expect(registeredName('24.05', 'anvil', null)).toBeNull();
    expect(registeredName('23.11', 'anvil', 'other')).toBe('other');
  });

  it('must be good names for the store', () => {
    expect(runnerNameProblem('25.05', 'plural', 'anvil_1.x')).toBeUndefined();
    expect(runnerNameProblem('25.05', 'plural', 'my runner')).toBe(
      '`services.github-runners.my runner` cannot name a runner: files in the Nix store are named after it. `github-runner-my runner-setup-work-dirs.sh` holds a blank; a name in the Nix store may hold only letters a-z and A-Z, digits and `+-._?=`.',
    );
    expect(runnerNameProblem('25.05', 'plural', 'x'.repeat(178))).toBeUndefined();
    expect(runnerNameProblem('25.05', 'plural', 'x'.repeat(179))).toContain('212 characters');
  });

  it('do not touch the store in 22.11', () => {
    expect(runnerNameProblem('22.11', 'singular', 'x'.repeat(63))).toBeUndefined();
  });
});

describe('the registration file', () => {
  it('holds the options that register anew, but for options that a release lacks', () => {
    for (const release of RELEASES) {
      const tree = release === '22.11' ? 'singular' : 'plural';
      const registering = runnerOptions(release, tree).filter((found) => found.reRegisters);
      expect([...registrationOptions(release)].sort()).toEqual(registering.map((found) => found.name).sort());
    }
  });

  it('names the copy of a token that was a path literal', () => {
    const values = { ...PLAIN_VALUES, tokenFile: '/etc/nixos/token', tokenFileCopy: '/nix/store/x-token' };
    expect(registrationJson('23.05', values)).toBe(
      '{"ephemeral":false,"extraLabels":[],"name":null,"runnerGroup":null,"tokenFile":"/nix/store/x-token","url":"https://github.com/example","workDir":null}',
    );
  });

  it('leaves a value that is not known as it is', () => {
    expect(registrationJson('25.05', { ...PLAIN_VALUES, url: '‹config.x "y"›' })).toContain(
      '"url":"‹config.x \\"y\\"›"',
    );
  });
});

describe('the definitions of the runner module', () => {
  it('are ordinary ones in 22.11 and give way from 23.05 on', () => {
    expect(setting('22.11', 'ProtectHome')).toMatchObject([{ value: true, priority: 100 }]);
    expect(setting('23.05', 'ProtectHome')).toMatchObject([{ value: true, priority: 1000 }]);
    expect(setting('25.05', 'KillSignal')).toMatchObject([{ value: 'SIGINT', priority: 100 }]);
  });

  it('leave room in lists from 23.05 on', () => {
    expect(setting('22.11', 'DeviceAllow')).toMatchObject([{ value: '', order: 1000 }]);
    expect(setting('23.05', 'DeviceAllow')).toMatchObject([{ value: [''], order: 500 }]);
    expect(setting('25.05', 'RestrictAddressFamilies')).toMatchObject([{ order: 500 }]);
  });

  it('keep a dynamic user beside a named one up to 23.11', () => {
    const given = { user: 'ci', group: 'docker' };
    expect(setting('23.11', 'User', given)).toMatchObject([{ value: 'ci' }]);
    expect(setting('23.11', 'Group', given)).toEqual([]);
    expect(setting('23.11', 'DynamicUser', given)).toMatchObject([{ value: true, priority: 1000 }]);
    expect(setting('24.05', 'DynamicUser', given).map((found) => [found.value, found.priority, found.from])).toEqual([
      [true, 1000, []],
      [false, 100, ['user']],
      [false, 100, ['group']],
    ]);
    expect(setting('24.05', 'Group', given)).toMatchObject([{ value: 'docker', from: ['group'] }]);
  });

  it('name the options they were made from', () => {
    expect(setting('25.05', 'WorkingDirectory', { workDir: '/w' })).toMatchObject([{ value: '/w', from: ['workDir'] }]);
    expect(setting('25.05', 'WorkingDirectory')).toMatchObject([{ value: '%t/github-runner/a', from: [] }]);
    expect(setting('25.05', 'Restart', { ephemeral: true })).toMatchObject([
      { value: 'on-success', from: ['ephemeral'] },
    ]);
  });

  it('let extraEnvironment take the place of HOME', () => {
    const home = definitions('25.05', { extraEnvironment: { HOME: '/h', N: 1 } }).filter(
      (definition) => definition.path[0] === 'environment',
    );
    expect(home.map((definition) => [definition.path[1], definition.value, definition.from])).toEqual([
      ['RUNNER_ROOT', '%S/github-runner/a', []],
      ['HOME', '/h', ['extraEnvironment']],
      ['N', 1, ['extraEnvironment']],
    ]);
  });

  it('name the copy of a token that was a path literal in the unit, and the path in the scripts', () => {
    const given = { tokenFile: '/etc/nixos/token', tokenFileCopy: '/nix/store/x-token' };
    expect(setting('25.05', 'InaccessiblePaths', given)).toMatchObject([
      { value: ['-/nix/store/x-token', '%S/github-runner/a/.current-token'] },
    ]);
    expect(script('25.05', 'unconfigure', given)).toContain('install --mode=666 /etc/nixos/token ');
  });

  it('know which shell and which overrides a release has', () => {
    expect(runnerPathPackages('24.05')[0]).toBe('bash');
    expect(runnerPathPackages('24.11')[0]).toBe('bashInteractive');
    expect(RELEASES.filter((release) => serviceOverridesMerge(release) === 'none')).toEqual(['22.11']);
  });
});

describe('the scripts of each release', () => {
  it.each<[Release, string[]]>([
    ['22.11', ['unconfigure', 'configure', 'setup-runtime-dirs']],
    ['23.05', ['unconfigure', 'configure', 'setup-work-dirs']],
    ['26.05', ['unconfigure', 'configure', 'setup-work-dirs']],
  ])('%s has three', (release, suffixes) => {
    const { scripts } = renderRunner(release, 'a', { name: 'a' });
    const service = release === '22.11' ? 'github-runner' : 'github-runner-a';
    expect(scripts.map((found) => found.name)).toEqual(suffixes.map((suffix) => `${service}-${suffix}.sh`));
  });

  it('are run with their directories, the first as root', () => {
    const { scripts } = renderRunner('24.05', 'a', { workDir: '/my work' });
    expect(scripts.map((found) => found.command)).toEqual([
      `+/nix/store/${'e'.repeat(32)}-github-runner-a-unconfigure.sh '%S/github-runner/a' '/my work' '%L/github-runner/a'`,
      `/nix/store/${'e'.repeat(32)}-github-runner-a-configure.sh '%S/github-runner/a' '/my work' '%L/github-runner/a'`,
      `/nix/store/${'e'.repeat(32)}-github-runner-a-setup-work-dirs.sh '%S/github-runner/a' '/my work' '%L/github-runner/a'`,
    ]);
  });

  it('register by the program that the release has', () => {
    expect(script('22.11', 'configure')).toContain('-github-runner/bin/config.sh "${args[@]}"');
    expect(script('23.05', 'configure')).toContain('-github-runner/bin/Runner.Listener configure "${args[@]}"');
  });

  it('tell kinds of tokens apart as the release does', () => {
    const test = (release: Release): string[] =>
      script(release, 'configure')
        .split('\n')
        .filter((line) => line.includes('=~'))
        .map((line) => line.trim());
    expect(test('22.11')).toEqual(['if [[ "$token" =~ ^ghp_* ]]; then']);
    expect(test('23.05')).toEqual(['if [[ "$token" =~ ^ghp_* ]] || [[ "$token" =~ ^github_pat_* ]]; then']);
    expect(test('25.11')).toEqual(['if [[ "$token" =~ ^gh[a-z]+_* ]] || [[ "$token" =~ ^github_pat_* ]]; then']);
    expect(script('25.11', 'configure', { tokenType: 'access' })).toContain('  case access in\n  access)\n');
  });

  it('leave out the name that is null from 24.05 on, with an empty line in its place', () => {
    expect(script('24.05', 'configure', { name: null })).toContain("    --labels ''\n    \n    \n");
    expect(script('23.11', 'configure', { name: null })).toContain("    --name 'a'\n");
  });

  it('have as many lines for options that are not set as the release has options', () => {
    const blank = (release: Release): number =>
      script(release, 'configure')
        .split('\n')
        .filter((line) => line === '    ').length;
    expect(RELEASES.map(blank)).toEqual([3, 3, 3, 4, 4, 4, 4, 4]);
  });
});

describe('the module’s own checks', () => {
  const checks = (release: Release, given: Partial<RunnerValues>) =>
    failedRunnerChecks(release, 'a', { ...PLAIN_VALUES, ...given });

  it('pass for an ordinary runner', () => {
    for (const release of RELEASES) expect(checks(release, {})).toEqual([]);
  });

  it('refuse a runner without any label', () => {
    expect(checks('24.05', { noDefaultLabels: true })).toEqual([
      {
        kind: 'assertion',
        message: '`services.github-runners.a`: The `extraLabels` option is mandatory if `noDefaultLabels` is set',
        option: 'noDefaultLabels',
      },
    ]);
    expect(checks('24.05', { noDefaultLabels: true, extraLabels: ['x'] })).toEqual([]);
  });

  it('warn of a token in the store in 22.11 only, and only right below it', () => {
    const direct = { tokenFile: '/nix/store/3nk75f3j59i22v7gx77j650jbyna1mib-token' };
    expect(checks('22.11', direct)).toMatchObject([{ kind: 'warning', option: 'tokenFile' }]);
    expect(checks('22.11', { tokenFile: `${direct.tokenFile}/x` })).toEqual([]);
    expect(checks('25.05', direct)).toEqual([]);
  });
});
