import type { OptionEntry } from './schema';

/** Options that shape the systemd service around the runner. */
export const SERVICE_OPTIONS: readonly OptionEntry[] = [
  {
    name: 'enable',
    variants: [{ since: '22.11', type: { kind: 'bool' }, default: { kind: 'value', value: false } }],
    example: 'true',
    reRegisters: false,
    summary:
      'Whether this runner’s service exists at all. GitHub advises to use self-hosted runners for private repositories only, because a pull request to a public one can run any code on the machine.',
    releaseNotes: [
      {
        release: '23.05',
        text: 'In `services.github-runners.<name>` the option has no effect: each runner that is mentioned gets a service.',
      },
      { release: '24.11', text: 'The option has its effect again.' },
    ],
  },
  {
    name: 'package',
    variants: [
      {
        since: '22.11',
        type: { kind: 'package' },
        default: { kind: 'package', attribute: 'github-runner' },
        defaultText: 'pkgs.github-runner',
      },
    ],
    reRegisters: false,
    summary:
      'The runner’s package. GitHub soon stops serving old runner versions, and the runner cannot update itself on NixOS; on an old release a newer package may be needed.',
    releaseNotes: [
      { release: '23.11', text: 'The package is built with the `nodeRuntimes` of this runner, by its `override`.' },
    ],
  },
  {
    name: 'extraPackages',
    variants: [
      {
        since: '22.11',
        type: { kind: 'listOf', of: { kind: 'package' } },
        default: { kind: 'value', value: [] },
      },
    ],
    reRegisters: false,
    summary:
      'Packages whose programs jobs find on their `PATH`, after bash, coreutils, git, tar, gzip and Nix. Programs of the host that are not listed here are not found.',
    releaseNotes: [],
  },
  {
    name: 'extraEnvironment',
    variants: [{ since: '23.05', type: { kind: 'attrs' }, default: { kind: 'value', value: {} } }],
    example: '{ GIT_CONFIG = "/path/to/git/config"; }',
    reRegisters: false,
    summary:
      'Environment variables for the runner and its jobs. Values are strings, paths, packages or `null`; a number or a boolean is refused. `HOME` and `RUNNER_ROOT` given here replace the module’s own. The values are readable by everybody in the unit, so no secrets belong here.',
    releaseNotes: [{ release: '23.05', text: 'New.' }],
  },
  {
    name: 'serviceOverrides',
    variants: [{ since: '23.05', type: { kind: 'attrs' }, default: { kind: 'value', value: {} } }],
    example: '{ ProtectHome = false; RestrictAddressFamilies = [ "AF_PACKET" ]; }',
    reRegisters: false,
    summary:
      'Settings for the `[Service]` section, merged with the module’s own. The sandbox switches (`ProtectHome`, `PrivateUsers`, …) are defaults and simply give way; lists such as `SystemCallFilter` and `RestrictAddressFamilies` are extended; `ExecStart`, `KillSignal`, `WorkingDirectory`, `Restart` and the directories only change with `lib.mkForce`. An empty string as the first item of a list clears what the module put before it, in systemd’s reading.',
    releaseNotes: [{ release: '23.05', text: 'New.' }],
  },
  {
    name: 'user',
    variants: [
      {
        since: '23.05',
        type: { kind: 'nullOr', of: { kind: 'str' } },
        default: { kind: 'value', value: null },
        defaultText: 'username',
      },
    ],
    reRegisters: false,
    summary:
      'The user that the runner works as; `null` lets systemd make one up for the time the service runs (`DynamicUser=`). The module does not create the user. `ProtectHome` still hides home directories.',
    releaseNotes: [
      {
        release: '23.05',
        text: 'New. `DynamicUser` stays on: systemd makes up the user unless one of that name exists.',
      },
      { release: '24.05', text: 'Setting a user switches `DynamicUser` off.' },
    ],
  },
  {
    name: 'group',
    variants: [
      {
        since: '24.05',
        type: { kind: 'nullOr', of: { kind: 'str' } },
        default: { kind: 'value', value: null },
        defaultText: 'groupname',
      },
    ],
    reRegisters: false,
    summary:
      'The group that the runner works as; `null` takes the user’s own group. Without `user` it is refused, because the service would then run as root; who wants that sets `user = "root"`.',
    releaseNotes: [{ release: '24.05', text: 'New.' }],
  },
  {
    name: 'nodeRuntimes',
    variants: [
      {
        since: '23.11',
        type: { kind: 'nonEmptyListOf', of: { kind: 'enum', values: ['node16', 'node20'] } },
        default: { kind: 'value', value: ['node20'] },
      },
      {
        since: '24.05',
        type: { kind: 'nonEmptyListOf', of: { kind: 'enum', values: ['node20'] } },
        default: { kind: 'value', value: ['node20'] },
      },
      {
        since: '25.05',
        type: { kind: 'nonEmptyListOf', of: { kind: 'enum', values: ['node20', 'node24'] } },
        default: { kind: 'value', value: ['node20'] },
      },
      {
        since: '25.11',
        type: { kind: 'nonEmptyListOf', of: { kind: 'enum', values: ['node20', 'node24'] } },
        default: { kind: 'value', value: ['node20', 'node24'] },
      },
      {
        since: '26.05',
        type: { kind: 'nonEmptyListOf', of: { kind: 'enum', values: ['node20', 'node24'] } },
        default: { kind: 'value', value: ['node24'] },
      },
    ],
    reRegisters: false,
    summary:
      'The Node.js versions that the runner brings for actions written in JavaScript. An action that asks for one that is missing fails when it starts.',
    releaseNotes: [
      { release: '23.11', text: 'New, with `node16` and `node20`.' },
      { release: '24.05', text: '`node16` is gone.' },
      { release: '25.05', text: '`node24` was added in the course of the release.' },
      { release: '25.11', text: '`node20` and `node24` are both on by default.' },
      {
        release: '26.05',
        text: '`node24` alone is on by default: Node.js 20 is at its end, and nixpkgs marks it as insecure.',
      },
    ],
  },
];
