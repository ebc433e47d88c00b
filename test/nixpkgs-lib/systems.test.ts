import { describe, expect, it } from 'vitest';
import { evaluate } from './eval';

const json = (expr: string): unknown => {
  const { json: value, error } = evaluate(`with lib.systems; ${expr}`);
  return error?.message ?? value;
};

/** Names of systems, and the triple that each is short for (nixpkgs, lib/systems/parse.nix). */
const TRIPLES: readonly (readonly [name: string, triple: string])[] = [
  ['x86_64-linux', 'x86_64-unknown-linux-gnu'],
  ['armv5tel-linux', 'armv5tel-unknown-linux-gnueabi'],
  ['armv7l-linux', 'armv7l-unknown-linux-gnueabihf'],
  ['powerpc64-linux', 'powerpc64-unknown-linux-gnuabielfv2'],
  ['aarch64-darwin', 'arm64-apple-darwin'],
  ['i686-netbsd', 'i686-unknown-netbsdelf'],
  ['x86_64-netbsd', 'x86_64-unknown-netbsd'],
  ['x86_64-windows', 'x86_64-pc-windows-msvc'],
  ['x86_64-w64-mingw32', 'x86_64-w64-windows-gnu'],
  ['x86_64-cygwin', 'x86_64-pc-cygwin'],
  ['aarch64-linux-musl', 'aarch64-unknown-linux-musl'],
  ['x86_64-linux-mlibc', 'x86_64-unknown-linux-mlibc'],
  ['x86_64-unknown-freebsd13', 'x86_64-unknown-freebsd13'],
  ['arm-none-eabi', 'arm-unknown-none-eabi'],
  ['msp430-elf', 'msp430-unknown-none-elf'],
  ['avr', 'avr-unknown-none'],
  ['wasm32-unknown-wasi', 'wasm32-unknown-wasi'],
  ['javascript-unknown-ghcjs', 'javascript-unknown-ghcjs'],
];

describe('names of systems', () => {
  it.each(TRIPLES)('%s is %s', (name, triple) => {
    expect(json(`(elaborate "${name}").config`)).toBe(triple);
    expect(json(`parse.tripleFromSystem (parse.mkSystemFromString "${name}")`)).toBe(triple);
  });

  it('are doubles again', () => {
    expect(json('builtins.filter (name: (elaborate name).system != name) doubles.all')).toEqual([]);
    expect(json('(elaborate { config = "aarch64-unknown-linux-musl"; }).system')).toBe('aarch64-linux');
  });

  it.each([
    ['a-b-c', "system string 'a-b-c' with 3 components is ambiguous"],
    ['arm', "system string 'arm' with 1 component is ambiguous"],
    ['a-b-c-d-e', "system string 'a-b-c-d-e' has invalid number of hyphen-separated components"],
    ['x64-linux', 'Unknown CPU type: x64'],
    ['x86_64-plan9', 'Unknown kernel: plan9'],
    ['x86_64-acme-linux-gnu', 'Unknown vendor: acme'],
    ['x86_64-unknown-linux-nolibc', 'Unknown ABI: nolibc'],
    ['armv7l-linux-gnu', 'The "gnu" ABI is ambiguous on 32-bit ARM. Use "gnueabi" or "gnueabihf" instead.\n'],
  ])('%s is refused', (name, error) => {
    expect(json(`(elaborate "${name}").system`)).toBe(error);
  });
});

describe('what follows from a system', () => {
  it('of a PC', () => {
    expect(
      json(`let p = elaborate "x86_64-linux"; in {
        inherit (p) isx86_64 isLinux isUnix is64bit isGnu isEfi isILP32 isStatic libc linker libDir linuxArch qemuArch efiArch;
        inherit (p.go) GOARCH GOOS; node = p.node.arch; rust = p.rust.rustcTarget; kernel = p.linux-kernel.target;
        avx = p.avx2Support; uname = p.uname.processor;
      }`),
    ).toEqual({
      isx86_64: true,
      isLinux: true,
      isUnix: true,
      is64bit: true,
      isGnu: true,
      isEfi: true,
      isILP32: false,
      isStatic: false,
      libc: 'glibc',
      linker: 'bfd',
      libDir: 'lib64',
      linuxArch: 'x86_64',
      qemuArch: 'x86_64',
      efiArch: 'x64',
      GOARCH: 'amd64',
      GOOS: 'linux',
      node: 'x64',
      rust: 'x86_64-unknown-linux-gnu',
      kernel: 'bzImage',
      avx: false,
      uname: 'x86_64',
    });
  });

  it('of other machines', () => {
    expect(
      json('map (n: (elaborate n).linuxArch) [ "aarch64-linux" "armv7l-linux" "i686-linux" "riscv64-linux" ]'),
    ).toEqual(['arm64', 'arm', 'i386', 'riscv']);
    expect(
      json('map (n: (elaborate n).libc) [ "aarch64-darwin" "x86_64-freebsd" "wasm32-wasi" "avr" "javascript-ghcjs" ]'),
    ).toEqual(['libSystem', 'fblibc', 'wasilibc', 'avrlibc', null]);
    expect(json('(elaborate "armv7l-linux").rust.cargoEnvVarTarget')).toBe('ARMV7_UNKNOWN_LINUX_GNUEABIHF');
    expect(json('(elaborate "armv6l-linux").gcc')).toEqual({ arch: 'armv6kz', fpu: 'vfpv2' });
  });

  it('gives way to what is given', () => {
    expect(json('(elaborate { system = "x86_64-linux"; gcc.arch = "znver4"; }).avx512Support')).toBe(true);
    expect(json('(elaborate { system = "x86_64-linux"; isStatic = true; }).hasSharedLibraries')).toBe(false);
    expect(json('(elaborate { system = "i686-linux"; config = "x86_64-unknown-linux-gnu"; }).system')).toBe(
      'x86_64-linux',
    );
    expect(json('(elaborate (elaborate "aarch64-linux")).isAarch64')).toBe(true);
  });

  it('tells whose programs run', () => {
    const runs = (own: string, other: string): string => `(elaborate ${own}).canExecute (elaborate ${other})`;
    expect(json(runs('"x86_64-linux"', '"i686-linux"'))).toBe(true);
    expect(json(runs('"i686-linux"', '"x86_64-linux"'))).toBe(false);
    expect(json(runs('"x86_64-linux"', '"x86_64-darwin"'))).toBe(false);
    expect(json(runs('"armv7l-linux"', '"armv6l-linux"'))).toBe(true);
    const znver = (n: number): string => `{ system = "x86_64-linux"; gcc.arch = "znver${n}"; }`;
    expect(json(runs(znver(4), znver(2)))).toBe(true);
    expect(json(runs(znver(2), znver(4)))).toBe(false);
  });

  it('can be compared', () => {
    expect(json('equals (elaborate "x86_64-linux") (elaborate { config = "x86_64-unknown-linux-gnu"; })')).toBe(true);
    expect(json('equals (elaborate "x86_64-linux") (elaborate "x86_64-linux-musl")')).toBe(false);
  });

  it('is not known where the name is not', () => {
    expect(json('(elaborate u).isLinux')).toHaveProperty('unknown');
    expect(json('elaborate { }')).toBe("attribute 'system' missing");
  });
});

