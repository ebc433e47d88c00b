// Writes server/src/nixos/systemd-directives.ts: the directives that systemd takes in [Unit] and [Service] of a
// service, with the kind of their values.
//
//     node scripts/systemd-directives.mjs
//
// Names and kinds come from the installed systemd, whose `--dump-configuration-items` lists what its parser knows;
// whether a name is still in use, from the manual pages that come with it. What newer versions added, and the words
// that a directive takes, is kept by hand below.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import prettier from 'prettier';

const OUTPUT = path.resolve(import.meta.dirname, '../server/src/nixos/systemd-directives.ts');
const SYSTEMD = '/lib/systemd/systemd';
const PAGES = ['exec', 'service', 'unit', 'resource-control', 'kill'];
const SECTIONS = ['Unit', 'Service'];

/** Directives by the version of systemd that brought them (NEWS, and "Added in version" in the manual pages). */
const NEWER = {
  253: {
    Service: {
      LogFilterPatterns: 'text',
      MemoryZSwapMax: 'size',
      OpenFile: 'text',
      ReloadSignal: 'signal',
    },
  },
  254: {
    Service: {
      DelegateSubgroup: 'text',
      ExtensionImagePolicy: 'text',
      FileDescriptorStorePreserve: 'boolean',
      ImportCredential: 'text',
      MemoryKSM: 'boolean',
      MemoryPressureThresholdSec: 'timespan',
      MemoryPressureWatch: 'boolean',
      MountImagePolicy: 'text',
      RestartMaxDelaySec: 'timespan',
      RestartMode: 'words',
      RestartSteps: 'unsigned',
      RootEphemeral: 'boolean',
      RootImagePolicy: 'text',
    },
  },
  255: {
    Unit: { SurviveFinalKillSignal: 'boolean' },
    Service: { CoredumpReceive: 'boolean', NFTSet: 'text', SetLoginEnvironment: 'boolean' },
  },
  256: { Unit: { WantsMountsFor: 'paths' }, Service: { MemoryZSwapWriteback: 'boolean' } },
  257: {
    Service: { BindLogSockets: 'boolean', ManagedOOMMemoryPressureDurationSec: 'timespan', PrivatePIDs: 'boolean' },
  },
  258: {
    Unit: {
      AssertKernelModuleLoaded: 'text',
      AssertVersion: 'text',
      ConditionKernelModuleLoaded: 'text',
      ConditionVersion: 'text',
    },
    Service: {
      BPFDelegateAttachments: 'text',
      BPFDelegateCommands: 'text',
      BPFDelegateMaps: 'text',
      BPFDelegatePrograms: 'text',
      CacheDirectoryAccounting: 'boolean',
      CacheDirectoryQuota: 'text',
      DelegateNamespaces: 'text',
      LogsDirectoryAccounting: 'boolean',
      LogsDirectoryQuota: 'text',
      PrivateBPF: 'boolean',
      StateDirectoryAccounting: 'boolean',
      StateDirectoryQuota: 'text',
    },
  },
};

/** Directives of versions after the installed one whose version is not certain: they never count as too new. */
const SOME_VERSION = {
  Service: {
    BindNetworkInterface: 'text',
    CPUPressureThresholdSec: 'timespan',
    CPUPressureWatch: 'text',
    DefaultStartupMemoryLow: 'size',
    ExecReloadPost: 'text',
    IOPressureThresholdSec: 'timespan',
    IOPressureWatch: 'text',
    LandlockConfig: 'path',
    ManagedOOMRules: 'text',
    MemoryTHP: 'text',
    RefreshOnReload: 'text',
    RootMStack: 'path',
    StartupMemoryHigh: 'size',
    StartupMemoryLow: 'size',
    StartupMemoryMax: 'size',
    StartupMemorySwapMax: 'size',
    StartupMemoryZSwapMax: 'size',
    UserNamespacePath: 'path',
  },
};

/** Dropped with the support of the old control groups: later versions of systemd read these names and ignore them. */
const DROPPED = {
  258: /^((Startup)?CPUShares|MemoryLimit|(Startup)?BlockIO(Accounting|Weight|DeviceWeight|ReadBandwidth|WriteBandwidth))$/,
};

/** The manual pages of what newer versions added to [Service]; 'exec' where none fits. */
const NEWER_PAGES = {
  service: /^(ExecReloadPost|FileDescriptorStorePreserve|OpenFile|RefreshOnReload|ReloadSignal|Restart\w+)$/,
  'resource-control':
    /^(BindNetworkInterface|(CPU|IO|Memory)Pressure\w+|CoredumpReceive|DelegateSubgroup|(Default)?StartupMemory\w+|ManagedOOM\w+|MemoryZSwap\w+|NFTSet)$/,
};

