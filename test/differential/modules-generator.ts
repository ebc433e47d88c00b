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
  /** Another type of the same kind, with which an option of this type may be declared once more. */
  readonly again: string;
  /** A submodule's definitions have no order. */
  readonly ordered: boolean;
}

const anyValue = fc.constantFrom('1', '"x"', 'null', 'true', '[ ]', '{ }');
const FLAGS = ['f', 'g'];
const condition = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('true', 'false') },
  { weight: 2, arbitrary: fc.constantFrom(...FLAGS.map((f) => `config.${f}`), '(!config.f)') },
);

/** A value of a type, mostly, with properties around it in any nesting. */
function definition(type: RandomType, depth = 2): fc.Arbitrary<string> {
  const value = mostly(type.value);
  if (depth === 0) return value;
  const inner = definition(type, depth - 1);
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
      weight: type.ordered ? 1 : 0,
      arbitrary: fc.tuple(fc.constantFrom(500, 900, 1000, 1500), inner).map(([p, v]) => `(lib.mkOrder ${p} ${v})`),
    },
  );
}

function plain(source: string, values: readonly string[], again = source): RandomType {
  return { source, again, value: fc.constantFrom(...values), ordered: true };
}

const simple: fc.Arbitrary<RandomType> = fc.constantFrom(
  plain('lib.types.int', ['1', '2']),
  plain('lib.types.bool', ['true', 'false']),
  plain('lib.types.str', ['"a"', '"b"']),
  plain('lib.types.lines', ['"a"', '"b"', '"c\\nd"']),
  plain('(lib.types.enum [ "a" 1 ])', ['"a"', '1', '2'], '(lib.types.enum [ 2 ])'),
);

/** A set of definitions, each name at most once. */
function setOf(entries: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const each = Object.entries(entries).map(([name, value]) =>
    fc.option(
      value.map((v) => `${name} = ${v};`),
      { nil: '', freq: 1 },
    ),
  );
  return fc.tuple(...each).map((parts) => `{ ${parts.join(' ')} }`);
}

function wrapped(name: string, inner: RandomType, value: fc.Arbitrary<string>): RandomType {
  return {
    source: `(lib.types.${name} ${inner.source})`,
    again: `(lib.types.${name} ${inner.again})`,
    value,
    ordered: name !== 'nullOr' || inner.ordered,
  };
}

function nested(inner: RandomType): fc.Arbitrary<RandomType> {
  const element = definition(inner, 1);
  return fc.oneof(
    fc.constant(wrapped('nullOr', inner, fc.oneof(fc.constant('null'), inner.value))),
    fc.constant(
      wrapped(
        'listOf',
        inner,
        fc.array(element, { maxLength: 3 }).map((list) => `[ ${list.join(' ')} ]`),
      ),
    ),
    fc.constant(wrapped('attrsOf', inner, setOf({ x: element, y: element, z: element }))),
    { weight: 2, arbitrary: fc.option(simple, { nil: undefined }).map((free) => submodule(inner, free)) },
  );
}

/** Options of its own, a group among them; what is not declared has the type `free`, or is an error. */
function submodule(inner: RandomType, free: RandomType | undefined): RandomType {
  const option = (type: string, fallback?: string): string =>
    `lib.mkOption { type = ${type};${fallback === undefined ? '' : ` default = ${fallback};`} }`;
  const options = [
    `x = ${option(inner.source)};`,
    `y = ${option('lib.types.int', '5')};`,
    `g = { h = ${option('lib.types.lines', '""')}; i = ${option('(lib.types.listOf lib.types.int)')}; };`,
  ];
  const number = plain('lib.types.int', ['1', '2']);
  const text = plain('lib.types.lines', ['"a"', '"b"']);
  const numbers = plain('(lib.types.listOf lib.types.int)', ['[ 1 ]', '[ 2 3 ]']);
  return {
    source: `(lib.types.submodule { ${free === undefined ? '' : `freeformType = lib.types.attrsOf ${free.source}; `}options = { ${options.join(' ')} }; })`,
    again: `(lib.types.submodule { options.w = ${option('lib.types.str', '"w"')}; })`,
    value: setOf({
      x: definition(inner, 1),
      y: definition(number, 1),
      g: withGroupProperties(setOf({ h: definition(text, 1), i: definition(numbers, 1) })),
      ...(free !== undefined && { q: definition(free, 1) }),
    }),
    ordered: false,
  };
}

/** Now and then a value of another type. */
function mostly(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: anyValue });
}

const type: fc.Arbitrary<RandomType> = fc.oneof(simple, simple.chain(nested), {
  weight: 2,
  arbitrary: simple.chain(nested).chain(nested),
});

interface RandomOption {
  readonly path: readonly string[];
  readonly type: RandomType;
  readonly fallback: string | undefined;
  readonly apply: boolean;
  /** The module that declares it. */
  readonly module: number;
  /** A module that declares it once more. */
  readonly again: number | undefined;
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
        apply: fc.boolean(),
        module: fc.nat(MODULES - 1),
        again: fc.option(fc.nat(MODULES - 1), { nil: undefined }),
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
    const value = isOption ? definition(first.type) : definitions(below, depth + 1);
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
    .flatMap(({ path, type: { source, again }, ...o }) => {
      const declare = (parts: string): string => `options.${path.join('.')} = lib.mkOption { ${parts} };`;
      const fallback = o.fallback === undefined ? '' : ` default = ${o.fallback};`;
      const apply = o.apply ? ' apply = v: { applied = v; };' : '';
      if (o.module === module) return [declare(`type = ${source};${fallback}${apply}`)];
      return o.again === module ? [declare(`type = ${again};`)] : [];
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
