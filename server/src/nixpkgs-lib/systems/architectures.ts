// nixpkgs' lib/systems/architectures.nix: what processors can do, by the names that GCC's `-march` has for them.
import { attrsOf, getAttr } from '../../evaluator/attrs';
import { forceText } from '../../evaluator/coerce';
import { isString, textOf } from '../../evaluator/strings';
import { force, type Attrs, type Lazy } from '../../evaluator/values';
import { functions, own } from '../support';

const V2 = ['sse3', 'ssse3', 'sse4_1', 'sse4_2'];
const V3 = [...V2, 'avx', 'avx2', 'fma'];
const SKYLAKE = [...V2, 'aes', 'avx', 'avx2', 'fma'];
const AVX512 = [...V2, 'aes', 'avx', 'avx2', 'avx512', 'fma'];
const BULLDOZER = [...V2, 'sse4a', 'aes', 'avx', 'fma', 'fma4'];
const ZEN = [...V2, 'sse4a', 'aes', 'avx', 'avx2', 'fma'];
const ZEN4 = [...V2, 'sse4a', 'aes', 'avx', 'avx2', 'avx512', 'fma'];

const FEATURES: Readonly<Record<string, readonly string[]>> = {
  default: [],
  'x86-64': [],
  'x86-64-v2': V2,
  'x86-64-v3': V3,
  'x86-64-v4': [...V2, 'avx', 'avx2', 'avx512', 'fma'],
  nehalem: V2,
  westmere: V2,
  silvermont: V2,
  sandybridge: [...V2, 'avx'],
  ivybridge: [...V2, 'avx'],
  haswell: V3,
  broadwell: V3,
  skylake: SKYLAKE,
  'skylake-avx512': AVX512,
  cannonlake: AVX512,
  'icelake-client': AVX512,
  'icelake-server': AVX512,
  cascadelake: AVX512,
  cooperlake: AVX512,
  tigerlake: AVX512,
  alderlake: SKYLAKE,
  sapphirerapids: AVX512,
  emeraldrapids: AVX512,
  btver1: V2,
  btver2: [...V2, 'aes', 'avx'],
  bdver1: BULLDOZER,
  bdver2: BULLDOZER,
  bdver3: BULLDOZER,
  bdver4: [...V2, 'sse4a', 'aes', 'avx', 'avx2', 'fma', 'fma4'],
  znver1: ZEN,
  znver2: ZEN,
  znver3: ZEN,
  znver4: ZEN4,
  znver5: ZEN4,
  armv5te: [],
  armv6: [],
  'armv7-a': [],
  'armv8-a': [],
  mips32: [],
  loongson2f: [],
};

/** What each processor directly has all features of. */
const BETTER_THAN: Readonly<Record<string, readonly string[]>> = {
  'x86-64-v2': ['x86-64'],
  'x86-64-v3': ['x86-64-v2'],
  'x86-64-v4': ['x86-64-v3'],
  nehalem: ['x86-64-v2'],
  westmere: ['nehalem'],
  sandybridge: ['westmere'],
  ivybridge: ['sandybridge'],
  haswell: ['ivybridge', 'x86-64-v3'],
  broadwell: ['haswell'],
  skylake: ['broadwell'],
  'skylake-avx512': ['skylake', 'x86-64-v4'],
  cannonlake: ['skylake-avx512'],
  'icelake-client': ['cannonlake'],
  'icelake-server': ['icelake-client'],
  cascadelake: ['cannonlake'],
  cooperlake: ['cascadelake'],
  tigerlake: ['icelake-server'],
  sapphirerapids: ['tigerlake'],
  emeraldrapids: ['sapphirerapids'],
  znver1: ['skylake'],
  znver2: ['znver1'],
  znver3: ['znver2'],
  znver4: ['znver3', 'x86-64-v4'],
  znver5: ['znver4'],
};

/** All processors that one has the features of, in nixpkgs' order. */
function inferiors(name: string): readonly string[] {
  const direct = own(BETTER_THAN, name) ?? [];
  return [...new Set([...direct, ...direct.flatMap(inferiors)])];
}

/** Whether a processor runs what was compiled for another one. */
export function archCanExecute(name: string, other: string): boolean {
  return name === other || inferiors(name).includes(other);
}

/** `avx2Support` and its like, with the feature that each is about. */
const SUPPORT: Readonly<Record<string, string>> = {
  sse3Support: 'sse3',
  ssse3Support: 'ssse3',
  sse4_1Support: 'sse4_1',
  sse4_2Support: 'sse4_2',
  sse4_aSupport: 'sse4a',
  avxSupport: 'avx',
  avx2Support: 'avx2',
  avx512Support: 'avx512',
  aesSupport: 'aes',
  fmaSupport: 'fma',
  fma4Support: 'fma4',
};

export const FEATURE_PREDICATES: readonly string[] = Object.keys(SUPPORT);

/**
 * Whether an architecture has an instruction set: `predicate` is the name that nixpkgs gives the question, such as
 * `sse4_2Support`.
 */
export function supports(predicate: string, arch: string): boolean {
  return (own(FEATURES, arch) ?? []).includes(own(SUPPORT, predicate) ?? '');
}

const lists = (of: (name: string) => readonly string[], names: readonly string[]): Attrs =>
  attrsOf(Object.fromEntries(names.map((name): [string, Lazy] => [name, [...of(name)]])));

// silvermont has features and no place in the order.
const ORDERED = Object.keys(FEATURES).filter((name) => name !== 'silvermont');

export const architectures: Attrs = attrsOf({
  features: lists((name) => own(FEATURES, name) ?? [], Object.keys(FEATURES)),
  inferiors: lists(inferiors, ORDERED),
  predicates: attrsOf(
    functions(
      Object.fromEntries(
        FEATURE_PREDICATES.map((name) => [name, [1, (arch: Lazy) => supports(name, forceText(arch))] as const]),
      ),
    ),
  ),
  ...functions({ canExecute: [2, (name, other) => archCanExecute(forceText(name), forceText(other))] }),
});

/** A platform's `gcc.arch`, where it has one. */
export function archOf(platform: Attrs): string | undefined {
  const gcc = force(getAttr(platform, 'gcc') ?? null);
  const arch = gcc === null || typeof gcc !== 'object' || !('shape' in gcc) ? undefined : getAttr(gcc, 'arch');
  const value = arch === undefined ? undefined : force(arch);
  return value !== undefined && isString(value) ? textOf(value) : undefined;
}
