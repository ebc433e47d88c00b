// What the runner module's sandbox protects from, directive by directive.

/** A protection that the runner module switches on. */
export interface SandboxProtection {
  readonly directive: string;
  /** The values that protect as much as the module's or more; any other known value protects less. */
  readonly protecting: readonly string[];
  /** What jobs can do without it, as a sentence. */
  readonly lost: string;
}

const ON = ['true', 'yes', 'on', '1', 'y', 't'];

/**
 * Directives with one value, from the module's service definition (nixpkgs, github-runner), explained after
 * systemd.exec(5).
 */
export const SANDBOX_PROTECTIONS: readonly SandboxProtection[] = [
  {
    directive: 'DynamicUser',
    protecting: ON,
    lost: 'Without `DynamicUser` the service runs as a user that stays, and as root where no user is set.',
  },
  {
    directive: 'NoNewPrivileges',
    protecting: ON,
    lost: 'Without `NoNewPrivileges` jobs can gain privileges through programs such as `sudo`.',
  },
  {
    directive: 'PrivateDevices',
    protecting: [...ON, 'strict'],
    lost: "Without `PrivateDevices` jobs see the machine's devices, disks included.",
  },
  {
    directive: 'PrivateMounts',
    protecting: ON,
    lost: 'Without `PrivateMounts` what is mounted by the service shows up on the whole machine.',
  },
  {
    directive: 'PrivateTmp',
    protecting: [...ON, 'disconnected'],
    lost: 'Without `PrivateTmp` jobs share `/tmp` and `/var/tmp` with every other program.',
  },
  {
    directive: 'PrivateUsers',
    protecting: [...ON, 'self', 'identity', 'full', 'managed'],
    lost: "Without `PrivateUsers` jobs see the machine's users, and a job that becomes root is root of the machine.",
  },
  {
    directive: 'ProtectClock',
    protecting: ON,
    lost: "Without `ProtectClock` a privileged job can set the machine's clock.",
  },
  {
    directive: 'ProtectControlGroups',
    protecting: [...ON, 'private', 'strict'],
    lost: "Without `ProtectControlGroups` a privileged job can change the machine's control groups.",
  },
  {
    directive: 'ProtectHome',
    protecting: [...ON, 'tmpfs'],
    lost: 'With this `ProtectHome` jobs see `/home`, `/root` and `/run/user` as far as file modes let them.',
  },
  {
    directive: 'ProtectHostname',
    protecting: [...ON, 'private'],
    lost: "Without `ProtectHostname` a privileged job can change the machine's host name.",
  },
  {
    directive: 'ProtectKernelLogs',
    protecting: ON,
    lost: "Without `ProtectKernelLogs` a privileged job can read the kernel's log.",
  },
  {
    directive: 'ProtectKernelModules',
    protecting: ON,
    lost: 'Without `ProtectKernelModules` a privileged job can load kernel modules.',
  },
  {
    directive: 'ProtectKernelTunables',
    protecting: ON,
    lost: "Without `ProtectKernelTunables` a privileged job can change the kernel's settings below `/proc` and `/sys`.",
  },
  {
    directive: 'ProtectProc',
    protecting: ['invisible', 'noaccess', 'ptraceable'],
    lost: 'Without `ProtectProc` jobs see the processes of other users.',
  },
  {
    directive: 'ProtectSystem',
    protecting: ['strict'],
    lost: 'Without `ProtectSystem = "strict"` jobs can write outside of their own directories as far as file modes let them.',
  },
  {
    directive: 'RemoveIPC',
    protecting: ON,
    lost: 'Without `RemoveIPC` shared memory and message queues of jobs stay when the service stops.',
  },
  {
    directive: 'RestrictNamespaces',
    protecting: ON,
    lost: 'Without `RestrictNamespaces` jobs can make namespaces, which opens more of the kernel to attacks.',
  },
  {
    directive: 'RestrictRealtime',
    protecting: ON,
    lost: 'Without `RestrictRealtime` jobs can ask for realtime scheduling and keep other programs from running.',
  },
  {
    directive: 'RestrictSUIDSGID',
    protecting: ON,
    lost: 'Without `RestrictSUIDSGID` jobs can leave setuid and setgid files behind.',
  },
];

