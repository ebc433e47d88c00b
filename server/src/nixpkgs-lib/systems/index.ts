// nixpkgs' lib/systems: what `pkgs.stdenv.hostPlatform` tells of a system.
import { attrEntries, attrsOf } from '../../evaluator/attrs';
import { forceAttrs } from '../../evaluator/coerce';
import { equal } from '../../evaluator/operators';
import { isString } from '../../evaluator/strings';
import { force, type Attrs, type Lazy } from '../../evaluator/values';
import { functions, isFunctionValue, known, later, select, single, type LibTable } from '../support';
import { architectures } from './architectures';
import { ALL_DOUBLES, FLAKE_SYSTEMS } from './doubles';
import { elaborate } from './elaborate';
import { holds, inspect } from './inspect';
import { exampleEntries, platforms } from './kinds';
import { doubleOf, openRest, parse, parseSystem } from './parse';

export { elaborate } from './elaborate';

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

/** The ABIs of `lib.platforms.gnu`, one after the other. */
const GNU_ABIS = ['gnu', 'gnueabi', 'gnueabihf', 'gnuabin32', 'gnuabi64', 'gnuabielfv1', 'gnuabielfv2'];

function doublesWith(keep: (system: Attrs) => boolean): Lazy[] {
  return ALL_DOUBLES.map(parseSystem).filter(keep).map(doubleOf);
}

const abiOf = (system: Attrs): Lazy => select(select(system, 'abi'), 'name');

export const doubles: Attrs = attrsOf(
  {
    all: [...ALL_DOUBLES],
    none: [],
    ...Object.fromEntries(
      Object.entries(GROUPS).map(([group, predicate]): [string, Lazy] => [
        group,
        later(() => doublesWith((system) => holds(predicate, system))),
      ]),
    ),
    gnu: later(() =>
      GNU_ABIS.flatMap((abi) => doublesWith((system) => holds('isLinux', system) && force(abiOf(system)) === abi)),
    ),
  },
  openRest('lib.platforms'),
);

/** Systems by how well nixpkgs looks after them (RFC 46). */
const TIERS = {
  tier1: ['x86_64-linux'],
  tier2: ['aarch64-linux', 'x86_64-darwin'],
  tier3: ['armv6l-linux', 'armv7l-linux', 'i686-linux', 'mipsel-linux'],
};

/** What of a platform can be compared. */
function withoutFunctions(v: Lazy): Attrs {
  const platform = forceAttrs(v);
  const entries = [...attrEntries(platform)].map(([name, value]): [string, Lazy] => [name, value]);
  return attrsOf(Object.fromEntries(entries.filter(([, value]) => !isFunctionValue(known(force(value))))));
}

export const systems: LibTable = {
  architectures,
  doubles,
  examples: attrsOf(exampleEntries, openRest('lib.systems.examples')),
  flakeExposed: [...FLAKE_SYSTEMS],
  inspect,
  parse,
  platforms,
  supported: attrsOf({ ...TIERS, hydra: [...TIERS.tier1, ...TIERS.tier2, ...TIERS.tier3, 'aarch64-darwin'] }),
  ...functions({
    elaborate: [1, elaborate],
    equals: [2, (a, b) => known(equal(withoutFunctions(a), withoutFunctions(b)))],
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