const ACTIONS = [
  ...['none', 'reboot', 'reboot-force', 'reboot-immediate', 'poweroff', 'poweroff-force', 'poweroff-immediate'],
  ...['exit', 'exit-force', 'soft-reboot', 'soft-reboot-force', 'kexec', 'kexec-force', 'halt', 'halt-force'],
  'halt-immediate',
];
const JOB_MODES = [
  ...['fail', 'replace', 'replace-irreversibly', 'isolate', 'flush', 'ignore-dependencies', 'ignore-requirements'],
  ...['triggering', 'restart-dependencies', 'lenient'],
];

/** What a directive takes; with `boolean` beside the words of a Boolean. Words of every version. */
const WORDS = {
  CPUSchedulingPolicy: ['other', 'batch', 'idle', 'fifo', 'rr', 'ext'],
  CollectMode: ['inactive', 'inactive-or-failed'],
  DevicePolicy: ['auto', 'closed', 'strict'],
  ExitType: ['main', 'cgroup'],
  FailureAction: ACTIONS,
  FileDescriptorStorePreserve: ['boolean', 'restart'],
  JobTimeoutAction: ACTIONS,
  KeyringMode: ['inherit', 'private', 'shared'],
  KillMode: ['control-group', 'process', 'mixed', 'none'],
  ManagedOOMMemoryPressure: ['auto', 'kill'],
  ManagedOOMPreference: ['none', 'avoid', 'omit'],
  ManagedOOMSwap: ['auto', 'kill'],
  MemoryPressureWatch: ['boolean', 'auto', 'skip'],
  NotifyAccess: ['none', 'main', 'exec', 'all'],
  OOMPolicy: ['continue', 'stop', 'kill'],
  OnFailureJobMode: JOB_MODES,
  OnSuccessJobMode: JOB_MODES,
  PrivateTmp: ['boolean', 'disconnected'],
  PrivateUsers: ['boolean', 'self', 'identity', 'full', 'managed'],
  ProcSubset: ['all', 'pid'],
  ProtectControlGroups: ['boolean', 'private', 'strict'],
  ProtectHome: ['boolean', 'read-only', 'tmpfs'],
  ProtectProc: ['default', 'noaccess', 'invisible', 'ptraceable'],
  ProtectSystem: ['boolean', 'full', 'strict'],
  Restart: ['no', 'on-success', 'on-failure', 'on-abnormal', 'on-watchdog', 'on-abort', 'always'],
  RestartMode: ['normal', 'direct', 'debug'],
  RuntimeDirectoryPreserve: ['boolean', 'restart'],
  StartLimitAction: ACTIONS,
  SuccessAction: ACTIONS,
  TimeoutStartFailureMode: ['terminate', 'abort', 'kill'],
  TimeoutStopFailureMode: ['terminate', 'abort', 'kill'],
  Type: ['simple', 'exec', 'forking', 'oneshot', 'dbus', 'notify', 'notify-reload', 'idle'],
  UtmpMode: ['init', 'login', 'user'],
};

/** Directives whose kind the list of the parser's items does not tell. */
const KINDS = {
  ...Object.fromEntries(
    ['Cache', 'Configuration', 'Logs', 'Runtime', 'State'].map((name) => [`${name}Directory`, 'directories']),
  ),
  CPUQuota: 'percentage',
  JobRunningTimeoutSec: 'timespan',
  JobTimeoutSec: 'timespan',
  MountAPIVFS: 'boolean',
  TimeoutAbortSec: 'text',
  TimeoutStopSec: 'timespan',
  // More than a path, and in newer versions more than a Boolean.
  ExecSearchPath: 'text',
  ProtectHostname: 'text',
};

/** Kinds by what the parser's items call the value. */
const DUMPED = {
  BOOLEAN: 'boolean',
  MODE: 'mode',
  'PATH [...]': 'paths',
  'PATH[:PATH[:OPTIONS]] [...]': 'bind-paths',
  PATH: 'path',
  SECONDS: 'timespan',
  SIGNAL: 'signal',
  UNSIGNED: 'unsigned',
};

function kindOf(name, dumped) {
  const words = WORDS[name];
  if (words !== undefined) return words.includes('boolean') ? 'boolean' : 'words';
  if (dumped === 'LIMIT' && /^(Default)?Memory/.test(name)) return 'size';
  return KINDS[name] ?? DUMPED[dumped] ?? 'text';
}

/** `[section, name, what the value is called]` of all items in the sections. */
function installedItems() {
  const dump = execFileSync(SYSTEMD, ['--dump-configuration-items'], { encoding: 'utf8' });
  let section = '';
  return dump.split('\n').flatMap((line) => {
    section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name !== undefined && SECTIONS.includes(section) ? [[section, name, value]] : [];
  });
}

