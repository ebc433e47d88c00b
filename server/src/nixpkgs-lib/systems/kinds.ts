// nixpkgs' lib/systems/platforms.nix and examples.nix: kinds of machines, with how kernel and compiler treat them.
import { attrsOf, getAttr, updateAttrs } from '../../evaluator/attrs';
import { forceBool, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import type { Attrs, Lazy } from '../../evaluator/values';
import { functions, select } from '../support';
import { fromRecord, type PlainRecord } from './data';

const kernel = (target: string, more: PlainRecord = {}): PlainRecord => ({
  'linux-kernel': { baseConfig: 'defconfig', autoModules: true, target, ...more },
});
const onBoard = (target: string, more: PlainRecord = {}): PlainRecord =>
  kernel(target, { DTB: true, preferBuiltin: true, ...more });
const gcc = (record: PlainRecord): PlainRecord => ({ gcc: record });
const mips = (arch: string, abi: string): PlainRecord => gcc({ arch, abi });

const ARMV7L: PlainRecord = { ...onBoard('zImage'), ...gcc({ arch: 'armv7-a', fpu: 'vfpv3-d16' }) };

const KINDS: Readonly<Record<string, PlainRecord>> = {
  pc: kernel('bzImage'),
  powernv: kernel('vmlinux', {
    baseConfig: 'powernv_defconfig',
    extraConfig: 'PPC_64K_PAGES n\nPPC_4K_PAGES y\n\nATA_SFF y\nVIRTIO_MENU y\n',
  }),
  'armv5tel-multiplatform': { ...onBoard('zImage', { baseConfig: 'multi_v5_defconfig' }), ...gcc({ arch: 'armv5te' }) },
  raspberrypi: { ...onBoard('zImage', { baseConfig: 'bcm2835_defconfig' }), ...gcc({ arch: 'armv6kz', fpu: 'vfpv2' }) },
  raspberrypi2: ARMV7L,
  bluefield2: gcc({ arch: 'armv8-a+fp+simd+crc+crypto' }),
  'zero-gravitas': gcc({ fpu: 'neon', cpu: 'cortex-a9' }),
  'zero-sugar': gcc({ cpu: 'cortex-a7', fpu: 'neon-vfpv4', 'float-abi': 'hard' }),
  'armv7a-android': gcc({ arch: 'armv7-a', 'float-abi': 'softfp', fpu: 'vfpv3-d16' }),
  'armv7l-hf-multiplatform': ARMV7L,
  'aarch64-multiplatform': { ...onBoard('Image', { extraConfig: 'USB_XHCI_TEGRA m\n' }), ...gcc({ arch: 'armv8-a' }) },
  'apple-m1': gcc({ arch: 'armv8.3-a+crypto+sha2+aes+crc+fp16+lse+simd+ras+rdm+rcpc', cpu: 'apple-a13' }),
  ben_nanonote: gcc({ arch: 'mips32', float: 'soft' }),
  fuloong2f_n32: gcc({ arch: 'loongson2f', float: 'hard', abi: 'n32' }),
  gcc_mips32r2_o32: mips('mips32r2', '32'),
  gcc_mips32r6_o32: mips('mips32r6', '32'),
  gcc_mips64r2_n32: mips('mips64r2', 'n32'),
  gcc_mips64r6_n32: mips('mips64r6', 'n32'),
  gcc_mips64r2_64: mips('mips64r2', '64'),
  gcc_mips64r6_64: mips('mips64r6', '64'),
  'riscv-multiplatform': onBoard('Image'),
  'loongarch64-multiplatform': {
    ...onBoard('vmlinuz.efi'),
    ...gcc({ arch: 'la64v1.0', 'strict-align': false, cmodel: 'medium' }),
  },
};

/** The kind of machine that a platform is taken for. */
function kindOf(platform: Lazy): PlainRecord {
  const is = (name: string): boolean => forceBool(select(platform, name));
  const cpu = (name: string): string | undefined => {
    const found = getAttr(select(select(platform, 'parsed'), 'cpu') as Attrs, name);
    return found === undefined ? undefined : forceText(found);
  };
  const kind = (name: string): PlainRecord => KINDS[name] as PlainRecord;
  if (is('isx86')) return kind('pc');
  if (is('isAarch32')) {
    const version = Number(cpu('version') ?? NaN);
    if (Number.isNaN(version)) return kind('pc');
    return kind(version < 6 ? 'armv5tel-multiplatform' : version < 7 ? 'raspberrypi' : 'armv7l-hf-multiplatform');
  }
  if (is('isAarch64')) return kind(is('isDarwin') ? 'apple-m1' : 'aarch64-multiplatform');
  if (is('isLoongArch64')) return kind('loongarch64-multiplatform');
  if (is('isRiscV')) return kind('riscv-multiplatform');
  if (cpu('name') === 'mipsel') return EXAMPLES['mipsel-linux-gnu'] as PlainRecord;
  return cpu('name') === 'powerpc64le' ? kind('powernv') : {};
}

/** `linux-kernel` and `gcc` where the kind of machine says more than the platform itself. */
export function kindAttrs(platform: Lazy): Attrs {
  return fromRecord(kindOf(platform));
}

export const platforms: Attrs = updateAttrs(
  attrsOf(Object.fromEntries(Object.entries(KINDS).map(([name, kind]) => [name, fromRecord(kind)]))),
  attrsOf(functions({ select: [1, kindAttrs] })),
);

const config = (name: string, more: PlainRecord = {}): PlainRecord => ({ config: name, ...more });
const bare = (name: string, more: PlainRecord = {}): PlainRecord => config(name, { libc: 'newlib', ...more });
const like = (kind: string): PlainRecord => KINDS[kind] as PlainRecord;
const ios = (name: string, more: PlainRecord): PlainRecord =>
  config(name, { sdkVer: '14.3', xcodeVer: '12.3', useiOSPrebuilt: true, ...more });
const SIMULATOR = { xcodePlatform: 'iPhoneSimulator', darwinPlatform: 'ios-simulator' };

/** Platforms to cross-compile for: what `pkgsCross` has. */
const EXAMPLES: Readonly<Record<string, PlainRecord>> = {
  powernv: config('powerpc64le-unknown-linux-gnu'),
  'musl-power': config('powerpc64le-unknown-linux-musl'),
  ppc64: config('powerpc64-unknown-linux-gnuabielfv2'),
  'ppc64-musl': config('powerpc64-unknown-linux-musl', gcc({ abi: 'elfv2' })),
  raspberryPi: config('armv6l-unknown-linux-gnueabihf', like('raspberrypi')),
  bluefield2: config('aarch64-unknown-linux-gnu', like('bluefield2')),
  remarkable1: config('armv7l-unknown-linux-gnueabihf', like('zero-gravitas')),
  remarkable2: config('armv7l-unknown-linux-gnueabihf', like('zero-sugar')),
  'armv7l-hf-multiplatform': config('armv7l-unknown-linux-gnueabihf'),
  'aarch64-multiplatform': config('aarch64-unknown-linux-gnu'),
  'aarch64-multiplatform-musl': config('aarch64-unknown-linux-musl'),
  'ben-nanonote': config('mipsel-unknown-linux-uclibc', like('ben_nanonote')),
  fuloongminipc: config('mipsel-unknown-linux-gnu', like('fuloong2f_n32')),
  'mips-linux-gnu': config('mips-unknown-linux-gnu', like('gcc_mips32r2_o32')),
  'mipsel-linux-gnu': config('mipsel-unknown-linux-gnu', like('gcc_mips32r2_o32')),
  'mips64-linux-gnuabin32': config('mips64-unknown-linux-gnuabin32', like('gcc_mips64r2_n32')),
  'mips64el-linux-gnuabin32': config('mips64el-unknown-linux-gnuabin32', like('gcc_mips64r2_n32')),
  'mips64-linux-gnuabi64': config('mips64-unknown-linux-gnuabi64', like('gcc_mips64r2_64')),
  'mips64el-linux-gnuabi64': config('mips64el-unknown-linux-gnuabi64', like('gcc_mips64r2_64')),
  muslpi: config('armv6l-unknown-linux-musleabihf', like('raspberrypi')),
  gnu64: config('x86_64-unknown-linux-gnu'),
  gnu32: config('i686-unknown-linux-gnu'),
  musl64: config('x86_64-unknown-linux-musl'),
  musl32: config('i686-unknown-linux-musl'),
  riscv64: config('riscv64-unknown-linux-gnu'),
  riscv32: config('riscv32-unknown-linux-gnu'),
  'riscv64-embedded': bare('riscv64-none-elf'),
  'riscv32-embedded': bare('riscv32-none-elf'),
  'mips64-embedded': bare('mips64-none-elf'),
  'mips-embedded': bare('mips-none-elf'),
  'loongarch64-linux': config('loongarch64-unknown-linux-gnu'),
  mmix: bare('mmix-unknown-mmixware'),
  'rx-embedded': bare('rx-none-elf'),
  msp430: bare('msp430-elf'),
  avr: config('avr'),
  vc4: bare('vc4-elf'),
  or1k: bare('or1k-elf'),
  m68k: config('m68k-unknown-linux-gnu'),
  s390: config('s390-unknown-linux-gnu'),
  s390x: config('s390x-unknown-linux-gnu'),
  'arm-embedded': bare('arm-none-eabi'),
  'armhf-embedded': bare('arm-none-eabihf', gcc({ arch: 'armv5t', fpu: 'vfp' })),
  'aarch64-embedded': bare('aarch64-none-elf'),
  'aarch64be-embedded': bare('aarch64_be-none-elf'),
  'ppc-embedded': bare('powerpc-none-eabi'),
  'ppcle-embedded': bare('powerpcle-none-eabi'),
  'i686-embedded': bare('i686-elf'),
  'x86_64-embedded': bare('x86_64-elf'),
  iphone64: ios('aarch64-apple-ios', { xcodePlatform: 'iPhoneOS' }),
  iphone32: ios('armv7a-apple-ios', { xcodePlatform: 'iPhoneOS' }),
  'iphone64-simulator': ios('x86_64-apple-ios', SIMULATOR),
  'iphone32-simulator': ios('i686-apple-ios', SIMULATOR),
  'aarch64-darwin': config('aarch64-apple-darwin', { xcodePlatform: 'MacOSX', platform: {} }),
  'x86_64-darwin': config('x86_64-apple-darwin', { xcodePlatform: 'MacOSX', platform: {} }),
  mingw32: config('i686-w64-mingw32', { libc: 'msvcrt' }),
  mingwW64: config('x86_64-w64-mingw32', { libc: 'msvcrt' }),
  'x86_64-netbsd': config('x86_64-unknown-netbsd'),
  wasi32: config('wasm32-unknown-wasi', { useLLVM: true }),
  ghcjs: config('javascript-unknown-ghcjs'),
};

export const exampleEntries: Readonly<Record<string, Lazy>> = Object.fromEntries(
  Object.entries(EXAMPLES).map(([name, example]) => [name, lazy(() => fromRecord(example))]),
);
