// nixpkgs' lib/deprecated/misc.nix: old functions that are still part of `lib`.
import { attrsOf, filterAttrs, getAttr, mapValues, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, call2 } from '../evaluator/call';
import { forceAttrs, forceBool, forceClosedAttrs, forceList, forceText } from '../evaluator/coerce';
import { add, concatLists, hasAttr, update } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { concatStrings } from '../evaluator/strings';
import { Attrs, force, isList, type Lazy, type Value } from '../evaluator/values';
import { FAKE_HASHES } from './fake-hashes';
import { contains } from './list-sets';
import {
  EMPTY_ATTRS,
  applied,
  attrOr,
  callBuiltin,
  functions,
  interpolated,
  isFunctionValue,
  known,
  later,
  select,
  single,
  takeFormals,
  test,
  thrown,
  withFormals,
  type LibTable,
  asList,
} from './support';

/** `defaultMergeArg x y`: `y`, or what `y` makes of `x`. */
function mergeArgument(x: Lazy, y: Lazy): Value {
  const v = known(force(y));
  return v instanceof Attrs ? v : call(v, x);
}

function foldArgs(merger: Lazy, f: Lazy, init: Lazy, x: Lazy): Value {
  const arg = later(() =>
    call2(
      force(merger),
      init,
      later(() => mergeArgument(init, x)),
    ),
  );
  const result = forceAttrs(call(force(f), arg));
  const passthru = forceAttrs(orIfMissing(getAttr(result, 'passthru'), EMPTY_ATTRS));
  const again = primOp('foldArgs', 1, (next) => foldArgs(merger, f, arg, next));
  const before = attrOr(passthru, 'passthru');
  const args = later(() =>
    update(force((before === undefined ? undefined : attrOr(force(before), 'args')) ?? EMPTY_ATTRS), force(x)),
  );
  return updateAttrs(
    result,
    attrsOf({ passthru: updateAttrs(passthru, attrsOf({ function: again, args })), override: again }),
  );
}

function ifEnable(cond: Lazy, lazyValue: Lazy): Value {
  if (forceBool(cond)) return force(lazyValue);
  const v = known(force(lazyValue));
  return isList(v) ? [] : v instanceof Attrs ? EMPTY_ATTRS : typeof v === 'boolean' ? false : null;
}

function checkFlag(set: Attrs, name: string): Value {
  if (name === 'true') return true;
  if (name === 'false') return false;
  const flags = getAttr(set, 'flags');
  if (flags !== undefined && contains(forceList(flags), name)) return true;
  return force(orIfMissing(getAttr(set, name), false));
}

function getValue(set: Attrs, defaults: Lazy, name: string): Value {
  const own = getAttr(set, name);
  if (own !== undefined) return force(own);
  if (forceBool(checkFlag(set, name))) return true;
  for (const entry of forceList(defaults)) {
    const [key, value] = forceList(entry);
    if (forceText(key as Lazy) === name) return force(value as Lazy);
  }
  return null;
}

function checkReqs(set: Attrs, defaults: Lazy, conditions: Lazy): boolean {
  return forceList(conditions).every((condition) => {
    const [name, ...required] = forceList(condition).map((n) => forceText(n));
    if (!forceBool(checkFlag(set, name as string))) return true;
    return required.every((r) => {
      const v = known(getValue(set, defaults, r));
      return v !== null && v !== false;
    });
  });
}

const UNIQUE = { inputList: false, acc: true } as const;

function uniqueList(arg: Lazy): Value {
  const options = takeFormals('uniqList', arg, UNIQUE);
  const seen = [...forceList(orIfMissing(getAttr(options, 'acc'), []))];
  const out: Lazy[] = [];
  for (const item of forceList(getAttr(options, 'inputList') as Lazy)) {
    if (contains(seen, force(item))) continue;
    seen.push(item);
    out.push(item);
  }
  return out;
}

const UNIQUE_EXT = { inputList: false, outputList: true, getter: true, compare: true } as const;

function uniqueListBy(arg: Lazy): Value {
  const options = takeFormals('uniqListExt', arg, UNIQUE_EXT);
  const getter = getAttr(options, 'getter');
  const compare = getAttr(options, 'compare');
  const key = (x: Lazy): Lazy => (getter === undefined ? x : applied(getter, x));
  const same = (a: Lazy, b: Lazy): boolean =>
    compare === undefined ? contains([key(a)], force(key(b))) : test(force(compare), key(a), key(b));
  const out = [...forceList(orIfMissing(getAttr(options, 'outputList'), []))];
  for (const item of forceList(getAttr(options, 'inputList') as Lazy))
    if (!out.some((o) => same(o, item))) out.push(item);
  return out;
}

/** `condConcat name [ flag text … ] checker`: the texts whose flag passes, after the name. */
function condConcat(name: Lazy, list: Lazy, checker: Lazy): Value {
  const items = forceList(list);
  let text = force(name);
  for (let i = 0; i + 1 < items.length; i += 2)
    if (test(force(checker), items[i] as Lazy)) text = add(text, force(items[i + 1] as Lazy));
  return text;
}

