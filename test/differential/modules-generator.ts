// Random modules as Nix source: a tree of options, and modules that define them with properties around.
import fc from 'fast-check';

/** A random set of modules. */
export interface ModuleCase {
  /** A list of modules; `lib` and the flags of `config` are in scope in each. */
  readonly modules: string;
  /** The paths of the options, for example `a.b`. */
  readonly options: readonly string[];
}

/** A type's source with a generator of values that mostly are of the type. */
interface RandomType {
  readonly source: string;
  readonly value: fc.Arbitrary<string>;
}

const anyValue = fc.constantFrom('1', '"x"', 'null', 'true', '[ ]', '{ }');
const FLAGS = ['f', 'g'];
const condition = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('true', 'false') },
  { weight: 2, arbitrary: fc.constantFrom(...FLAGS.map((f) => `config.${f}`), '(!config.f)') },
);

/** Puts properties around a value, in any nesting. */
function withProperties(value: fc.Arbitrary<string>, depth = 2): fc.Arbitrary<string> {
  if (depth === 0) return value;
  const inner = withProperties(value, depth - 1);
  return fc.oneof(
    { weight: 5, arbitrary: value },
    { weight: 2, arbitrary: fc.tuple(condition, inner).map(([c, v]) => `(lib.mkIf ${c} ${v})`) },
    {
      weight: 1,
      arbitrary: fc.array(inner, { maxLength: 3 }).map((list) => `(lib.mkMerge [ ${list.join(' ')} ])`),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(10, 50, 100, 1000, 1500), inner)
        .map(([p, v]) => `(lib.mkOverride ${p} ${v})`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(500, 900, 1000, 1500), inner).map(([p, v]) => `(lib.mkOrder ${p} ${v})`),
    },
  );
}

const simple: fc.Arbitrary<RandomType> = fc.constantFrom(
  { source: 'lib.types.int', value: fc.constantFrom('1', '2') },
  { source: 'lib.types.bool', value: fc.constantFrom('true', 'false') },
  { source: 'lib.types.str', value: fc.constantFrom('"a"', '"b"') },
  { source: 'lib.types.lines', value: fc.constantFrom('"a"', '"b"', '"c\\nd"') },
  { source: '(lib.types.enum [ "a" 1 ])', value: fc.constantFrom('"a"', '1') },
);

const elementNames = fc.constantFrom('x', 'y', 'z');

function nested(inner: RandomType): fc.Arbitrary<RandomType> {
  const value = withProperties(mostly(inner.value), 1);
  const attrs = fc
    .uniqueArray(fc.tuple(elementNames, value), { maxLength: 3, selector: ([name]) => name })
    .map((entries) => `{ ${entries.map(([name, v]) => `${name} = ${v};`).join(' ')} }`);
  return fc.constantFrom(
    { source: `(lib.types.nullOr ${inner.source})`, value: fc.oneof(fc.constant('null'), inner.value) },
    {
      source: `(lib.types.listOf ${inner.source})`,
      value: fc.array(value, { maxLength: 3 }).map((list) => `[ ${list.join(' ')} ]`),
    },
    { source: `(lib.types.attrsOf ${inner.source})`, value: attrs },
    {
      source: `(lib.types.submodule { options = { x = lib.mkOption { type = ${inner.source}; }; y = lib.mkOption { type = lib.types.int; default = 5; }; z = lib.mkOption { type = lib.types.lines; default = ""; }; }; })`,
      value: attrs,
    },
  );
}

/** Now and then a value of another type. */
function mostly(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: anyValue });
}

const type: fc.Arbitrary<RandomType> = fc.oneof(simple, simple.chain(nested), simple.chain(nested).chain(nested));

interface RandomOption {
  readonly path: readonly string[];
  readonly type: RandomType;
  readonly fallback: string | undefined;
  /** The module that declares it. */
  readonly module: number;
}

const MODULES = 4;
const PATHS = [['a'], ['b', 'c'], ['b', 'd'], ['e', 'h', 'i'], ['e', 'j']];

const options: fc.Arbitrary<RandomOption[]> = fc.tuple(
  ...PATHS.map((path) =>
    type.chain((t) =>
      fc.record({
        path: fc.constant(path),
        type: fc.constant(t),
        fallback: fc.option(mostly(t.value), { nil: undefined }),
        module: fc.nat(MODULES - 1),
      }),
    ),
  ),
);

/** Definitions of some of the options as a set, with properties at every level. */
function definitions(all: readonly RandomOption[], depth: number): fc.Arbitrary<string> {
  const names = [...new Set(all.map((o) => o.path[depth] as string))];
  const entries = names.map((name) => {
    const below = all.filter((o) => o.path[depth] === name);
    const [first] = below;
    const isOption = first !== undefined && first.path.length === depth + 1;
    const value = isOption ? withProperties(mostly(first.type.value)) : definitions(below, depth + 1);
    return fc.option(
      value.map((v) => `${name} = ${v};`),
      { nil: '', freq: 2 },
    );
  });
  const set = fc.tuple(...entries).map((parts) => `{ ${parts.join(' ')} }`);
  return withGroupProperties(set);
}

/** Properties around a set of definitions; an order has no meaning there. */
function withGroupProperties(set: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: set },
    { weight: 1, arbitrary: fc.tuple(condition, set).map(([c, v]) => `(lib.mkIf ${c} ${v})`) },
    { weight: 1, arbitrary: fc.tuple(set, set).map(([a, b]) => `(lib.mkMerge [ ${a} ${b} ])`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(50, 1000), set).map(([p, v]) => `(lib.mkOverride ${p} ${v})`),
    },
  );
}

function declarations(all: readonly RandomOption[], module: number): string {
  return all
    .filter((o) => o.module === module)
    .map((o) => {
      const fallback = o.fallback === undefined ? '' : ` default = ${o.fallback};`;
      return `options.${o.path.join('.')} = lib.mkOption { type = ${o.type.source};${fallback} };`;
    })
    .join(' ');
}

const flagModule = fc
  .tuple(...FLAGS.map(() => fc.boolean()))
  .map(
    (values) =>
      `{ ${FLAGS.map((f, i) => `options.${f} = lib.mkOption { type = lib.types.bool; default = ${values[i]}; };`).join(' ')} }`,
  );

export const moduleCase: fc.Arbitrary<ModuleCase> = options.chain((all) =>
  fc.tuple(flagModule, ...Array.from({ length: MODULES }, () => definitions(all, 0))).map(([flags, ...configs]) => ({
    modules: `[ ${flags} ${configs.map((c, i) => `({ config, ... }: { ${declarations(all, i)} config = ${c}; })`).join(' ')} ]`,
    options: all.map((o) => o.path.join('.')),
  })),
);
