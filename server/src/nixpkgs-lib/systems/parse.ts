// nixpkgs' lib/systems/parse.nix: what the name of a system says.
import { attrsOf, getAttr, orIfMissing, updateAttrs } from '../../evaluator/attrs';
import { forceAttrs, forceList, forceText } from '../../evaluator/coerce';
import { Unknown, force, type Attrs, type Lazy, type OpenRest, type Value } from '../../evaluator/values';
import { attrOr, functions, own, sameValue, select, thrown } from '../support';
import {
  ABIS,
  CPU_TYPES,
  EXEC_FORMATS,
  KERNELS,
  KERNEL_FAMILIES,
  SIGNIFICANT_BYTES,
  VENDORS,
  fromRecord,
} from './data';
import { holds } from './inspect';

const REASON = 'only a part of what nixpkgs knows of platforms is embedded';

/** Answers for names that are not embedded. */
export function openRest(path: string): OpenRest {
  return {
    unknown: new Unknown(path, REASON),
    select: (name) => (name.startsWith('_') ? undefined : new Unknown(`${path}.${name}`, REASON)),
  };
}

/** What the parts of a system's name are. */
interface Skeleton {
  readonly cpu: string;
  readonly vendor?: string;
  readonly kernel: string;
  readonly abi?: string;
}

/** Ends of three parts after which the second is the kernel, and those after which it is the vendor. */
const ABI_LAST = ['eabi', 'eabihf', 'elf', 'gnu'];
const KERNEL_LAST = ['redox', 'mmixware', 'ghcjs', 'mingw32'];

/** Throws what nixpkgs says of names that can be read in several ways, or in none. */
function skeletonOf(parts: readonly string[]): Skeleton {
  const [cpu = '', second = '', third = '', fourth = ''] = parts;
  const said = `system string '${parts.join('-')}'`;
  switch (parts.length) {
    case 1:
      if (cpu !== 'avr') throw thrown(`${said} with 1 component is ambiguous`);
      return { cpu, kernel: 'none', abi: 'unknown' };
    case 2:
      if (second === 'cygwin') return { cpu, vendor: 'pc', kernel: 'cygwin' };
      if (second === 'windows') return { cpu, kernel: 'windows', abi: 'msvc' };
      if (second === 'elf') return { cpu, vendor: 'unknown', kernel: 'none', abi: 'elf' };
      return { cpu, kernel: second };
    case 3:
      if (second === 'linux' || ABI_LAST.includes(third)) return { cpu, vendor: 'unknown', kernel: second, abi: third };
      if (
        second === 'apple' ||
        KERNEL_LAST.includes(third) ||
        /^(freebsd|netbsd|openbsd|genode)/.test(third) ||
        cpu.startsWith('wasm32') ||
        third === 'cygwin'
      )
        return { cpu, vendor: second, kernel: third === 'mingw32' ? 'windows' : third };
      throw thrown(`${said} with 3 components is ambiguous`);
    case 4:
      return { cpu, vendor: second, kernel: third, abi: fourth };
    default:
      throw thrown(`${said} has invalid number of hyphen-separated components`);
  }
}

function entry(table: Readonly<Record<string, Attrs>>, kind: string, name: string): Attrs {
  const found = own(table, name);
  if (found === undefined) throw thrown(`Unknown ${kind}: ${name}`);
  return found;
}

function kernelOf(name: string): Attrs {
  const family = ['darwin', 'netbsd'].find((prefix) => name.startsWith(prefix));
  if (family !== undefined) return entry(KERNELS, 'kernel', family);
  // Older releases have the version in the name.
  const version = /^freebsd(\d+)$/.exec(name)?.[1];
  if (version !== undefined) return updateAttrs(entry(KERNELS, 'kernel', 'freebsd'), attrsOf({ version }));
  return entry(KERNELS, 'kernel', /^(.*)e?abi.*$/s.exec(name)?.[1] ?? name);
}

function vendorOf(named: string | undefined, kernel: Attrs): Attrs {
  if (named !== undefined) return entry(VENDORS, 'vendor', named);
  const system = attrsOf({ kernel });
  if (holds('isDarwin', system)) return entry(VENDORS, 'vendor', 'apple');
  return entry(VENDORS, 'vendor', holds('isWindows', system) || holds('isCygwin', system) ? 'pc' : 'unknown');
}

function defaultAbi(cpu: Attrs, kernel: Attrs): string {
  const system = attrsOf({ cpu, kernel });
  if (!holds('isLinux', system) && !holds('isWindows', system)) return 'unknown';
  if (holds('isAarch32', system))
    return Number(forceText(orIfMissing(getAttr(cpu, 'version'), '0'))) >= 6 ? 'gnueabihf' : 'gnueabi';
  return holds('isPower64', system) && holds('isBigEndian', system) ? 'gnuabielfv2' : 'gnu';
}

function systemFrom(skeleton: Skeleton): Attrs {
  const cpu = entry(CPU_TYPES, 'CPU type', skeleton.cpu);
  const kernel = kernelOf(skeleton.kernel);
  return attrsOf({
    _type: 'system',
    cpu,
    vendor: vendorOf(skeleton.vendor, kernel),
    kernel,
    abi: entry(ABIS, 'ABI', skeleton.abi ?? defaultAbi(cpu, kernel)),
  });
}

/** `x86_64-linux`, or `x86_64-unknown-linux-gnu`, as a set of its parts. */
export function parseSystem(name: string): Attrs {
  return systemFrom(skeletonOf(name.split('-')));
}

