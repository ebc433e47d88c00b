// Processors, vendors, kernels and ABIs as nixpkgs' lib/systems/parse.nix names them, as values of Nix.
import { attrsOf } from '../../evaluator/attrs';
import { Attrs, type Lazy } from '../../evaluator/values';

/** Plain data that stands for a Nix value. */
type Plain = string | number | boolean | null | Attrs | readonly Plain[] | PlainRecord;
export interface PlainRecord {
  readonly [name: string]: Plain;
}

function fromPlain(v: Plain): Lazy {
  if (v === null || typeof v !== 'object' || v instanceof Attrs) return v;
  return isPlainList(v) ? v.map(fromPlain) : fromRecord(v);
}

function isPlainList(v: readonly Plain[] | PlainRecord): v is readonly Plain[] {
  return Array.isArray(v);
}

/** Plain data as a set. */
export function fromRecord(record: PlainRecord): Attrs {
  return attrsOf(Object.fromEntries(Object.entries(record).map(([name, v]) => [name, fromPlain(v)])));
}

type Table = Readonly<Record<string, Attrs>>;

/** A table of things of one type; each has the name that it is listed under, unless it says another. */
function typed(type: string, records: Readonly<Record<string, PlainRecord>>): Table {
  return Object.fromEntries(
    Object.entries(records).map(([name, record]) => [name, fromRecord({ _type: type, name, ...record })]),
  );
}

function plain(names: string): Readonly<Record<string, PlainRecord>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, {}]));
}

export const SIGNIFICANT_BYTES = typed('significant-byte', plain('bigEndian littleEndian'));
export const EXEC_FORMATS = typed('exec-format', plain('aout elf macho pe wasm unknown'));
export const KERNEL_FAMILIES = typed('exec-format', plain('bsd darwin'));
export const VENDORS = typed('vendor', plain('apple pc knuth w64 none unknown'));

/** `name bits family`, with `be` for the big-endian ones; then the architecture and the version where there are any. */
const CPU_ROWS = `
  arm 32 arm
  armv5tel 32 arm armv5t 5
  armv6m 32 arm armv6-m 6
  armv6l 32 arm armv6 6
  armv7a 32 arm armv7-a 7
  armv7r 32 arm armv7-r 7
  armv7m 32 arm armv7-m 7
  armv7l 32 arm armv7 7
  armv8a 32 arm armv8-a 8
  armv8r 32 arm armv8-a 8
  armv8m 32 arm armv8-m 8
  aarch64 64 arm armv8-a 8
  aarch64_be 64 arm be armv8-a 8
  i386 32 x86 i386
  i486 32 x86 i486
  i586 32 x86 i586
  i686 32 x86 i686
  x86_64 64 x86 x86-64
  microblaze 32 microblaze be
  microblazeel 32 microblaze
  mips 32 mips be
  mipsel 32 mips
  mips64 64 mips be
  mips64el 64 mips
  mmix 64 mmix be
  m68k 32 m68k be
  powerpc 32 power be
  powerpc64 64 power be
  powerpc64le 64 power
  powerpcle 32 power
  riscv32 32 riscv
  riscv64 64 riscv
  s390 32 s390 be
  s390x 64 s390 be
  sparc 32 sparc be
  sparc64 64 sparc be
  wasm32 32 wasm
  wasm64 64 wasm
  alpha 64 alpha
  rx 32 rx
  msp430 16 msp430
  avr 8 avr
  vc4 32 vc4
  or1k 32 or1k be
  loongarch64 64 loongarch
  javascript 32 javascript
`;

function cpus(): Table {
  const rows = CPU_ROWS.trim()
    .split('\n')
    .map((line): [string, PlainRecord] => {
      const [name = '', bits = '', family = '', ...rest] = line.trim().split(' ');
      const isBig = rest[0] === 'be';
      const [arch, version] = isBig ? rest.slice(1) : rest;
      return [
        name,
        {
          bits: Number(bits),
          family,
          // A processor of eight bits has no order of bytes.
          ...(bits !== '8' && { significantByte: (isBig ? BIG : LITTLE) as Attrs }),
          ...(arch !== undefined && { arch }),
          ...(version !== undefined && { version }),
        },
      ];
    });
  const table = typed('cpu-type', Object.fromEntries(rows));
  return { ...table, arm64: table['aarch64'] as Attrs };
}

const { bigEndian: BIG, littleEndian: LITTLE } = SIGNIFICANT_BYTES;

export const CPU_TYPES: Table = cpus();

function kernels(): Table {
  const { elf, macho, pe, wasm, unknown } = EXEC_FORMATS;
  const none = {};
  const bsd = { bsd: KERNEL_FAMILIES['bsd'] as Attrs };
  const darwin = { darwin: KERNEL_FAMILIES['darwin'] as Attrs };
  const of = (execFormat: Attrs | undefined, families: PlainRecord = none): PlainRecord => ({
    execFormat: execFormat as Attrs,
    families,
  });
  const table = typed('kernel', {
    macos: { ...of(macho, darwin), name: 'darwin' },
    ios: of(macho, darwin),
    freebsd: of(elf, bsd),
    linux: of(elf),
    netbsd: of(elf, bsd),
    none: of(unknown),
    openbsd: of(elf, bsd),
    solaris: of(elf),
    wasi: of(wasm),
    redox: of(elf),
    windows: of(pe),
    cygwin: of(pe),
    ghcjs: of(unknown),
    genode: of(elf),
    mmixware: of(unknown),
  });
  const aliases = { darwin: 'macos', watchos: 'ios', tvos: 'ios', win32: 'windows' };
  return {
    ...table,
    ...Object.fromEntries(Object.entries(aliases).map(([alias, name]) => [alias, table[name] as Attrs])),
  };
}

export const KERNELS: Table = kernels();

const SOFT = { float: 'soft' };
const HARD = { float: 'hard' };

export const ABIS: Table = typed('abi', {
  ...plain('msvc elf androideabi android gnu musl mlibc uclibc unknown'),
  eabi: SOFT,
  eabihf: HARD,
  gnueabi: SOFT,
  gnueabihf: HARD,
  musleabi: SOFT,
  musleabihf: HARD,
  uclibceabi: SOFT,
  uclibceabihf: HARD,
  gnuabi64: { abi: '64' },
  muslabi64: { abi: '64' },
  gnuabin32: { abi: 'n32' },
  muslabin32: { abi: 'n32' },
  gnuabielfv1: { abi: 'elfv1' },
  gnuabielfv2: { abi: 'elfv2' },
});
