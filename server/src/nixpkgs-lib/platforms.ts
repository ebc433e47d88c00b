// Processors, kernels and ABIs as nixpkgs' lib/systems/parse.nix names them.

export interface Cpu {
  readonly name: string;
  readonly bits: number;
  readonly family: string;
  readonly littleEndian: boolean;
  readonly version?: string;
  readonly arch?: string;
}

type CpuRow = readonly [
  name: string,
  bits: number,
  family: string,
  endian: 'little' | 'big',
  arch?: string,
  version?: string,
];

const CPU_ROWS: readonly CpuRow[] = [
  ['arm', 32, 'arm', 'little'],
  ['armv5tel', 32, 'arm', 'little', 'armv5t', '5'],
  ['armv6l', 32, 'arm', 'little', 'armv6', '6'],
  ['armv7a', 32, 'arm', 'little', 'armv7-a', '7'],
  ['armv7l', 32, 'arm', 'little', 'armv7', '7'],
  ['aarch64', 64, 'arm', 'little', 'armv8-a', '8'],
  ['aarch64_be', 64, 'arm', 'big', 'armv8-a', '8'],
  ['i386', 32, 'x86', 'little', 'i386'],
  ['i686', 32, 'x86', 'little', 'i686'],
  ['x86_64', 64, 'x86', 'little', 'x86-64'],
  ['microblaze', 32, 'microblaze', 'big'],
  ['microblazeel', 32, 'microblaze', 'little'],
  ['mips', 32, 'mips', 'big'],
  ['mipsel', 32, 'mips', 'little'],
  ['mips64', 64, 'mips', 'big'],
  ['mips64el', 64, 'mips', 'little'],
  ['mmix', 64, 'mmix', 'big'],
  ['m68k', 32, 'm68k', 'big'],
  ['powerpc', 32, 'power', 'big'],
  ['powerpc64', 64, 'power', 'big'],
  ['powerpc64le', 64, 'power', 'little'],
  ['powerpcle', 32, 'power', 'little'],
  ['riscv32', 32, 'riscv', 'little'],
  ['riscv64', 64, 'riscv', 'little'],
  ['s390', 32, 's390', 'big'],
  ['s390x', 64, 's390', 'big'],
  ['sparc', 32, 'sparc', 'big'],
  ['sparc64', 64, 'sparc', 'big'],
  ['wasm32', 32, 'wasm', 'little'],
  ['wasm64', 64, 'wasm', 'little'],
  ['alpha', 64, 'alpha', 'little'],
  ['rx', 32, 'rx', 'little'],
  ['msp430', 16, 'msp430', 'little'],
  ['avr', 8, 'avr', 'little'],
  ['vc4', 32, 'vc4', 'little'],
  ['or1k', 32, 'or1k', 'big'],
  ['loongarch64', 64, 'loongarch', 'little'],
  ['javascript', 32, 'javascript', 'little'],
];

export const CPUS: ReadonlyMap<string, Cpu> = new Map(
  CPU_ROWS.map(([name, bits, family, endian, arch, version]) => [
    name,
    {
      name,
      bits,
      family,
      littleEndian: endian === 'little',
      ...(arch !== undefined && { arch }),
      ...(version !== undefined && { version }),
    },
  ]),
);

export interface Kernel {
  readonly name: string;
  readonly execFormat: 'elf' | 'macho' | 'pe' | 'wasm' | 'unknown';
  readonly families: readonly string[];
}

const BSD = ['bsd'];

/** By the name in a double such as `x86_64-linux`, or in a triple. */
export const KERNELS: Readonly<Record<string, Kernel>> = {
  linux: { name: 'linux', execFormat: 'elf', families: [] },
  darwin: { name: 'darwin', execFormat: 'macho', families: ['darwin'] },
  macos: { name: 'darwin', execFormat: 'macho', families: ['darwin'] },
  ios: { name: 'ios', execFormat: 'macho', families: ['darwin'] },
  freebsd: { name: 'freebsd', execFormat: 'elf', families: BSD },
  netbsd: { name: 'netbsd', execFormat: 'elf', families: BSD },
  openbsd: { name: 'openbsd', execFormat: 'elf', families: BSD },
  solaris: { name: 'solaris', execFormat: 'elf', families: [] },
  windows: { name: 'windows', execFormat: 'pe', families: [] },
  cygwin: { name: 'cygwin', execFormat: 'pe', families: [] },
  none: { name: 'none', execFormat: 'unknown', families: [] },
  wasi: { name: 'wasi', execFormat: 'wasm', families: [] },
  redox: { name: 'redox', execFormat: 'elf', families: [] },
  genode: { name: 'genode', execFormat: 'elf', families: [] },
  mmixware: { name: 'mmixware', execFormat: 'unknown', families: [] },
  ghcjs: { name: 'ghcjs', execFormat: 'unknown', families: [] },
};

/** Doubles by kernel, in nixpkgs' order (lib/systems/doubles.nix). */
const DOUBLES = `
  i686-cygwin x86_64-cygwin
  x86_64-darwin aarch64-darwin
  i686-freebsd x86_64-freebsd aarch64-freebsd
  aarch64-genode i686-genode x86_64-genode
  x86_64-solaris
  javascript-ghcjs
  aarch64-linux armv5tel-linux armv6l-linux armv7a-linux armv7l-linux i686-linux loongarch64-linux m68k-linux
  microblaze-linux microblazeel-linux mips-linux mips64-linux mips64el-linux mipsel-linux powerpc-linux
  powerpc64-linux powerpc64le-linux riscv32-linux riscv64-linux s390-linux s390x-linux x86_64-linux
  mmix-mmixware
  aarch64-netbsd armv6l-netbsd armv7a-netbsd armv7l-netbsd i686-netbsd m68k-netbsd mipsel-netbsd powerpc-netbsd
  riscv32-netbsd riscv64-netbsd x86_64-netbsd
  aarch64_be-none aarch64-none arm-none armv6l-none avr-none i686-none microblaze-none microblazeel-none mips-none
  mips64-none msp430-none or1k-none m68k-none powerpc-none powerpcle-none riscv32-none riscv64-none rx-none
  s390-none s390x-none vc4-none x86_64-none
  i686-openbsd x86_64-openbsd
  x86_64-redox
  wasm64-wasi wasm32-wasi
  aarch64-windows x86_64-windows i686-windows
`;

export const ALL_DOUBLES: readonly string[] = DOUBLES.trim().split(/\s+/);

/** Systems that flakes of nixpkgs offer packages for, in its order (lib/systems/flake-systems.nix). */
export const FLAKE_SYSTEMS: readonly string[] = [
  'x86_64-linux',
  'aarch64-linux',
  'x86_64-darwin',
  'armv6l-linux',
  'armv7l-linux',
  'i686-linux',
  'aarch64-darwin',
  'powerpc64le-linux',
  'riscv64-linux',
  'x86_64-freebsd',
];
