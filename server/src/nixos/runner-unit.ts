import type { PlainScalar, PlainValue } from './plain';
import { atLeast, type Release } from './release';
import type { RunnerNames } from './runner-names';
import { workDirectory, type RunnerScript } from './runner-scripts';
import { switched, type RunnerPaths, type RunnerValues } from './runner-values';

/** One definition that the runner module makes in `systemd.services.<unit>`. */
export interface ModuleDefinition {
  /** Below `systemd.services.<unit>`, for example `['serviceConfig', 'KillSignal']`. */
  readonly path: readonly string[];
  readonly value: PlainValue;
  /** As in `lib.mkOverride`: 100 is an ordinary definition, 1000 is `lib.mkDefault`. */
  readonly priority: 100 | 1000;
  /** As in `lib.mkOrder`, for lists: 500 is `lib.mkBefore`, 1000 the ordinary place. */
  readonly order: 500 | 1000;
  /** The runner options the value was made from; empty where it is the module's own. */
  readonly from: readonly string[];
}

/** What the definitions are made from. */
export interface RunnerUnitInput {
  readonly names: RunnerNames;
  readonly values: RunnerValues;
  readonly paths: RunnerPaths;
  /** As `runnerScripts` gives them. */
  readonly scripts: readonly RunnerScript[];
}

/** Sandbox settings that are ordinary definitions in 22.11 and `lib.mkDefault` from 23.05 on. */
const SANDBOX: Readonly<Record<string, PlainScalar>> = {
  NoNewPrivileges: true,
  PrivateDevices: true,
  PrivateMounts: true,
  PrivateTmp: true,
  PrivateUsers: true,
  ProtectClock: true,
  ProtectControlGroups: true,
  ProtectHome: true,
  ProtectHostname: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  ProtectSystem: 'strict',
  RemoveIPC: true,
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  UMask: '0066',
  ProtectProc: 'invisible',
  PrivateNetwork: false,
  MemoryDenyWriteExecute: false,
  ProcSubset: 'all',
  LockPersonality: false,
};

/** Lists that people extend: ordinary definitions in 22.11, `lib.mkBefore` from 23.05 on. */
const FIRST_IN_LIST: Readonly<Record<string, readonly string[]>> = {
  SystemCallFilter: [
    '~@clock',
    '~@cpu-emulation',
    '~@module',
    '~@mount',
    '~@obsolete',
    '~@raw-io',
    '~@reboot',
    '~capset',
    '~setdomainname',
    '~sethostname',
  ],
  RestrictAddressFamilies: ['AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK'],
};

/** Settings that the module empties: `""` in 22.11, `lib.mkBefore [ "" ]` from 23.05 on. */
const EMPTIED = ['AmbientCapabilities', 'CapabilityBoundingSet', 'DeviceAllow'] as const;

/** Packages before `config.nix.package` in the runner's PATH, as attributes of `pkgs`; pull request 339875 changed the shell. */
export function runnerPathPackages(release: Release): readonly string[] {
  const shell = atLeast(release, '24.11') ? 'bashInteractive' : 'bash';
  return [shell, 'coreutils', 'git', 'gnutar', 'gzip'];
}

/**
 * How `serviceOverrides` gets into the unit: not at all in 22.11, which lacks the option; from 23.05 on as one
 * more part of a `lib.mkMerge` beside the module's own settings, so that priorities decide.
 */
export function serviceOverridesMerge(release: Release): 'none' | 'merged' {
  return atLeast(release, '23.05') ? 'merged' : 'none';
}

/**
 * What the runner module defines in `systemd.services.<unit>`, apart from `serviceOverrides`, whose parts the
 * caller adds with the priorities and places the person gave them. Source: service.nix of the module, 22.11:
 * github-runner.nix. `PATH` and the global environment are NixOS's own and not in the list.
 */
export function runnerUnitDefinitions(release: Release, input: RunnerUnitInput): ModuleDefinition[] {
  return [
    define(['description'], 'GitHub Actions runner'),
    define(['wantedBy'], ['multi-user.target']),
    define(['wants'], ['network-online.target']),
    define(['after'], ['network.target', 'network-online.target']),
    ...environment(release, input),
    ...path(release, input),
    ...ownSettings(release, input).map(service),
    ...sandboxSettings(release).map(service),
    ...identity(release, input.values).map(service),
  ];
}

