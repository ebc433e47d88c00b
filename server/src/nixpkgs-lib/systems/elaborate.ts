// nixpkgs' lib/systems/default.nix: everything that follows from a system's name.
import {
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  orIfMissing,
  updateAttrs,
  type AttrEntry,
} from '../../evaluator/attrs';
import { primOp } from '../../evaluator/builtins/primop';
import { forceAttrs, forceBool, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import { isString } from '../../evaluator/strings';
import { Unknown, force, type Attrs, type Lazy, type Value } from '../../evaluator/values';
import { attrOr, assertTrue, later, own, sameValue, select, single, thrown } from '../support';
import { FEATURE_PREDICATES, archCanExecute, archOf, supports } from './architectures';
import { PREDICATES, holds } from './inspect';
import { kindAttrs } from './kinds';
import { darwinArch, doubleOf, isCompatible, openRest, parseSystem, tripleOf } from './parse';

/** Answers a platform's own predicates, as far as its arguments do not overrule them. */
type Is = (name: string) => boolean;

/** The first answer whose condition holds. */
type Cases<T> = readonly (readonly [predicate: string, answer: T])[];

function firstOf<T>(is: Is, cases: Cases<T>, otherwise: T): T {
  return cases.find(([predicate]) => is(predicate))?.[1] ?? otherwise;
}

function libcOf(is: Is): string | null {
  if (is('isWasm') && !is('isWasi')) return null;
  if (is('isGhcjs')) return null;
  return firstOf<string>(
    is,
    [
      ['isDarwin', 'libSystem'],
      ['isMsvc', 'ucrt'],
      ['isMinGW', 'msvcrt'],
      ['isCygwin', 'cygwin'],
      ['isWasi', 'wasilibc'],
      ['isRedox', 'relibc'],
      ['isMusl', 'musl'],
      ['isUClibc', 'uclibc'],
      ['isAndroid', 'bionic'],
      ['isLinux', 'glibc'],
      ['isFreeBSD', 'fblibc'],
      ['isOpenBSD', 'oblibc'],
      ['isNetBSD', 'nblibc'],
      ['isAvr', 'avrlibc'],
      ['isNone', 'newlib'],
    ],
    'native/impure',
  );
}

const SHARED = [
  'isAndroid',
  'isGnu',
  'isMusl',
  'isDarwin',
  'isSunOS',
  'isOpenBSD',
  'isFreeBSD',
  'isNetBSD',
  'isCygwin',
  'isMinGW',
  'isWindows',
  'isWasm',
];

const UNAME: Readonly<Record<string, string>> = {
  linux: 'Linux',
  windows: 'Windows',
  cygwin: 'CYGWIN_NT',
  darwin: 'Darwin',
  netbsd: 'NetBSD',
  freebsd: 'FreeBSD',
  openbsd: 'OpenBSD',
  wasi: 'Wasi',
  redox: 'Redox',
  genode: 'Genode',
};

const LINUX_ARCH: Cases<string> = [
  ['isAarch32', 'arm'],
  ['isAarch64', 'arm64'],
  ['isx86_32', 'i386'],
  ['isx86_64', 'x86_64'],
  ['isMicroBlaze', 'microblaze'],
  ['isMips32', 'mips'],
  ['isMips64', 'mips'],
  ['isPower', 'powerpc'],
  ['isRiscV', 'riscv'],
  ['isS390', 's390'],
  ['isLoongArch64', 'loongarch'],
];

const EFI_ARCH: Cases<string> = [
  ['isx86_32', 'ia32'],
  ['isx86_64', 'x64'],
  ['isAarch32', 'arm'],
  ['isAarch64', 'aa64'],
];

const GO_ARCH: Readonly<Record<string, string>> = {
  aarch64: 'arm64',
  arm: 'arm',
  armv5tel: 'arm',
  armv6l: 'arm',
  armv7l: 'arm',
  i686: '386',
  loongarch64: 'loong64',
  mips: 'mips',
  mips64el: 'mips64le',
  mipsel: 'mipsle',
  powerpc64: 'ppc64',
  powerpc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
  x86_64: 'amd64',
  wasm32: 'wasm',
};

const NODE_PLATFORM: Cases<string> = [
  ['isAndroid', 'android'],
  ['isDarwin', 'darwin'],
  ['isFreeBSD', 'freebsd'],
  ['isLinux', 'linux'],
  ['isOpenBSD', 'openbsd'],
  ['isSunOS', 'sunos'],
  ['isWindows', 'win32'],
  ['isCygwin', 'win32'],
];

function nodeArch(is: Is): string | null {
  const bits = is('is64bit') ? '64' : '';
  if (is('isAarch')) return `arm${bits}`;
  if (is('isMips32')) return `mips${is('isLittleEndian') ? 'el' : ''}`;
  if (is('isMips64') && is('isLittleEndian')) return 'mips64el';
  if (is('isPower')) return `ppc${bits}`;
  return firstOf<string | null>(
    is,
    [
      ['isx86_64', 'x64'],
      ['isx86_32', 'ia32'],
      ['isS390x', 's390x'],
      ['isRiscV64', 'riscv64'],
      ['isLoongArch64', 'loong64'],
    ],
    null,
  );
}

const RUST_CPU: Readonly<Record<string, string>> = {
  armv7a: 'armv7',
  armv7l: 'armv7',
  armv6l: 'arm',
  armv5tel: 'armv5te',
  riscv32: 'riscv32gc',
  riscv64: 'riscv64gc',
};

/** `rust` of a platform whose arguments say nothing of it; with them it is not told here. */
function rustOf(is: Is, parsed: Attrs): Lazy {
  const name = (part: string): string => forceText(select(select(parsed, part), 'name'));
  const target = later(() => {
    const cpu = own(RUST_CPU, name('cpu')) ?? name('cpu');
    if (is('isWasi')) return `${cpu}-wasip1`;
    const abi = /^powerpc/.test(name('cpu')) && /^gnuabielfv/.test(name('abi')) ? 'gnu' : name('abi');
    return `${cpu}-${rustVendor(name('vendor'))}-${name('kernel')}${name('abi') === 'unknown' ? '' : `-${abi}`}`;
  });
  const families = ['unix', 'windows', 'wasm'];
  return attrsOf({
    platform: attrsOf({
      arch: later(() => {
        if (is('isAarch32')) return 'arm';
        return is('isMips64') ? 'mips64' : is('isPower64') ? 'powerpc64' : name('cpu');
      }),
      os: later(() => (is('isDarwin') ? 'macos' : is('isWasm') && !is('isWasi') ? 'unknown' : name('kernel'))),
      'target-family': later(() => families.filter((f) => is(`is${f.charAt(0).toUpperCase()}${f.slice(1)}`))),
      vendor: later(() => rustVendor(name('vendor'))),
    }),
    rustcTarget: target,
    rustcTargetSpec: target,
    cargoShortTarget: target,
    cargoEnvVarTarget: later(() => forceText(target).toUpperCase().replaceAll('-', '_')),
    isNoStdTarget: later(() => /-none|nvptx|switch|-uefi/.test(forceText(target))),
  });
}

const rustVendor = (name: string): string => (name === 'w64' ? 'pc' : name);

/** Facts that the arguments may overrule. `final` is the platform with all of them. */
function factsOf(parsed: Attrs, args: Attrs, final: Lazy, is: Is): Record<string, Lazy> {
  const cpu = select(parsed, 'cpu');
  const cpuName = forceText(select(cpu, 'name'));
  const kernelName = (): string => forceText(select(select(parsed, 'kernel'), 'name'));
  const isWindows = (): boolean => is('isWindows') || is('isCygwin');
  const endian = (): string => (is('isLittleEndian') ? 'el' : '');
  const processor = (): string => {
    if (is('isPower')) return `ppc${is('isPower64') ? '64' : ''}${is('isLittleEndian') ? 'le' : ''}`;
    return is('isMips64') ? 'mips64' : is('isDarwin') ? darwinArch(cpu) : cpuName;
  };
  const emulator = (name: string): Lazy =>
    primOp(name, 1, () => new Unknown(`${name} pkgs`, 'packages are not evaluated here'));
  const kind = lazy(() =>
    updateAttrs(
      attrsOf({ 'linux-kernel': orEmpty(args, 'linux-kernel'), gcc: orEmpty(args, 'gcc') }),
      kindAttrs(final),
    ),
  );
  const facts: Record<string, () => Value> = {
    system: () => doubleOf(parsed),
    config: () => tripleOf(parsed),
    useLLVM: () => is('isFreeBSD') || is('isOpenBSD'),
    libc: () => libcOf(is),
    linker: () => (is('useLLVM') ? 'lld' : is('isDarwin') ? 'cctools' : 'bfd'),
    libDir: () => {
      if (!is('isLinux')) return null;
      return is('isx86_64') || is('isMips64') || is('isPower64') ? 'lib64' : 'lib';
    },
    extensions: () => {
      const shared = is('isDarwin') ? '.dylib' : isWindows() ? '.dll' : '.so';
      const archive = is('isWindows') ? '.lib' : '.a';
      const hasShared = is('hasSharedLibraries');
      return attrsOf({
        ...(hasShared && { sharedLibrary: shared }),
        staticLibrary: archive,
        library: is('isStatic') ? archive : later(() => select(select(final, 'extensions'), 'sharedLibrary')),
        executable: isWindows() ? '.exe' : '',
      });
    },
    uname: () => attrsOf({ system: own(UNAME, kernelName()) ?? null, processor: later(processor), release: null }),
    hasSharedLibraries: () => SHARED.some(is) && !is('isStatic'),
    isStatic: () => is('isWasi') || is('isRedox'),
    'linux-kernel': () => select(kind, 'linux-kernel'),
    gcc: () => select(kind, 'gcc'),
    rustc: () => force(orEmpty(args, 'rustc')),
    linuxArch: () => firstOf(is, LINUX_ARCH, cpuName),
    ubootArch: () => (is('isx86_32') ? 'x86' : is('isMips64') ? 'mips64' : select(final, 'linuxArch')),
    qemuArch: () => {
      if (is('isAarch32')) return 'arm';
      if (is('isAarch64')) return 'aarch64';
      if (is('isS390') && !is('isS390x')) return null;
      if (is('isx86')) return is('isx86_64') ? 'x86_64' : 'i386';
      if (is('isMips64')) return `${is('isMips64n32') ? 'mipsn32' : 'mips64'}${endian()}`;
      return processor();
    },
    efiArch: () => firstOf(is, EFI_ARCH, cpuName),
    darwinArch: () => darwinArch(cpu),
    darwinPlatform: () => (is('isMacOS') ? 'macos' : is('isiOS') ? 'ios' : null),
    darwinMinVersionVariable: () =>
      is('isMacOS') ? 'MACOSX_DEPLOYMENT_TARGET' : is('isiOS') ? 'IPHONEOS_DEPLOYMENT_TARGET' : null,
    androidSdkVersion: () => force(orIfMissing(getAttr(args, 'androidSdkVersion'), null)),
    androidNdkVersion: () => force(orIfMissing(getAttr(args, 'androidNdkVersion'), null)),
  };
  return {
    ...Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, later(fact)])),
    parsed,
    useAndroidPrebuilt: false,
    useiOSPrebuilt: false,
    canExecute: primOp('canExecute', 1, (other) => canExecute(forceAttrs(final), forceAttrs(other))),
    isCompatible: primOp('isCompatible', 1, () => {
      throw thrown(
        '2022-05-23: isCompatible has been removed in favor of canExecute, refer to the 22.11 changelog for details',
      );
    }),
    ...Object.fromEntries(
      ['emulatorAvailable', 'staticEmulatorAvailable', 'emulator'].map((name) => [name, emulator(name)]),
    ),
  };
}