/** A list that the module empties or fills, which weakens when it grows beyond these entries. */
export interface SandboxList {
  readonly directive: string;
  readonly own: readonly string[];
  /** What further entries let jobs do; the entries follow. */
  readonly gained: string;
}

export const SANDBOX_LISTS: readonly SandboxList[] = [
  { directive: 'AmbientCapabilities', own: [], gained: 'Every process of a job gets the capabilities' },
  { directive: 'CapabilityBoundingSet', own: [], gained: 'Jobs can obtain the capabilities' },
  { directive: 'DeviceAllow', own: [], gained: 'Jobs can use the devices' },
  {
    directive: 'RestrictAddressFamilies',
    own: ['AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK'],
    gained: 'Jobs can open sockets of the families',
  },
];

/**
 * What the module denies in `SystemCallFilter`: groups with the calls in them (systemd-analyze syscall-filter), and single
 * calls.
 */
export const DENIED_SYSTEM_CALLS: Readonly<Partial<Record<string, readonly string[]>>> = {
  '@clock': ['adjtimex', 'clock_adjtime', 'clock_adjtime64', 'clock_settime', 'clock_settime64', 'settimeofday'],
  '@cpu-emulation': ['modify_ldt', 'subpage_prot', 'switch_endian', 'vm86', 'vm86old'],
  '@module': ['delete_module', 'finit_module', 'init_module'],
  '@mount': [
    'chroot',
    'fsconfig',
    'fsmount',
    'fsopen',
    'fspick',
    'mount',
    'mount_setattr',
    'move_mount',
    'open_tree',
    'pivot_root',
    'umount',
    'umount2',
  ],
  '@obsolete': [
    '_sysctl',
    'afs_syscall',
    'bdflush',
    'break',
    'create_module',
    'ftime',
    'get_kernel_syms',
    'getpmsg',
    'gtty',
    'idle',
    'lock',
    'mpx',
    'prof',
    'profil',
    'putpmsg',
    'query_module',
    'security',
    'sgetmask',
    'ssetmask',
    'stime',
    'stty',
    'sysfs',
    'tuxcall',
    'ulimit',
    'uselib',
    'ustat',
    'vserver',
  ],
  '@raw-io': [
    'ioperm',
    'iopl',
    'pciconfig_iobase',
    'pciconfig_read',
    'pciconfig_write',
    's390_pci_mmio_read',
    's390_pci_mmio_write',
  ],
  '@reboot': ['kexec_file_load', 'kexec_load', 'reboot'],
  capset: ['capset'],
  setdomainname: ['setdomainname'],
  sethostname: ['sethostname'],
};

/** The other groups that hold some of these calls, with those. */
export const GROUPS_WITH_DENIED_CALLS: Readonly<Partial<Record<string, readonly string[]>>> = {
  '@privileged': [
    '_sysctl',
    'adjtimex',
    'capset',
    'chroot',
    'clock_adjtime',
    'clock_adjtime64',
    'clock_settime',
    'clock_settime64',
    'delete_module',
    'finit_module',
    'init_module',
    'ioperm',
    'iopl',
    'kexec_file_load',
    'kexec_load',
    'pciconfig_iobase',
    'pciconfig_read',
    'pciconfig_write',
    'pivot_root',
    'reboot',
    's390_pci_mmio_read',
    's390_pci_mmio_write',
    'setdomainname',
    'sethostname',
    'settimeofday',
  ],
  '@system-service': ['capset'],
  '@known': Object.values(DENIED_SYSTEM_CALLS).flatMap((calls = []) => calls),
};