type Details = Partial<Pick<ModuleDefinition, 'priority' | 'order' | 'from'>>;

/** A definition below `serviceConfig`, without its path. */
type ServiceSetting = readonly [name: string, value: PlainValue, details?: Details];

function define(where: readonly string[], value: PlainValue, details: Details = {}): ModuleDefinition {
  return { path: where, value, priority: 100, order: 1000, from: [], ...details };
}

function service([name, value, details]: ServiceSetting): ModuleDefinition {
  return define(['serviceConfig', name], value, details);
}

/** `extraEnvironment` is put over the module's own two variables with `//`: it replaces them and does not conflict. */
function environment(release: Release, { names, values }: RunnerUnitInput): ModuleDefinition[] {
  const extra = atLeast(release, '23.05') ? values.extraEnvironment : {};
  const own: [string, string, string[]][] = [
    ['HOME', workDirectory(names, values), values.workDir === null ? [] : ['workDir']],
    ['RUNNER_ROOT', names.stateDirectory, []],
  ];
  return [
    ...own
      .filter(([name]) => !Object.hasOwn(extra, name))
      .map(([name, value, from]) => define(['environment', name], value, { from })),
    ...Object.entries(extra).map(([name, value]) =>
      define(['environment', name], value, { from: ['extraEnvironment'] }),
    ),
  ];
}

/** One definition per origin; joined in this order they are the module's one list. */
function path(release: Release, { values, paths }: RunnerUnitInput): ModuleDefinition[] {
  const own = [...runnerPathPackages(release).map((name) => paths.attribute(name)), paths.nix];
  return [
    define(['path'], own),
    ...(values.extraPackages.length === 0 ? [] : [define(['path'], values.extraPackages, { from: ['extraPackages'] })]),
  ];
}

function ownSettings(release: Release, { names, values, paths, scripts }: RunnerUnitInput): ServiceSetting[] {
  const workDir: Details = { from: values.workDir === null ? [] : ['workDir'] };
  const later = atLeast(release, '23.05');
  return [
    ['ExecStart', `${paths.package}/bin/Runner.Listener run --startuptype service`, { from: ['package'] }],
    ['ExecStartPre', scripts.map((script) => script.command), workDir],
    ['Restart', switched(values.ephemeral, 'on-success', 'no'), { from: ['ephemeral'] }],
    ...(later ? [['RestartForceExitStatus', [2]] as const] : []),
    ['LogsDirectory', [names.directory]],
    ['RuntimeDirectory', [names.directory]],
    ['StateDirectory', [names.directory]],
    ['StateDirectoryMode', '0700'],
    ['WorkingDirectory', workDirectory(names, values), workDir],
    [
      'InaccessiblePaths',
      [`-${values.tokenFileCopy ?? values.tokenFile}`, `${names.stateDirectory}/.current-token`],
      { from: ['tokenFile'] },
    ],
    ['KillSignal', 'SIGINT'],
    ...(later ? [['BindPaths', values.workDir === null ? [] : [values.workDir], workDir] as const] : []),
  ];
}

function sandboxSettings(release: Release): ServiceSetting[] {
  const later = atLeast(release, '23.05');
  const weak: Details = later ? { priority: 1000 } : {};
  const first: Details = later ? { order: 500 } : {};
  return [
    ...EMPTIED.map((name) => [name, later ? [''] : '', first] as const),
    ...Object.entries(SANDBOX).map(([name, value]) => [name, value, weak] as const),
    ...Object.entries(FIRST_IN_LIST).map(([name, value]) => [name, value, first] as const),
    ['DynamicUser', true, weak],
  ];
}

/** Up to 23.11 a user does not switch `DynamicUser` off; from 24.05 on a user or a group does. */
function identity(release: Release, { user, group }: RunnerValues): ServiceSetting[] {
  if (!atLeast(release, '23.05')) return [];
  const fixed = atLeast(release, '24.05');
  const part = (name: string, value: string | null, option: string): ServiceSetting[] =>
    value === null
      ? []
      : [...(fixed ? [['DynamicUser', false, { from: [option] }] as const] : []), [name, value, { from: [option] }]];
  return [...part('User', user, 'user'), ...(fixed ? part('Group', group, 'group') : [])];
}
