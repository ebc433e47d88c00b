// What a change does, in words: a source before, a source after, the sentences.
import { describe, expect, test } from 'vitest';
import { compareRunners, comparisonText, preview, runnersOfFile, type ComparisonKind } from '../../server/src/features';
import type { FileRunner } from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture } from './support';

const runner = (more = '', service = ''): string => `{ lib, config, pkgs, ... }: {
  services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/run/token"; ${more} };
  ${service === '' ? '' : `systemd.services.github-runner-web = { ${service} };`}
}`;

function runnerOf(text: string, release: Release = '25.05'): FileRunner | undefined {
  const { file } = fixture(text, release);
  return runnersOfFile(file)[0];
}

function summary(
  before: FileRunner | undefined,
  after: FileRunner | undefined,
  kind: ComparisonKind = 'switch',
): string[] {
  return comparisonText(compareRunners(before, after), kind);
}

const change = (before: string, after: string): string[] => summary(runnerOf(before), runnerOf(after));

const RESTART = 'A switch restarts `github-runner-web.service`: a job that is running then is cancelled.';

describe('the service', () => {
  test('is left running where nothing changes', () => {
    expect(change(runner(), `# A comment\n${runner()}`)).toEqual([
      'A switch leaves `github-runner-web.service` running: nothing of it changes.',
    ]);
  });

  test('is restarted for a setting', () => {
    expect(change(runner(), runner('serviceOverrides.MemoryMax = "2G";'))).toEqual([
      RESTART,
      'Settings that differ: `MemoryMax`.',
    ]);
  });

  test('is left as it is where its unit says so', () => {
    expect(change(runner(), runner('serviceOverrides.MemoryMax = "2G";', 'restartIfChanged = false;'))).toEqual([
      'A switch leaves `github-runner-web.service` running as it is (`X-RestartIfChanged=false`): the change waits for its next start, for example by `systemctl restart github-runner-web.service`.',
      'Settings that differ: `restartIfChanged`, `MemoryMax`.',
    ]);
  });

  test('is reloaded where its unit says so', () => {
    expect(change(runner(), runner('', 'reloadIfChanged = true;'))[0]).toBe(
      'A switch reloads `github-runner-web.service` and does not restart it: the rest of the change waits for its next start.',
    );
  });

  test('comes and goes', () => {
    expect(summary(undefined, runnerOf(runner()))).toEqual([
      '`github-runner-web.service` is new: a switch starts it, and the runner registers.',
    ]);
    expect(change(runner(), runner().replace('enable = true', 'enable = false'))).toEqual([
      '`github-runner-web.service` goes away: a switch stops it. Its old entry stays in GitHub’s list of runners until somebody removes it there, or GitHub does after two weeks without contact.',
    ]);
    const off = runner().replace('enable = true', 'enable = false');
    expect(change(off, off)).toEqual(['Neither has a service for this runner.']);
  });

  test('is stopped where NixOS masks it, and started where it no longer does', () => {
    const masked = runner('', 'enable = false;');
    const unit = '`github-runner-web.service`';
    expect(change(runner(), masked)).toEqual([`A switch stops ${unit}: NixOS masks it, so that nothing starts it.`]);
    expect(change(masked, runner())).toEqual([`A switch starts ${unit}, which was masked.`]);
    expect(change(masked, masked.replace('a/b', 'a/c'))[0]).toBe('Neither has a service for this runner.');
  });

  test('is told to have other names, or to be started by others', () => {
    expect(change(runner(), runner('', 'aliases = [ "ci.service" ]; requiredBy = [ "a.target" ];'))).toEqual([
      'A switch leaves `github-runner-web.service` running: nothing of it changes.',
      'Beside its text differ: `aliases`, `requiredBy`.',
    ]);
  });
});