function manualPage(name) {
  return gunzipSync(readFileSync(`/usr/share/man/man${name.slice(-1)}/${name}.gz`)).toString('utf8');
}

/** Names that a text of the manual explains, or at least mentions as directives. */
function namesIn(text) {
  return new Set([...text.matchAll(/\\fI(\w+)=/g)].map((match) => match[1]));
}

/** The page that the index names for each directive of units. */
function indexedPages() {
  const [, units = ''] = manualPage('systemd.directives.7').split('.SH "UNIT DIRECTIVES"');
  const [own] = units.split(/^\.SH /m);
  return new Map(
    [...own.matchAll(/^\\fI(\w+)=\\fR\n\.RS 4\n([^]*?)\n\.RE/gm)].map(([, name, pages]) => [
      name,
      PAGES.find((page) => pages.includes(`systemd.${page}\\fR(5)`)),
    ]),
  );
}

const version = Number(/^systemd (\d+)/.exec(execFileSync(SYSTEMD, ['--version'], { encoding: 'utf8' }))[1]);
const mentions = PAGES.map((page) => [page, namesIn(manualPage(`systemd.${page}.5`))]);
const indexed = indexedPages();

/** The page that describes a directive; undefined where none does. */
function pageOf(name) {
  return indexed.get(name) ?? mentions.find(([, names]) => names.has(name))?.[0];
}

function newerPage(section, name) {
  if (section === 'Unit') return 'unit';
  return Object.keys(NEWER_PAGES).find((page) => NEWER_PAGES[page].test(name)) ?? 'exec';
}

const directives = [
  ...installedItems().map(([section, name, dumped]) => ({
    section,
    name,
    kind: kindOf(name, dumped),
    page: pageOf(name),
    ...(pageOf(name) === undefined && { obsolete: true }),
  })),
  ...Object.entries({ ...NEWER, 0: SOME_VERSION }).flatMap(([since, sections]) =>
    Object.entries(sections).flatMap(([section, kinds]) =>
      Object.entries(kinds).map(([name, kind]) => ({
        section,
        name,
        kind: WORDS[name] === undefined ? kind : kindOf(name),
        page: newerPage(section, name),
        ...(since === '0' ? { recent: true } : { since: Number(since) }),
      })),
    ),
  ),
].map((directive) => {
  const words = WORDS[directive.name]?.filter((word) => word !== 'boolean');
  const until = Object.keys(DROPPED).find((v) => DROPPED[v].test(directive.name));
  // The manual of the newest version has nothing to say of what it ignores.
  return {
    ...directive,
    ...(words && { words }),
    ...(until !== undefined && { until: Number(until), page: undefined }),
  };
});
const sorted = SECTIONS.flatMap((section) =>
  directives.filter((d) => d.section === section).sort((a, b) => (a.name < b.name ? -1 : 1)),
);

const text = `// Written by scripts/systemd-directives.mjs from systemd ${version} and its manual pages; do not edit.

/** What systemd takes as the value of a directive. */
type DirectiveKind =
  | 'boolean'
  | 'words'
  | 'mode'
  | 'timespan'
  | 'unsigned'
  | 'signal'
  | 'size'
  | 'percentage'
  | 'path'
  | 'paths'
  | 'bind-paths'
  | 'directories'
  | 'text';

/** Pages of section 5 of systemd's manual. */
type ManualPage = ${PAGES.map((page) => `'${page}'`).join(' | ')};

/** A directive of a unit file. */
export interface SystemdDirective {
  readonly section: 'Unit' | 'Service';
  readonly name: string;
  readonly kind: DirectiveKind;
  /** The page of the manual that describes it, behind \`systemd.\`; without it, none of the newest version does. */
  readonly page?: ManualPage;
  /** The words it takes; with \`boolean\`, beside those of a Boolean. */
  readonly words?: readonly string[];
  /** The version of systemd that brought it; without it, systemd ${version} or earlier, or not certain. */
  readonly since?: number;
  /** Came after systemd \${version}, in a version that is not certain. */
  readonly recent?: true;
  /** The version of systemd that ignores it. */
  readonly until?: number;
  /** Still read, but no longer in the manual. */
  readonly obsolete?: true;
}

export const SYSTEMD_DIRECTIVES: readonly SystemdDirective[] = ${JSON.stringify(sorted)};
`;
const options = await prettier.resolveConfig(OUTPUT);
writeFileSync(OUTPUT, await prettier.format(text, { ...options, filepath: OUTPUT }));