const text = (v: Lazy, ...path: readonly string[]): string =>
  forceText(path.reduce<Lazy>((at, name) => select(at, name), v));

function kernelName(kernel: Lazy): string {
  const version = attrOr(force(kernel), 'version');
  return `${text(kernel, 'name')}${version === undefined ? '' : forceText(version)}`;
}

const isApple = (system: Lazy): boolean =>
  getAttr(forceAttrs(select(select(system, 'kernel'), 'families')), 'darwin') !== undefined;

/** A parsed system as Nix names it: `x86_64-linux`. */
export function doubleOf(system: Lazy): string {
  return `${text(system, 'cpu', 'name')}-${isApple(system) ? 'darwin' : kernelName(select(system, 'kernel'))}`;
}

/** Apple's name for a processor. */
export function darwinArch(cpu: Lazy): string {
  const name = text(cpu, 'name');
  return name === 'aarch64' ? 'arm64' : name;
}

/** NetBSD's older architectures are taken to use another format, so that the format is named. */
function hasOldFormat(cpu: Lazy): boolean {
  return Number(select(cpu, 'bits')) === 32 && ['arm', 'sparc', 'm68k', 'x86'].includes(text(cpu, 'family'));
}

/** A parsed system as compilers name it: `x86_64-unknown-linux-gnu`. */
export function tripleOf(system: Lazy): string {
  const cpu = select(system, 'cpu');
  const kernel = select(system, 'kernel');
  const abi = text(system, 'abi', 'name');
  const format = text(kernel, 'execFormat', 'name');
  const isNamed = text(kernel, 'name') === 'netbsd' && format !== (hasOldFormat(cpu) ? 'aout' : 'elf');
  return [
    isApple(system) ? darwinArch(cpu) : text(cpu, 'name'),
    text(system, 'vendor', 'name'),
    `${kernelName(kernel)}${isNamed ? format : ''}`,
    ...(abi === 'unknown' ? [] : [abi]),
  ].join('-');
}

/** Which processors run the programs of another one: the one on the left those of the ones on the right. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  i486: ['i386'],
  i586: ['i486'],
  i686: ['i586'],
  x86_64: ['i686'],
  armv5tel: ['arm'],
  armv6l: ['armv5tel'],
  armv6m: ['armv6l'],
  armv7l: ['armv6m'],
  armv7a: ['armv7l'],
  armv7r: ['armv7l'],
  armv7m: ['armv7l'],
  armv8a: ['armv8r', 'armv8m'],
  aarch64: ['armv8a'],
  powerpc64: ['powerpc'],
  powerpc64le: ['powerpcle'],
  mips64: ['mips'],
  mips64el: ['mipsel'],
  riscv64: ['riscv32'],
  sparc64: ['sparc'],
  wasm64: ['wasm32'],
};

/** Whether a processor runs what is made for another one. */
export function isCompatible(own: Lazy, other: Lazy): boolean {
  const wanted = text(other, 'name');
  const name = text(own, 'name');
  if (name === 'armv8a' && wanted === 'aarch64') return true;
  const seen = new Set<string>();
  for (const pending = [name]; pending.length > 0;) {
    const next = pending.pop() as string;
    if (seen.has(next)) continue;
    seen.add(next);
    pending.push(...(RUNS[next] ?? []));
  }
  return seen.has(wanted);
}

function skeletonFrom(v: Lazy): Skeleton {
  const attrs = forceAttrs(v);
  const part = (name: string): string | undefined => {
    const found = getAttr(attrs, name);
    return found === undefined ? undefined : forceText(found);
  };
  const [vendor, abi] = [part('vendor'), part('abi')];
  return {
    cpu: forceText(select(attrs, 'cpu')),
    kernel: forceText(select(attrs, 'kernel')),
    ...(vendor !== undefined && { vendor }),
    ...(abi !== undefined && { abi }),
  };
}

function isSystem(v: Value): boolean {
  const type = attrOr(v, '_type');
  return type !== undefined && sameValue(force(type), 'system');
}

export const parse: Attrs = attrsOf(
  {
    significantBytes: attrsOf(SIGNIFICANT_BYTES),
    cpuTypes: attrsOf(CPU_TYPES),
    vendors: attrsOf(VENDORS),
    execFormats: attrsOf(EXEC_FORMATS),
    kernelFamilies: attrsOf(KERNEL_FAMILIES),
    kernels: attrsOf(KERNELS),
    abis: attrsOf(ABIS),
    ...functions({
      isSystem: [1, (v) => isSystem(force(v))],
      mkSystem: [1, (parts) => updateAttrs(forceAttrs(parts), attrsOf({ _type: 'system' }))],
      mkSkeletonFromList: [1, (list) => fromRecord({ ...skeletonOf(forceList(list).map((part) => forceText(part))) })],
      mkSystemFromSkeleton: [1, (skeleton) => systemFrom(skeletonFrom(skeleton))],
      mkSystemFromString: [1, (name) => parseSystem(forceText(name))],
      doubleFromSystem: [1, doubleOf],
      tripleFromSystem: [1, tripleOf],
      kernelName: [1, kernelName],
      darwinArch: [1, darwinArch],
      isCompatible: [2, isCompatible],
      gnuNetBSDDefaultExecFormat: [1, (cpu) => EXEC_FORMATS[hasOldFormat(cpu) ? 'aout' : 'elf'] as Attrs],
    }),
  },
  openRest('lib.systems.parse'),
);
