// What a directive of systemd is for, and where the manual describes it, for a hover.
import { SYSTEMD_DIRECTIVES, directiveSummary, expectedValue, type SystemdDirective } from '../nixos';

/** Which page describes a setting of `[Service]`; the first that fits, `systemd.exec` else. From systemd.directives(7). */
const PAGES: readonly (readonly [page: string, names: RegExp])[] = [
  ['exec', /^(ExecPaths|ExecSearchPath|TimeoutCleanSec|MemoryDenyWriteExecute|MemoryKSM|MemoryTHP)$/],
  ['exec', /^(CPUAffinity|CPUScheduling\w+|IOScheduling\w+)$/],
  ['kill', /^(KillMode|KillSignal|RestartKillSignal|SendSIGHUP|SendSIGKILL|FinalKillSignal|WatchdogSignal)$/],
  [
    'service',
    /^(Type|ExitType|RemainAfterExit|GuessMainPID|PIDFile|BusName|Exec\w+|Restart\w*|Timeout\w+|WatchdogSec)$/,
  ],
  [
    'service',
    /^(RuntimeMaxSec|RuntimeRandomizedExtraSec|SuccessExitStatus|RootDirectoryStartOnly|NonBlocking|NotifyAccess)$/,
  ],
  ['service', /^(Sockets|FileDescriptorStore\w+|USBFunction\w+|OOMPolicy|OpenFile|ReloadSignal|RefreshOnReload)$/],
  [
    'resource-control',
    /^((Startup|Default)?(CPU|Memory|IO|Allowed)[A-Z]\w*|CPUWeight|Tasks\w+|IP[A-Z]\w+|SocketBind\w+)$/,
  ],
  [
    'resource-control',
    /^(Device\w+|Slice|Delegate\w*|DisableControllers|ManagedOOM\w+|RestrictNetworkInterfaces|NFTSet|BPFProgram|CoredumpReceive)$/,
  ],
];

/**
 * The purpose, values, versions and manual page of a directive of `[Unit]` or `[Service]`; none for names that systemd
 * lacks.
 */
export function directiveTexts(section: string, name: string): string[] {
  const directive = SYSTEMD_DIRECTIVES.find((d) => d.section === section && d.name === name);
  if (directive === undefined) return [];
  const texts = [
    directiveSummary(name) ?? '',
    `Takes ${expectedValue(directive)}.`,
    versionText(directive),
    manualText(directive),
  ];
  return texts.filter((text) => text !== '');
}

function versionText({ since, until, obsolete }: SystemdDirective): string {
  return [
    since === undefined ? '' : `Since systemd ${since}.`,
    until === undefined ? '' : `Ignored since systemd ${until}.`,
    obsolete ? 'Obsolete: still read, but no longer in the manual.' : '',
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function manualText({ section, name, obsolete }: SystemdDirective): string {
  if (obsolete) return '';
  const page = section === 'Unit' ? 'unit' : (PAGES.find(([, names]) => names.test(name))?.[0] ?? 'exec');
  const address = `https://www.freedesktop.org/software/systemd/man/latest/systemd.${page}.html#${name}=`;
  return `[systemd.${page}(5)](${address})`;
}