function orEmpty(args: Attrs, name: string): Lazy {
  return orIfMissing(getAttr(args, name), attrsOf({}));
}

/** Whether programs for another platform run on this one. */
function canExecute(own: Attrs, other: Attrs): boolean {
  const same = (...path: readonly string[]): boolean => {
    const of = (platform: Attrs): Value => path.reduce<Value>((at, name) => select(at, name), platform);
    return sameValue(of(own), of(other));
  };
  const cpu = (platform: Attrs): Value => select(select(platform, 'parsed'), 'cpu');
  if (!same('isAndroid') || !isCompatible(cpu(own), cpu(other)) || !same('parsed', 'kernel')) return false;
  if (same('parsed', 'cpu')) {
    const [arch, wanted] = [archOf(own), archOf(other)];
    if (arch !== undefined && wanted !== undefined && !archCanExecute(arch, wanted)) return false;
  }
  return !forceBool(select(own, 'isDarwin')) || same('darwinPlatform');
}

/** ABIs whose name does not say enough for some processors, with nixpkgs' words. */
const AMBIGUOUS: readonly (readonly [abi: string, predicates: readonly string[], message: string])[] = [
  ['gnu', ['isAarch32'], 'The "gnu" ABI is ambiguous on 32-bit ARM. Use "gnueabi" or "gnueabihf" instead.\n'],
  [
    'gnu',
    ['isPower64', 'isBigEndian'],
    'The "gnu" ABI is ambiguous on big-endian 64-bit PowerPC. Use "gnuabielfv2" or "gnuabielfv1" instead.\n',
  ],
  ['android', ['isAarch32'], 'The "android" ABI is not for 32-bit ARM. Use "androideabi" instead.\n'],
];

