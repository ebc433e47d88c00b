import { describe, expect, test } from 'vitest';
import { attrEntries, getAttr } from '../../server/src/evaluator/attrs';
import { builtins } from '../../server/src/evaluator/builtins/index';
import { builtinReference, builtinReferences } from '../../server/src/evaluator/builtins/reference';
import { DEFAULT_BUDGET, withSession, type Session } from '../../server/src/evaluator/session';
import { Attrs, Closure, PrimOp, force, type Lazy, type Value } from '../../server/src/evaluator/values';
import { completeLib } from '../../server/src/modules/lib';
import { LIB_NAMES, NEWEST_RELEASE, functionReference, functionReferences } from '../../server/src/nixpkgs-lib';
import { memoryFiles } from '../support/memoryFiles';

const lib = completeLib(NEWEST_RELEASE);

const SESSION: Session = {
  files: memoryFiles({}),
  budget: DEFAULT_BUDGET,
  system: 'x86_64-linux',
  searchPath: [],
  tolerant: true,
  imports: new Map(),
  compile: () => {
    throw new Error('The library reads no files');
  },
};

/** Functions of the library that give a function before they have all of their arguments. */
const IN_STEPS: ReadonlyMap<string, number> = new Map([
  ['lib.strings.trimWith', 1],
  ['lib.trivial.throwIf', 2],
  ['lib.trivial.throwIfNot', 2],
  ['lib.trivial.warnIf', 2],
  ['lib.trivial.warnIfNot', 2],
]);

/** The value at a path such as `lib.lists.take`; `undefined` where a name is missing. */
function valueAt(path: string): Value | undefined {
  const [root, ...names] = path.split('.');
  let value: Value = root === 'lib' ? lib : builtins;
  for (const name of names) {
    const found: Lazy | undefined = value instanceof Attrs ? getAttr(value, name) : undefined;
    if (found === undefined) return undefined;
    // Old names warn when they are looked at, which needs a session.
    value = withSession(SESSION, () => force(found));
  }
  return value;
}

function arity(value: Value | undefined): number | undefined {
  return value instanceof PrimOp ? value.arity : value instanceof Closure ? 1 : undefined;
}

describe('builtins', () => {
  const functions = [...attrEntries(builtins)].filter(([, value]) => arity(force(value)) !== undefined);

  test('every function is described', () => {
    expect(functions.map(([name]) => name).filter((name) => builtinReference(name) === undefined)).toEqual([]);
  });

  test.each([...builtinReferences().values()])('$path takes $parameters', ({ path, parameters, type }) => {
    expect(parameters).toHaveLength(arity(valueAt(path)) ?? -1);
    expect(arrows(type)).toBeGreaterThanOrEqual(parameters.length);
  });
});

describe('lib', () => {
  const all = functionReferences();

  test('describes what people call', () => {
    expect(all.length).toBeGreaterThan(250);
  });

  test.each(all)('$path takes $parameters', ({ path, parameters, type, description }) => {
    const steps = IN_STEPS.get(path);
    if (steps !== undefined) expect(arity(valueAt(path))).toBe(steps);
    else expect(parameters).toHaveLength(arity(valueAt(path)) ?? -1);
    expect(arrows(type)).toBeGreaterThanOrEqual(parameters.length);
    expect(description).toMatch(/\.$/);
    expect(functionReference(path)?.path).toBe(path);
  });

  test('a name is described as the function that it calls', () => {
    const places = [...LIB_NAMES].flatMap(([part, names]) =>
      names.map((name) => (part === '' ? `lib.${name}` : `lib.${part}.${name}`)),
    );
    const described = places.filter((place) => functionReference(place) !== undefined);
    const wrong = described.filter((place) => !isSame(valueAt(place), valueAt(functionReference(place)?.path ?? '')));
    expect(wrong).toEqual([]);
    expect(described).toContain('lib.map');
    expect(described).toContain('lib.lists.replicate');
    expect(described).toContain('lib.versionAtLeast');
  });

  test('names that are no functions of the library have nothing', () => {
    for (const name of ['lib', 'lib.', 'lib.nope', 'lib.nope.map', 'lib.lists.map.x', 'map', 'lib.fileset.nope'])
      expect(functionReference(name), name).toBeUndefined();
  });
});

/** Whether two names stand for one function; builtins that look at their session are made anew for each. */
function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (a instanceof PrimOp && b instanceof PrimOp && a.impl === b.impl);
}

/** Arrows outside of brackets: one for each argument. */
function arrows(type: string): number {
  let depth = 0;
  let found = 0;
  for (const [bit] of type.matchAll(/->|[({[]|[)}\]]/g))
    if (bit === '->') found += depth === 0 ? 1 : 0;
    else depth += '({['.includes(bit) ? 1 : -1;
  return found;
}