describe('lists of systems', () => {
  it('by predicate', () => {
    expect(json('doubles.arm')).toEqual([
      'armv5tel-linux',
      'armv6l-linux',
      'armv7a-linux',
      'armv7l-linux',
      'armv6l-netbsd',
      'armv7a-netbsd',
      'armv7l-netbsd',
      'arm-none',
      'armv6l-none',
    ]);
    expect(json('doubles.cygwin ++ doubles.js ++ doubles.vc4')).toEqual([
      'i686-cygwin',
      'x86_64-cygwin',
      'javascript-ghcjs',
      'vc4-none',
    ]);
    expect(json('lib.last doubles.gnu')).toBe('powerpc64-linux');
    expect(json('lib.subtractLists doubles.linux doubles.gnu')).toEqual([]);
    expect(json('supported.tier2')).toEqual(['aarch64-linux', 'x86_64-darwin']);
  });

  it('by pattern', () => {
    expect(json('inspect.predicates.isAarch64 (elaborate "aarch64-linux").parsed')).toBe(true);
    expect(json('lib.meta.platformMatch (elaborate "aarch64-linux") inspect.patterns.isAarch64')).toBe(true);
    expect(json('lib.meta.platformMatch (elaborate "x86_64-linux") inspect.platformPatterns.isStatic')).toBe(false);
    expect(
      json('(builtins.head (inspect.patternLogicalAnd inspect.patterns.isx86 inspect.patterns.isLinux)).kernel.name'),
    ).toBe('linux');
    expect(json('inspect.patternLogicalAnd inspect.patterns.isx86_64 inspect.patterns.is32bit')).toMatch(
      /^pattern conflict at path cpu:\n/,
    );
  });
});

describe('kinds of machines', () => {
  it('have examples to compile for', () => {
    expect(json('examples.raspberryPi')).toMatchObject({
      config: 'armv6l-unknown-linux-gnueabihf',
      gcc: { fpu: 'vfpv2' },
    });
    expect(json('(elaborate examples.aarch64-multiplatform-musl).isMusl')).toBe(true);
    expect(json('(elaborate examples.mingwW64).isMinGW')).toBe(true);
    expect(json('platforms.select (elaborate "aarch64-darwin")')).toHaveProperty('gcc.cpu', 'apple-a13');
  });

  it('say what processors can do', () => {
    expect(json('architectures.inferiors.haswell')).toEqual([
      'ivybridge',
      'x86-64-v3',
      'sandybridge',
      'westmere',
      'nehalem',
      'x86-64-v2',
      'x86-64',
    ]);
    expect(json('architectures.predicates.fma4Support "bdver2"')).toBe(true);
    expect(json('architectures.canExecute "znver1" "skylake"')).toBe(true);
    expect(json('builtins.elem "avx512" architectures.features.alderlake')).toBe(false);
  });
});

describe('lib.services', () => {
  it('collects what services say', () => {
    const config = `{
      warnings = [ "old" ];
      assertions = [ ];
      services.worker = { warnings = [ "slow" ]; assertions = [ { assertion = false; message = "no"; } ]; services = { }; };
    }`;
    const ask = (name: string): unknown => evaluate(`lib.services.${name} [ "web" ] ${config}`).json;
    expect(ask('getWarnings')).toEqual(['in web: old', 'in web.services.worker: slow']);
    expect(ask('getAssertions')).toEqual([{ assertion: false, message: 'in web.services.worker: no' }]);
  });
});