/** `lib.systems.elaborate`: a system's name, or a set with `system` or `config`, with all that follows from it. */
export function elaborate(lazyArgs: Lazy): Value {
  const v = force(lazyArgs);
  if (v instanceof Unknown) return new Unknown(`lib.systems.elaborate ${v.expression}`, v.reason, v.at, 'set');
  const all = isString(v) ? single('system', v) : forceAttrs(v);
  if (attrOr(all, 'parsed') !== undefined && attrOr(all, 'isLinux') !== undefined) return all;
  const name = orIfMissing(getAttr(all, 'config'), getAttr(all, 'system'));
  if (name === undefined) return select(all, 'system');
  const parsed = parseSystem(forceText(name));
  // What follows from the name anyway is not overruled.
  const args = filterAttrs(all, (given) => given !== 'parsed' && given !== 'system');
  const final: Lazy = lazy(() => platform);
  const is: Is = (predicate) => forceBool(select(final, predicate));
  const facts = factsOf(parsed, args, final, is);
  for (const predicate of PREDICATES) facts[predicate] = later(() => holds(predicate, parsed));
  for (const feature of FEATURE_PREDICATES)
    facts[feature] = later(() => supports(feature, archOf(forceAttrs(final)) ?? 'default'));
  const cpu = select(parsed, 'cpu');
  const version = attrOr(cpu, 'version');
  const rust =
    getAttr(args, 'rust') === undefined && getAttr(args, 'rustc') === undefined
      ? rustOf(is, parsed)
      : new Unknown('rust', 'what a platform says itself of Rust is not put together here');
  const platform: Attrs = updateAttrs(
    updateAttrs(attrsFromMap(entriesOf(facts), openRest('lib.systems.elaborate …')), args),
    attrsOf({
      rust,
      go: attrsOf({
        GOARCH: own(GO_ARCH, forceText(select(cpu, 'name'))) ?? null,
        GOOS: later(() => (is('isWasi') ? 'wasip1' : select(select(parsed, 'kernel'), 'name'))),
        GOARM: version !== undefined && /^[567]$/.test(forceText(version)) ? forceText(version) : '',
      }),
      node: attrsOf({
        arch: later(() => nodeArch(is)),
        platform: later(() => firstOf<string | null>(is, NODE_PLATFORM, null)),
      }),
    }),
  );
  const abi = forceText(select(select(parsed, 'abi'), 'name'));
  assertTrue(!is('useAndroidPrebuilt') || is('isAndroid'), '((final).useAndroidPrebuilt -> (final).isAndroid)');
  for (const [named, predicates, message] of AMBIGUOUS)
    if (abi === named && predicates.every(is)) throw thrown(message);
  return platform;
}

function entriesOf(facts: Readonly<Record<string, Lazy>>): Map<string, AttrEntry> {
  return new Map(Object.entries(facts).map(([name, value]) => [name, { value }]));
}