describe('the registration', () => {
  test('of another repository leaves an old entry', () => {
    expect(change(runner(), runner().replace('a/b', 'a/c'))).toEqual([
      RESTART,
      'The runner then registers anew: `url` changes. Its old entry stays in GitHub’s list of runners until somebody removes it there, or GitHub does after two weeks without contact.',
      'Scripts that differ: `github-runner-web-unconfigure.sh`, `github-runner-web-configure.sh`.',
    ]);
  });

  test('under the same name is refused, unless it replaces the old one', () => {
    expect(change(runner(), runner('extraLabels = [ "big" ];'))[1]).toMatch(
      /^The runner then registers anew: `extraLabels` changes\. .* under the same name, and GitHub refuses .* Set `replace = true;`/,
    );
    expect(change(runner('replace = true;'), runner('replace = true; extraLabels = [ "big" ];'))[1]).toBe(
      'The runner then registers anew: `extraLabels` changes. It takes the place of its old entry in GitHub’s list, because `replace` is set.',
    );
  });

  test('waits for the next start where the service is not restarted', () => {
    const still = 'restartIfChanged = false;';
    expect(change(runner('', still), runner('extraLabels = [ "big" ]; runnerGroup = "g";', still))[1]).toMatch(
      /^The runner registers at its next start anew: `extraLabels`, `runnerGroup` change\. /,
    );
  });

  test('is kept for options that do not count', () => {
    expect(change(runner(), runner('replace = true; user = "ci";')).join()).not.toContain('anew');
  });

  test('of an ephemeral runner is made at every start', () => {
    expect(change(runner('ephemeral = true;'), runner('ephemeral = true; user = "ci";'))[1]).toBe(
      'The runner registers anew at every start, because it is `ephemeral`.',
    );
  });
});

describe('protections', () => {
  test('that go are explained, those that come back are named', () => {
    const open = runner(
      'serviceOverrides = { ProtectHome = false; PrivateUsers = lib.mkForce false; UMask = "0022"; };',
    );
    expect(change(runner(), open).filter((text) => text.startsWith('Less'))).toEqual([
      "Less protection: Without `PrivateUsers` jobs see the machine's users, and a job that becomes root is root of the machine.",
      'Less protection: With this `ProtectHome` jobs see `/home`, `/root` and `/run/user` as far as file modes let them.',
      'Less protection: With `UMask = "0022"` other users can read or write files that jobs make.',
    ]);
    expect(change(open, runner())).toContain('More protection: `PrivateUsers`, `ProtectHome`, `UMask`.');
  });

  test('are lost where an override takes all lines away', () => {
    expect(change(runner(), runner('serviceOverrides.SystemCallFilter = lib.mkForce [ ];')).join()).toContain(
      '`SystemCallFilter` no longer keeps jobs from making these system calls: `@clock`',
    );
  });

  test('with a value that cannot be known are not judged', () => {
    const unknown = runner('serviceOverrides.ProtectHome = config.my.protect;');
    expect(change(runner(), unknown).join()).not.toContain('protection');
  });

  test('the user of one’s own is no loss', () => {
    expect(change(runner(), runner('user = "ci";')).join()).not.toContain('protection');
  });
});

describe('another release', () => {
  test('brings other packages, so that the service is restarted', () => {
    expect(summary(runnerOf(runner(), '24.11'), runnerOf(runner(), '25.05'))[0]).toBe(RESTART);
  });

  test('may count more options for the registration', () => {
    const [, registration] = summary(runnerOf(runner(), '23.11'), runnerOf(runner(), '24.05'));
    expect(registration).toMatch(/^The runner then registers anew: `noDefaultLabels` changes\./);
  });

  test('may call the unit otherwise', () => {
    const text =
      '{ services.github-runner = { enable = true; url = "https://x.y/a"; tokenFile = "/t"; name = "n"; }; }';
    expect(summary(runnerOf(text, '22.11'), runnerOf(text, '23.05')).slice(0, 2)).toEqual([
      'A switch stops `github-runner.service` and starts `github-runner-n.service` in its place.',
      expect.stringMatching(/^The runner then registers anew: `workDir` changes\./),
    ]);
  });
});

test('two hosts are compared without a switch', () => {
  const text = `{ config, ... }: { services.github-runners.web = {
    enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; extraLabels = [ config.networking.hostName ]; }; }`;
  const { file, analysis } = fixture(text, '25.05', {
    'a/configuration.nix': '{ imports = [ ../host.nix ]; networking.hostName = "alpha"; }',
    'b/configuration.nix':
      '{ imports = [ ../host.nix ]; networking.hostName = "beta"; services.github-runners.web.serviceOverrides.Nice = 5; }',
  });
  const [a, b] = ['a', 'b'].map(
    (name) => preview(file, { host: `/host/${name}/configuration.nix` }, (p) => analysis.programs.get(p))?.runner,
  );
  expect(summary(a, b, 'hosts')).toEqual([
    'The hosts register the runner with different options: `extraLabels`.',
    'Settings that differ: `Nice`.',
    'Scripts that differ: `github-runner-web-unconfigure.sh`, `github-runner-web-configure.sh`.',
  ]);
});
