// nixpkgs' lib/systems: what `pkgs.stdenv.hostPlatform` tells of a system.
import { attrsFromMap, attrsOf, getAttr, updateAttrs, type AttrEntry, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { forceAttrs, forceText } from '../evaluator/coerce';
import { equal } from '../evaluator/operators';
import { isString } from '../evaluator/strings';
import type { Attrs } from '../evaluator/values';
import { Unknown, force, type Lazy, type OpenRest, type Value } from '../evaluator/values';
import { ALL_DOUBLES, CPUS, FLAKE_SYSTEMS, KERNELS, type Cpu, type Kernel } from './platforms';
import { attrOr, functions, known, later, own, select, single, thrown, type LibTable } from './support';

interface Parsed {
  readonly cpu: Cpu;
  readonly vendor: string;
  readonly kernel: Kernel;
  readonly abi: string;
}

const ABIS = /^(gnu|musl|eabi|android|uclibc|msvc|cygnus|elf)/;

/** The ABI where the name of a system does not tell. */
function defaultAbi(cpu: Cpu, kernel: Kernel): string {
  if (kernel.name === 'windows') return 'msvc';
  if (kernel.name !== 'linux') return 'unknown';
  if (cpu.family === 'arm' && cpu.bits === 32) return Number(cpu.version ?? '6') >= 6 ? 'gnueabihf' : 'gnueabi';
  if (cpu.name === 'powerpc64') return 'gnuabielfv2';
  if (cpu.family === 'mips' && cpu.bits === 64) return 'gnuabi64';
  return 'gnu';
}

/** `x86_64-linux`, or `x86_64-unknown-linux-gnu`. Throws on names that cannot be told apart. */
function parseSystem(name: string): Parsed {
  const parts = name.split('-');
  const cpuName = parts[0] === 'arm64' ? 'aarch64' : (parts[0] as string);
  const cpu = CPUS.get(cpuName);
  if (cpu === undefined) throw thrown(`Unknown CPU type: ${cpuName}`);
  const last = parts[parts.length - 1] as string;
  const abiNamed = parts.length > 2 && own(KERNELS, last) === undefined && ABIS.test(last);
  const kernelName = (parts.length === 1 ? 'none' : abiNamed ? parts[parts.length - 2] : last) as string;
  const kernel = own(KERNELS, /^darwin/.test(kernelName) ? 'darwin' : kernelName.replace(/[0-9.]+$/, ''));
  if (kernel === undefined) throw thrown(`Unknown kernel: ${kernelName}`);
  const darwin = kernel.families.includes('darwin');
  const vendorNamed = parts.length - (abiNamed ? 1 : 0) > 2 ? parts[1] : undefined;
  const vendor = vendorNamed ?? (darwin ? 'apple' : kernel.name === 'windows' ? 'pc' : 'unknown');
  return { cpu, vendor, kernel, abi: abiNamed ? last : defaultAbi(cpu, kernel) };
}

function doubleOf({ cpu, kernel }: Parsed): string {
  return `${cpu.name}-${kernel.name}`;
}

function tripleOf({ cpu, vendor, kernel, abi }: Parsed): string {
  const cpuName = cpu.name === 'aarch64' && kernel.families.includes('darwin') ? 'arm64' : cpu.name;
  return `${cpuName}-${vendor}-${kernel.name}${abi === 'unknown' ? '' : `-${abi}`}`;
}

type Predicate = (p: Parsed) => boolean;

const family =
  (name: string, bits?: number): Predicate =>
  ({ cpu }) =>
    cpu.family === name && (bits === undefined || cpu.bits === bits);
const kernelIs =
  (name: string): Predicate =>
  ({ kernel }) =>
    kernel.name === name;
const abiIs =
  (...names: readonly string[]): Predicate =>
  ({ abi }) =>
    names.includes(abi);
const isBsd: Predicate = ({ kernel }) => kernel.families.includes('bsd');
const isDarwin: Predicate = ({ kernel }) => kernel.families.includes('darwin');
const isLinux = kernelIs('linux');
const isGnu: Predicate = ({ abi, kernel }) => kernel.name === 'linux' && abi.startsWith('gnu');
const isUnix: Predicate = (p) =>
  isBsd(p) || isDarwin(p) || ['linux', 'solaris', 'cygwin', 'redox'].includes(p.kernel.name);

/** `isLinux` and its like (lib/systems/inspect.nix). */
const PREDICATES: Readonly<Record<string, Predicate>> = {
  isi686: ({ cpu }) => cpu.name === 'i686',
  isx86_32: family('x86', 32),
  isx86_64: family('x86', 64),
  isx86: family('x86'),
  isAarch: family('arm'),
  isAarch32: family('arm', 32),
  isAarch64: family('arm', 64),
  isArmv7: ({ cpu }) => cpu.name === 'armv7a' || cpu.name === 'armv7l',
  isMips: family('mips'),
  isMips32: family('mips', 32),
  isMips64: family('mips', 64),
  isMmix: family('mmix'),
  isMicroBlaze: family('microblaze'),
  isPower: family('power'),
  isPower64: family('power', 64),
  isRiscV: family('riscv'),
  isRiscV32: family('riscv', 32),
  isRiscV64: family('riscv', 64),
  isRx: family('rx'),
  isSparc: family('sparc'),
  isSparc64: family('sparc', 64),
  isWasm: family('wasm'),
  isMsp430: family('msp430'),
  isVc4: family('vc4'),
  isAvr: family('avr'),
  isAlpha: family('alpha'),
  isOr1k: family('or1k'),
  isM68k: family('m68k'),
  isS390: family('s390'),
  isS390x: family('s390', 64),
  isLoongArch64: family('loongarch', 64),
  isJavaScript: family('javascript'),
  is32bit: ({ cpu }) => cpu.bits === 32,
  is64bit: ({ cpu }) => cpu.bits === 64,
  isILP32: ({ cpu, abi }) => cpu.bits === 32 || abi === 'gnux32' || abi === 'gnuabin32',
  isBigEndian: ({ cpu }) => !cpu.littleEndian,
  isLittleEndian: ({ cpu }) => cpu.littleEndian,
  isBSD: isBsd,
  isDarwin,
  isUnix,
  isMacOS: kernelIs('darwin'),
  isiOS: kernelIs('ios'),
  isLinux,
  isSunOS: kernelIs('solaris'),
  isFreeBSD: kernelIs('freebsd'),
  isNetBSD: kernelIs('netbsd'),
  isOpenBSD: kernelIs('openbsd'),
  isWindows: kernelIs('windows'),
  isCygwin: kernelIs('cygwin'),
  isMinGW: (p) => p.kernel.name === 'windows' && p.abi === 'gnu',
  isWasi: kernelIs('wasi'),
  isRedox: kernelIs('redox'),
  isGhcjs: kernelIs('ghcjs'),
  isGenode: kernelIs('genode'),
  isNone: kernelIs('none'),
  isAndroid: abiIs('android', 'androideabi'),
  isGnu,
  isMusl: ({ abi }) => abi.startsWith('musl'),
  isUClibc: ({ abi }) => abi.startsWith('uclibc'),
  isEfi: ({ cpu, kernel }) =>
    kernel.execFormat !== 'macho' &&
    ((cpu.family === 'arm' && cpu.version !== '5') || ['x86', 'riscv', 'loongarch'].includes(cpu.family)),
  isElf: ({ kernel }) => kernel.execFormat === 'elf',
  isMacho: ({ kernel }) => kernel.execFormat === 'macho',
};

const typed = (type: string, record: Readonly<Record<string, Lazy>>): Attrs => attrsOf({ _type: type, ...record });

/** `parsed` as Nix code sees it. */
function parsedValue({ cpu, vendor, kernel, abi }: Parsed): Attrs {
  const { name, bits, family: cpuFamily, arch, version, littleEndian } = cpu;
  return typed('system', {
    cpu: typed('cpu-type', {
      name,
      bits,
      family: cpuFamily,
      significantByte: typed('significant-byte', { name: littleEndian ? 'littleEndian' : 'bigEndian' }),
      ...(arch !== undefined && { arch }),
      ...(version !== undefined && { version }),
    }),
    vendor: typed('vendor', { name: vendor }),
    kernel: typed('kernel', {
      name: kernel.name,
      execFormat: typed('exec-format', { name: kernel.execFormat }),
      families: attrsOf(Object.fromEntries(kernel.families.map((f) => [f, typed('exec-format-family', { name: f })]))),
    }),
    abi: typed('abi', { name: abi }),
  });
}

const UNAME: Readonly<Record<string, string>> = {
  linux: 'Linux',
  windows: 'Windows',
  darwin: 'Darwin',
  netbsd: 'NetBSD',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  wasi: 'Wasi',
  redox: 'Redox',
  genode: 'Genode',
};

function libcOf(p: Parsed): string {
  const is = (name: string): boolean => (PREDICATES[name] as Predicate)(p);
  if (isDarwin(p)) return 'libSystem';
  if (is('isMinGW')) return 'msvcrt';
  if (is('isWasi')) return 'wasilibc';
  if (is('isRedox')) return 'relibc';
  if (is('isMusl')) return 'musl';
  if (is('isUClibc')) return 'uclibc';
  if (is('isAndroid')) return 'bionic';
  if (isLinux(p)) return 'glibc';
  if (is('isAvr')) return 'avrlibc';
  if (is('isGhcjs')) return 'ghcjs';
  if (is('isNone')) return 'newlib';
  return is('isNetBSD') ? 'nblibc' : is('isFreeBSD') ? 'fblibc' : 'native/impure';
}

/** `linuxArch`: the kernel's name for a processor. */
function linuxArchOf({ cpu }: Parsed): string {
  switch (cpu.family) {
    case 'arm':
      return cpu.bits === 32 ? 'arm' : 'arm64';
    case 'x86':
      return cpu.bits === 32 ? 'i386' : 'x86_64';
    case 'power':
      return 'powerpc';
    case 'mips':
    case 'riscv':
    case 's390':
    case 'loongarch':
      return cpu.family;
    default:
      return cpu.name;
  }
}

const QEMU: Readonly<Record<string, string>> = {
  powerpc: 'ppc',
  powerpcle: 'ppc',
  powerpc64: 'ppc64',
  powerpc64le: 'ppc64',
};

function qemuArchOf({ cpu }: Parsed): string {
  if (cpu.family === 'arm' && cpu.bits === 32) return 'arm';
  if (cpu.family === 'x86') return cpu.bits === 64 ? 'x86_64' : 'i386';
  return QEMU[cpu.name] ?? cpu.name;
}

/** Facts of the platform that follow from its name. */
function derivedFacts(p: Parsed): Record<string, Lazy> {
  const darwin = isDarwin(p);
  const windows = p.kernel.name === 'windows' || p.kernel.name === 'cygwin';
  const isStatic = p.cpu.family === 'wasm' || p.kernel.name === 'redox';
  const facts: Record<string, Lazy> = {
    parsed: parsedValue(p),
    system: doubleOf(p),
    config: tripleOf(p),
    libc: libcOf(p),
    linker: darwin ? 'ld64' : 'bfd',
    linuxArch: linuxArchOf(p),
    qemuArch: qemuArchOf(p),
    efiArch: p.cpu.family === 'x86' ? (p.cpu.bits === 64 ? 'x64' : 'ia32') : p.cpu.bits === 64 ? 'aa64' : 'arm',
    darwinArch: p.cpu.name === 'aarch64' ? 'arm64' : p.cpu.name,
    darwinPlatform: p.kernel.name === 'darwin' ? 'macos' : p.kernel.name === 'ios' ? 'ios' : null,
    isStatic,
    hasSharedLibraries: !isStatic && p.kernel.name !== 'none',
    useAndroidPrebuilt: false,
    useiOSPrebuilt: false,
    useLLVM: false,
    uname: attrsOf({
      system: UNAME[p.kernel.name] ?? null,
      processor: p.cpu.name === 'aarch64' && darwin ? 'arm64' : p.cpu.name,
      release: null,
    }),
    extensions: attrsOf({
      sharedLibrary: darwin ? '.dylib' : windows ? '.dll' : '.so',
      staticLibrary: p.kernel.name === 'windows' && p.abi === 'msvc' ? '.lib' : '.a',
      library: isStatic ? '.a' : darwin ? '.dylib' : windows ? '.dll' : '.so',
      executable: windows ? '.exe' : '',
    }),
    canExecute: primOp('canExecute', 1, (other) => {
      const parsed = forceAttrs(select(other, 'parsed'));
      return sameKernelAndCpu(p, parsed);
    }),
  };
  for (const [name, predicate] of Object.entries(PREDICATES)) facts[name] = predicate(p);
  return facts;
}

function sameKernelAndCpu(p: Parsed, other: Attrs): boolean {
  const name = (part: string): Value => select(select(other, part), 'name');
  return known(equal(name('kernel'), p.kernel.name)) && known(equal(name('cpu'), p.cpu.name));
}

const REASON = 'only a part of what nixpkgs knows of platforms is embedded';

function openRest(path: string): OpenRest {
  return {
    unknown: new Unknown(path, REASON),
    select: (name) => new Unknown(`${path}.${name}`, REASON),
  };
}

/** `lib.systems.elaborate`: a system's name, or a set with `system` or `config`, with all that follows from it. */
export function elaborate(lazyArgs: Lazy): Value {
  const v = force(lazyArgs);
  if (v instanceof Unknown) return new Unknown(`lib.systems.elaborate ${v.expression}`, v.reason, v.at, 'set');
  const args = isString(v) ? single('system', v) : forceAttrs(v);
  if (attrOr(args, 'parsed') !== undefined && attrOr(args, 'isLinux') !== undefined) return args;
  const name = orIfMissing(getAttr(args, 'config'), getAttr(args, 'system'));
  if (name === undefined) return select(args, 'system');
  const p = parseSystem(forceText(name));
  const entries = new Map<string, AttrEntry>();
  for (const [fact, value] of Object.entries(derivedFacts(p))) entries.set(fact, { value });
  return updateAttrs(attrsFromMap(entries, openRest('lib.systems.elaborate …')), args);
}

/** Lists of doubles by predicate: `lib.platforms.linux` and its like. */
const GROUPS: Readonly<Record<string, string>> = {
  arm: 'isAarch32',
  armv7: 'isArmv7',
  aarch: 'isAarch',
  aarch64: 'isAarch64',
  x86: 'isx86',
  i686: 'isi686',
  x86_64: 'isx86_64',
  microblaze: 'isMicroBlaze',
  mips: 'isMips',
  mmix: 'isMmix',
  power: 'isPower',
  riscv: 'isRiscV',
  riscv32: 'isRiscV32',
  riscv64: 'isRiscV64',
  rx: 'isRx',
  vc4: 'isVc4',
  or1k: 'isOr1k',
  m68k: 'isM68k',
  s390: 'isS390',
  s390x: 'isS390x',
  loongarch64: 'isLoongArch64',
  js: 'isJavaScript',
  bigEndian: 'isBigEndian',
  littleEndian: 'isLittleEndian',
  cygwin: 'isCygwin',
  darwin: 'isDarwin',
  freebsd: 'isFreeBSD',
  gnu: 'isGnu',
  illumos: 'isSunOS',
  linux: 'isLinux',
  netbsd: 'isNetBSD',
  openbsd: 'isOpenBSD',
  unix: 'isUnix',
  wasi: 'isWasi',
  redox: 'isRedox',
  windows: 'isWindows',
  genode: 'isGenode',
  embedded: 'isNone',
};

export const doubles: Attrs = attrsOf(
  {
    all: [...ALL_DOUBLES],
    none: [],
    ...Object.fromEntries(
      Object.entries(GROUPS).map(([group, predicate]): [string, Lazy] => [
        group,
        later(() => ALL_DOUBLES.filter((d) => (PREDICATES[predicate] as Predicate)(parseSystem(d)))),
      ]),
    ),
  },
  openRest('lib.platforms'),
);

/** A parsed system from the set that Nix code has. */
function parsedFrom(v: Lazy): Parsed {
  const name = (part: string): string => forceText(select(select(v, part), 'name'));
  return parseSystem(`${name('cpu')}-${name('vendor')}-${name('kernel')}-${name('abi')}`.replace(/-unknown$/, ''));
}

const parse: Attrs = attrsOf(
  functions({
    mkSystemFromString: [1, (s) => parsedValue(parseSystem(forceText(s)))],
    doubleFromSystem: [1, (s) => doubleOf(parsedFrom(s))],
    tripleFromSystem: [1, (s) => tripleOf(parsedFrom(s))],
  }),
  openRest('lib.systems.parse'),
);

const predicates: Attrs = attrsOf(
  functions(
    Object.fromEntries(
      Object.entries(PREDICATES).map(([name, predicate]) => [name, [1, (p: Lazy) => predicate(parsedFrom(p))]]),
    ),
  ),
  openRest('lib.systems.inspect.predicates'),
);

export const systems: LibTable = {
  doubles,
  parse,
  inspect: attrsOf({ predicates }, openRest('lib.systems.inspect')),
  flakeExposed: [...FLAKE_SYSTEMS],
  ...functions({
    elaborate: [1, elaborate],
    equals: [2, (a, b) => known(equal(select(a, 'config'), select(b, 'config')))],
    systemToAttrs: [
      1,
      (s) => {
        const v = force(s);
        return isString(v) ? single('system', v) : v;
      },
    ],
    toLosslessStringMaybe: [
      1,
      (s) => {
        const v = force(s);
        if (isString(v)) return v;
        const system = select(v, 'system');
        return known(equal(select(v, 'config'), select(elaborate(system), 'config'))) ? system : null;
      },
    ],
  }),
};
