// nixpkgs' lib/systems/inspect.nix: what of a parsed system makes it a Linux, a 64-bit one and so on.
import { attrEntries, attrNames, attrsOf, getAttr, hasListed, updateAttrs } from '../../evaluator/attrs';
import { forceAttrs, forceText } from '../../evaluator/coerce';
import { force, isList, type Attrs, type Lazy, type Value } from '../../evaluator/values';
import { matches } from '../attr-paths';
import { callBuiltin, functions, known, sameValue, thrown, asList } from '../support';
import {
  ABIS,
  CPU_TYPES,
  EXEC_FORMATS,
  KERNELS,
  KERNEL_FAMILIES,
  SIGNIFICANT_BYTES,
  fromRecord,
  type PlainRecord,
} from './data';

const at = (table: Readonly<Record<string, Attrs>>, name: string): Attrs => table[name] as Attrs;
const family = (name: string, bits?: number): PlainRecord => ({
  cpu: { family: name, ...(bits !== undefined && { bits }) },
});
const kernel = (name: string): PlainRecord => ({ kernel: at(KERNELS, name) });
const kernelFamily = (name: string): PlainRecord => ({ kernel: { families: { [name]: at(KERNEL_FAMILIES, name) } } });
const abis = (names: string): PlainRecord[] => names.split(' ').map((name) => ({ abi: at(ABIS, name) }));

const BSD = kernelFamily('bsd');
const DARWIN = kernelFamily('darwin');

/** Patterns of which one has to match, each with all of its attributes. */
const PATTERNS: Readonly<Record<string, PlainRecord | readonly PlainRecord[]>> = {
  isi686: { cpu: at(CPU_TYPES, 'i686') },
  isx86_32: family('x86', 32),
  isx86_64: family('x86', 64),
  isPower: family('power'),
  isPower64: family('power', 64),
  isAbiElfv1: { abi: { abi: 'elfv1' } },
  isAbiElfv2: [{ abi: { abi: 'elfv2' } }, { abi: { name: 'musl' }, cpu: { family: 'power', bits: 64 } }],
  isx86: family('x86'),
  isAarch32: family('arm', 32),
  isArmv7: ['armv7a', 'armv7r', 'armv7m', 'armv7l'].map((name) => ({
    cpu: { arch: getAttr(at(CPU_TYPES, name), 'arch') as string },
  })),
  isAarch64: family('arm', 64),
  isAarch: family('arm'),
  isMicroBlaze: family('microblaze'),
  isMips: family('mips'),
  isMips32: family('mips', 32),
  isMips64: family('mips', 64),
  isMips64n32: { ...family('mips', 64), abi: { abi: 'n32' } },
  isMips64n64: { ...family('mips', 64), abi: { abi: '64' } },
  isMmix: family('mmix'),
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
  isJavaScript: { cpu: at(CPU_TYPES, 'javascript') },
  is32bit: { cpu: { bits: 32 } },
  is64bit: { cpu: { bits: 64 } },
  isILP32: [family('wasm', 32), ...['n32', 'ilp32', 'x32'].map((abi) => ({ abi: { abi } }))],
  isBigEndian: { cpu: { significantByte: at(SIGNIFICANT_BYTES, 'bigEndian') } },
  isLittleEndian: { cpu: { significantByte: at(SIGNIFICANT_BYTES, 'littleEndian') } },
  isBSD: BSD,
  isDarwin: DARWIN,
  isUnix: [BSD, DARWIN, ...['linux', 'solaris', 'cygwin', 'redox'].map(kernel)],
  isMacOS: kernel('macos'),
  isiOS: kernel('ios'),
  isLinux: kernel('linux'),
  isSunOS: kernel('solaris'),
  isFreeBSD: { kernel: { name: 'freebsd' } },
  isNetBSD: kernel('netbsd'),
  isOpenBSD: kernel('openbsd'),
  isWindows: kernel('windows'),
  isCygwin: kernel('cygwin'),
  isMinGW: { ...kernel('windows'), abi: at(ABIS, 'gnu') },
  isMsvc: { ...kernel('windows'), abi: at(ABIS, 'msvc') },
  isWasi: kernel('wasi'),
  isRedox: kernel('redox'),
  isGhcjs: kernel('ghcjs'),
  isGenode: kernel('genode'),
  isNone: kernel('none'),
  isAndroid: abis('android androideabi'),
  isGnu: abis('gnuabi64 gnuabin32 gnu gnueabi gnueabihf gnuabielfv1 gnuabielfv2'),
  isMusl: abis('musl musleabi musleabihf muslabin32 muslabi64'),
  isMlibc: { abi: at(ABIS, 'mlibc') },
  isUClibc: abis('uclibc uclibceabi uclibceabihf'),
  isEfi: [
    ...['6', '7', '8'].map((version) => ({ cpu: { family: 'arm', version } })),
    ...['riscv', 'x86', 'loongarch'].map((name) => family(name)),
  ],
  isElf: { kernel: { execFormat: at(EXEC_FORMATS, 'elf') } },
  isMacho: { kernel: { execFormat: at(EXEC_FORMATS, 'macho') } },
};

const VALUES: Readonly<Record<string, Attrs | readonly Attrs[]>> = Object.fromEntries(
  Object.entries(PATTERNS).map(([name, pattern]) => [
    name,
    isSeveral(pattern) ? pattern.map(fromRecord) : fromRecord(pattern),
  ]),
);

function isSeveral(pattern: PlainRecord | readonly PlainRecord[]): pattern is readonly PlainRecord[] {
  return Array.isArray(pattern);
}

export const PREDICATES: readonly string[] = Object.keys(PATTERNS);

/** Whether a predicate such as `isLinux` is true of a parsed system. */
export function holds(predicate: string, system: Value): boolean {
  return matchesAny(VALUES[predicate] as Attrs | readonly Attrs[], system);
}

function matchesAny(patterns: Value, attrs: Value): boolean {
  const all: readonly Lazy[] = isList(patterns) ? patterns : [patterns];
  return all.some((pattern) => matches(pattern, attrs));
}

/** A pattern for what matches both: each of one with each of the other. */
function both(left: Lazy, right: Lazy): Lazy[] {
  return asList(left).flatMap((a) => asList(right).map((b) => united(forceAttrs(a), forceAttrs(b))));
}

function united(left: Attrs, right: Attrs): Attrs {
  for (const [name, value] of attrEntries(right)) {
    const other = getAttr(left, name);
    if (other === undefined) continue;
    const [l, r] = [forceAttrs(other), forceAttrs(value)];
    if (attrNames(l).some((shared) => hasListed(r, shared)) && !sameValue(l, r))
      throw thrown(`pattern conflict at path ${name}:\n  ${json(l)}\n  ${json(r)}\n`);
  }
  return updateAttrs(left, right);
}

function json(v: Value): string {
  return forceText(callBuiltin('toJSON', v));
}

export const inspect: Attrs = attrsOf({
  patterns: attrsOf(VALUES),
  platformPatterns: fromRecord({ isStatic: { parsed: {}, isStatic: true } }),
  predicates: attrsOf(
    functions(
      Object.fromEntries(PREDICATES.map((name) => [name, [1, (system: Lazy) => holds(name, force(system))]] as const)),
    ),
  ),
  ...functions({
    matchAnyAttrs: [2, (patterns, attrs) => matchesAny(known(force(patterns)), force(attrs))],
    patternLogicalAnd: [2, both],
  }),
});