function lazyGenericClosure(arg: Lazy): Value {
  const options = takeFormals('lazyGenericClosure', arg, { startSet: false, operator: false });
  const operator = getAttr(options, 'operator') as Lazy;
  const work = [...forceList(getAttr(options, 'startSet') as Lazy)];
  const keys: Value[] = [];
  const out: Lazy[] = [];
  for (let i = 0; i < work.length; i++) {
    tick();
    const item = work[i] as Lazy;
    const key = select(item, 'key');
    if (contains(keys, key)) continue;
    keys.push(key);
    out.unshift(item);
    work.push(...forceList(call(force(operator), item)));
  }
  return out;
}

function modifySum(f: Lazy, x: Lazy, a: Lazy, b: Lazy): Value {
  const v = known(force(b));
  if (v === null) return update(call2(force(f), a, null), force(x));
  const sum = later(() => update(force(a), v));
  return primOp('innerModifySumArgs', 1, (next) => modifySum(f, x, sum, next));
}

const PROPAGATED = ['propagatedBuildInputs', 'propagatedNativeBuildInputs'] as const;

function propagated(v: Value): readonly Lazy[] {
  return PROPAGATED.flatMap((name) => [...forceList(orIfMissing(attrOr(v, name), []))]).filter(
    (x) => force(x) !== null,
  );
}

/** `closePropagation packages`: the packages with all that they propagate, told apart by their `outPath`. */
function closePropagation(list: Lazy): Value {
  const keyed = (x: Lazy): Attrs => attrsOf({ key: later(() => select(x, 'outPath')), val: x });
  const operator = primOp('operator', 1, (item) => propagated(select(item, 'val')).map(keyed));
  const startSet = forceList(list)
    .filter((x) => force(x) !== null)
    .map(keyed);
  return forceList(callBuiltin('genericClosure', attrsOf({ startSet, operator }))).map((item) =>
    later(() => select(item, 'val')),
  );
}

function innerClosePropagation(acc: Lazy, list: Lazy): Value {
  let found = [...forceList(acc)];
  let left = [...forceList(list)];
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    tick();
    const v = known(force(next));
    if (!(v instanceof Attrs)) continue;
    found = [v, ...found];
    const all = PROPAGATED.flatMap((name) => [...forceList(orIfMissing(attrOr(v, name), []))]);
    left = [...forceList(uniqueList(attrsOf({ inputList: [...all, ...left], acc: found })))];
  }
  return found;
}

/** `mergeAttrsWithFunc f set1 set2`: names that both have go through `f`. */
function mergeWith(f: (name: string, a: Lazy, b: Lazy) => Value, set1: Lazy, set2: Lazy): Value {
  const first = forceClosedAttrs(set1);
  const second = forceClosedAttrs(set2);
  const common = filterAttrs(second, (name) => getAttr(first, name) !== undefined);
  return updateAttrs(
    updateAttrs(second, first),
    mapValues(common, (name, b) => later(() => f(name, getAttr(first, name) as Lazy, b))),
  );
}

const NO_OVERRIDE = { mergeLists: true, overrideSnd: true } as const;

function mergeNoOverride(arg: Lazy, attrs1: Lazy, attrs2: Lazy): Value {
  const options = takeFormals('mergeAttrsNoOverride', arg, NO_OVERRIDE);
  const names = (name: string, fallback: readonly string[]): readonly string[] =>
    forceList(orIfMissing(getAttr(options, name), [...fallback])).map((n) => forceText(n));
  const lists = names('mergeLists', ['buildInputs', 'propagatedBuildInputs']);
  const second = names('overrideSnd', ['buildPhase']);
  return mergeWith(
    (name, a, b) => {
      if (lists.includes(name)) return concatLists(force(b), force(a));
      if (second.includes(name)) return force(a);
      throw thrown(`error mergeAttrsNoOverride, attribute ${name} given in both attributes - no merge func defined`);
    },
    attrs1,
    attrs2,
  );
}

const concat = primOp('concat', 2, (a, b) => concatLists(force(a), force(b)));
const merge = primOp('mergeAttrs', 2, (a, b) => update(force(a), force(b)));
const lines = primOp('concatLines', 2, (a, b) => concatStrings(interpolated(a), '\n', interpolated(b)));

const MERGERS: Readonly<Record<string, Lazy>> = {
  ...Object.fromEntries(
    [
      ...['nativeBuildInputs', 'buildInputs', 'propagatedBuildInputs', 'configureFlags', 'prePhases'],
      ...['postAll', 'patches'],
    ].map((name) => [name, concat]),
  ),
  ...Object.fromEntries(['passthru', 'meta', 'cfg', 'flags'].map((name) => [name, merge])),
  preConfigure: lines,
  postInstall: lines,
};

