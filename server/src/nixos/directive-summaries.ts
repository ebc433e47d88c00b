// What the directives are for that people set for a runner's service, one sentence each, after systemd's manual.

const SUMMARIES: Readonly<Record<string, string>> = {
  AllowedCPUs: 'The processors that the service may run on.',
  AmbientCapabilities: 'Capabilities that programs of an ordinary user keep when they start others.',
  BindPaths: 'Makes files and folders of the machine visible at other places, writable.',
  BindReadOnlyPaths: 'Makes files and folders of the machine visible at other places, for reading.',
  CPUQuota: 'The most processor time that the service gets; 100% is one processor.',
  CPUWeight: 'The share of processor time where several services want it (1 to 10000, 100 by default).',
  CacheDirectory: 'Folders below `/var/cache` that belong to the service.',
  CapabilityBoundingSet: 'The capabilities that the service can have at all; an empty one leaves none.',
  Delegate: 'Lets the service manage control groups below its own, as containers need.',
  DeviceAllow: 'Devices that the service may use, each with `r`, `w` and `m` for reading, writing and making.',
  DevicePolicy: 'Which devices may be used beside those of `DeviceAllow`.',
  DynamicUser: 'Makes up a user for the time the service runs.',
  Environment: 'Variables, as `NAME=value`; readable by everybody. Prefer `extraEnvironment`.',
  EnvironmentFile: 'Reads variables from a file when the service starts; a `-` in front: only if there is one.',
  ExecStart: 'The command that the service runs.',
  ExecStartPre: 'Commands that run before the service; a `+` in front runs one as root.',
  ExecStartPost: 'Commands that run when the service has started.',
  ExecStop: 'Commands that end the service.',
  ExecStopPost: 'Commands that run when the service has ended, also after a failure.',
  Group: 'The group that the service runs as.',
  IOWeight: 'The share of disk access where several services want it (1 to 10000, 100 by default).',
  IPAddressAllow: 'Addresses that the service may talk to.',
  IPAddressDeny: 'Addresses that the service may not talk to.',
  InaccessiblePaths: 'Files and folders that the service cannot see; a `-` in front: only if they exist.',
  KillMode: 'Which processes get the signal when the service is stopped.',
  KillSignal: 'The signal that asks the service to end.',
  LimitNOFILE: 'The most files that a process may have open, as `soft:hard`.',
  LimitNPROC: 'The most processes that the user may have.',
  LoadCredential: 'Gives the service a secret in a file of its own, as `id:path`, below `$CREDENTIALS_DIRECTORY`.',
  LoadCredentialEncrypted: 'As `LoadCredential`, of a file that is decrypted first.',
  LockPersonality: 'Keeps programs from changing how the kernel runs them (the execution domain).',
  LogsDirectory: 'Folders below `/var/log` that belong to the service.',
  MemoryDenyWriteExecute:
    'Forbids memory that can be both written and executed; programs that compile while running need it.',
  MemoryHigh: 'Memory above which the service is slowed down.',
  MemoryMax: 'Memory above which processes of the service are killed.',
  MemorySwapMax: 'The most swap that the service may use.',
  MountAPIVFS: 'Mounts `/proc`, `/sys` and `/dev` for the service.',
  Nice: 'The priority, from -20 (first) to 19 (last).',
  NoNewPrivileges: 'Keeps programs such as `sudo` from giving more rights.',
  OOMPolicy: 'What happens when a process is killed because memory is short.',
  OOMScoreAdjust: 'How likely the service is killed when memory is short, from -1000 (never) to 1000.',
  PrivateDevices: 'Shows only harmless devices such as `/dev/null`.',
  PrivateIPC: 'Gives the service its own shared memory and message queues.',
  PrivateMounts: 'Keeps what the service mounts from showing on the machine.',
  PrivateNetwork: 'Leaves the service no network but its own loopback; a runner needs the network.',
  PrivateTmp: 'Gives the service its own `/tmp` and `/var/tmp`.',
  PrivateUsers: 'Shows only root and the user of the service; root inside is nobody outside.',
  ProcSubset: 'What of `/proc` is seen: all of it, or processes alone.',
  ProtectClock: 'Forbids to set the clock.',
  ProtectControlGroups: 'Makes control groups read-only.',
  ProtectHome: 'Hides `/home`, `/root` and `/run/user`, or makes them read-only.',
  ProtectHostname: 'Forbids to change the host name.',
  ProtectKernelLogs: 'Hides the log of the kernel.',
  ProtectKernelModules: 'Forbids to load kernel modules.',
  ProtectKernelTunables: 'Makes settings of the kernel in `/proc` and `/sys` read-only.',
  ProtectProc: 'Which processes of others are seen in `/proc`.',
  ProtectSystem: 'Makes the system read-only: `/usr` and `/boot`, with `full` also `/etc`, with `strict` everything.',
  ReadOnlyPaths: 'Files and folders that the service may only read.',
  ReadWritePaths: 'Files and folders that stay writable under `ProtectSystem`.',
  RemoveIPC: 'Removes shared memory and message queues when the service ends.',
  Restart: 'When the service starts again by itself.',
  RestartForceExitStatus: 'Exit statuses after which the service always starts again.',
  RestartPreventExitStatus: 'Exit statuses after which the service does not start again.',
  RestartSec: 'How long to wait before the service starts again.',
  RestrictAddressFamilies: 'The kinds of sockets that the service may open.',
  RestrictNamespaces:
    'The kinds of namespaces that the service may make; containers and builds in a sandbox need them.',
  RestrictRealtime: 'Forbids real-time scheduling.',
  RestrictSUIDSGID: 'Forbids to set the set-user-ID and set-group-ID bits of files.',
  RuntimeDirectory: 'Folders below `/run` that belong to the service.',
  RuntimeMaxSec: 'How long the service may run.',
  Slice: 'The slice whose limits the service shares.',
  StandardError: 'Where the error output goes, for example `journal`.',
  StandardOutput: 'Where the output goes, for example `journal`.',
  StateDirectory: 'Folders below `/var/lib` that belong to the service.',
  StateDirectoryMode: 'The file mode of the folders of `StateDirectory`.',
  SuccessExitStatus: 'Exit statuses that count as success.',
  SupplementaryGroups: 'Further groups that the service belongs to, for example `docker`.',
  SyslogIdentifier: 'The name in front of the lines in the journal.',
  SystemCallArchitectures: 'The architectures whose system calls are allowed, for example `native`.',
  SystemCallErrorNumber: 'The error that forbidden system calls give, instead of ending the process.',
  SystemCallFilter: 'System calls that are allowed; with `~` in front, forbidden. Names with `@` are groups.',
  TasksMax: 'The most processes and threads.',
  TemporaryFileSystem: 'Folders that are replaced by empty ones in memory.',
  TimeoutStartSec: 'How long starting may take.',
  TimeoutStopSec: 'How long stopping may take before the service is killed.',
  Type: 'How systemd learns that the service has started.',
  UMask: 'The bits that new files do not get, in octal.',
  UnsetEnvironment: 'Variables that the service does not get.',
  User: 'The user that the service runs as.',
  WorkingDirectory: 'The folder that the service starts in.',
  After: 'Starts the service after these units, where they start too.',
  BindsTo: 'Stops the service when one of these units stops.',
  Before: 'Starts the service before these units.',
  ConditionPathExists: 'Starts the service only where there is a file; a `!` in front: only where there is none.',
  Conflicts: 'Stops these units when the service starts.',
  Description: 'What people read about the unit.',
  Documentation: 'Addresses of its documentation.',
  OnFailure: 'Units that start when the service fails.',
  PartOf: 'Stops and restarts the service with these units.',
  Requires: 'Starts these units too; where one fails to start, the service does not start.',
  StartLimitBurst: 'How often the service may start within `StartLimitIntervalSec`.',
  StartLimitIntervalSec: 'The time in which starts are counted; 0 counts none.',
  Wants: 'Starts these units too.',
};

/** What a directive is for, in Markdown; `undefined` for those that seldom matter to a runner. */
export function directiveSummary(name: string): string | undefined {
  return Object.hasOwn(SUMMARIES, name) ? SUMMARIES[name] : undefined;
}

const CAPABILITIES = (
  'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER ' +
  'FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN NET_BIND_SERVICE ' +
  'NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE ' +
  'SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG WAKE_ALARM'
)
  .split(' ')
  .map((name) => `CAP_${name}`);

/** Words that directives without a fixed choice take among others. Source: systemd.exec(5), capabilities(7). */
const USUAL_WORDS: Readonly<Record<string, readonly string[]>> = {
  AmbientCapabilities: CAPABILITIES,
  CapabilityBoundingSet: CAPABILITIES,
  RestrictAddressFamilies: ['AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK', 'AF_PACKET', 'AF_VSOCK', 'none'],
  RestrictNamespaces: ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'],
  ProtectHostname: ['private'],
  SystemCallArchitectures: ['native', 'x86-64', 'x86', 'arm64'],
  SystemCallFilter: (
    '@system-service @basic-io @file-system @io-event @ipc @network-io @process @signal @sync @timer @known ' +
    '@privileged @resources @mount @module @clock @cpu-emulation @debug @keyring @obsolete @raw-io @reboot @setuid @swap'
  ).split(' '),
  StandardError: ['inherit', 'journal', 'kmsg', 'null', 'tty'],
  StandardOutput: ['inherit', 'journal', 'kmsg', 'null', 'tty'],
};

/** Words that a directive often has as its value or in its list, where its table gives no fixed choice. */
export function usualWords(name: string): readonly string[] {
  return Object.hasOwn(USUAL_WORDS, name) ? (USUAL_WORDS[name] ?? []) : [];
}