/** `mergeAttrByFunc x y`: the names in `mergeAttrBy` are merged by the functions there. */
function mergeByFunction(x: Lazy, y: Lazy): Value {
  const a = forceAttrs(x);
  const b = forceAttrs(y);
  const mergers = [a, b].reduce<Attrs>(
    (acc, set) => updateAttrs(acc, forceAttrs(orIfMissing(getAttr(set, 'mergeAttrBy'), EMPTY_ATTRS))),
    single('mergeAttrBy', merge),
  );
  const used = filterAttrs(mergers, (name) => getAttr(a, name) !== undefined || getAttr(b, name) !== undefined);
  return updateAttrs(
    updateAttrs(a, b),
    mapValues(used, (name, f) => {
      const left = getAttr(a, name);
      const right = getAttr(b, name);
      return left !== undefined && right !== undefined ? applied(f, left, right) : ((left ?? right) as Lazy);
    }),
  );
}

function mergeAllByFunction(list: Lazy): Value {
  return forceList(list).reduce<Value>(mergeByFunction, single('mergeAttrBy', attrsOf(MERGERS)));
}

function nixType(lazyValue: Lazy): Value {
  const v = known(force(lazyValue));
  if (v instanceof Attrs) return known(hasAttr(v, 'outPath')) ? 'derivation' : 'attrs';
  if (isFunctionValue(v)) return 'function';
  if (isList(v)) return 'list';
  if (typeof v === 'boolean') return 'bool';
  if (v === null) return 'null';
  return typeof v === 'number' || typeof v === 'bigint' ? 'int' : 'string';
}

const setOne = (set: Lazy, name: Lazy, v: Lazy): Value => update(force(set), single(forceText(name), v));

export const misc: LibTable = {
  fakeHash: FAKE_HASHES['hash'] as string,
  fakeSha256: FAKE_HASHES['sha256'] as string,
  fakeSha512: FAKE_HASHES['sha512'] as string,
  mergeAttrBy: attrsOf(MERGERS),
  uniqList: withFormals('uniqList', UNIQUE, 1, uniqueList),
  uniqListExt: withFormals('uniqListExt', UNIQUE_EXT, 1, uniqueListBy),
  lazyGenericClosure: withFormals('lazyGenericClosure', { startSet: false, operator: false }, 1, lazyGenericClosure),
  mergeAttrsNoOverride: withFormals('mergeAttrsNoOverride', NO_OVERRIDE, 3, mergeNoOverride),
  ...functions({
    maybeEnv: [
      2,
      (name, fallback) => {
        const value = callBuiltin('getEnv', name);
        return value === '' ? force(fallback) : value;
      },
    ],
    defaultMergeArg: [2, mergeArgument],
    defaultMerge: [2, (x, y) => update(force(x), mergeArgument(x, y))],
    foldArgs: [4, foldArgs],
    maybeAttr: [3, (name, fallback, attrs) => force(orIfMissing(attrOr(force(attrs), forceText(name)), fallback))],
    maybeAttrNullable: [
      3,
      (name, fallback, attrs) => force(orIfMissing(attrOr(force(attrs), forceText(name)), fallback)),
    ],
    ifEnable: [2, ifEnable],
    checkFlag: [2, (set, name) => checkFlag(forceAttrs(set), forceText(name))],
    getValue: [3, (set, defaults, name) => getValue(forceAttrs(set), defaults, forceText(name))],
    checkReqs: [3, (set, defaults, conditions) => checkReqs(forceAttrs(set), defaults, conditions)],
    condConcat: [3, condConcat],
    innerModifySumArgs: [4, modifySum],
    modifySumArgs: [3, (f, x, b) => modifySum(f, x, EMPTY_ATTRS, b)],
    innerClosePropagation: [2, innerClosePropagation],
    closePropagation: [1, closePropagation],
    nvs: [2, (name, value) => single(forceText(name), value)],
    setAttr: [3, setOne],
    setAttrMerge: [
      4,
      (name, fallback, attrs, f) =>
        setOne(attrs, name, applied(f, orIfMissing(attrOr(force(attrs), forceText(name)), fallback))),
    ],
    mergeAttrsWithFunc: [3, (f, a, b) => mergeWith((_, x, y) => call2(force(f), x, y), a, b)],
    mergeAttrsConcatenateValues: [2, (a, b) => mergeWith((_, x, y) => concatLists(asList(x), asList(y)), a, b)],
    mergeAttrByFunc: [2, mergeByFunction],
    mergeAttrsByFuncDefaults: [1, mergeAllByFunction],
    mergeAttrsByFuncDefaultsClean: [
      1,
      (list) => filterAttrs(forceAttrs(mergeAllByFunction(list)), (name) => name !== 'mergeAttrBy'),
    ],
    nixType: [1, nixType],
    imap: [2, (f, list) => forceList(list).map((item, i) => applied(f, i + 1, item))],
  }),
};
