// nixpkgs' lib/attrsets.nix: functions on sets of one level. Those that follow paths are in attr-paths.ts.
import {
  EMPTY_ATTRS,
  attrEntries,
  attrNames,
  attrPosition,
  attrValues,
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  hasListed,
  mapValues,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { call2, callMany } from '../evaluator/call';
import { forceAttrs, forceBool, forceClosedAttrs, forceFunction, forceList, forceText } from '../evaluator/coerce';

import { hasAttr, selectAttr, update } from '../evaluator/operators';
import { textOf } from '../evaluator/strings';
import { checkListLength } from '../evaluator/session';
import { derivedUnknown, eitherOf } from '../evaluator/unknowns';
import { attributeName, attrsWithUnnamed } from '../evaluator/unnamed';
import { primOp } from '../evaluator/builtins/primop';
import { Attrs, Unknown, force, type Lazy, type List, type UnnamedEntry, type Value } from '../evaluator/values';
import { attrPaths } from './attr-paths';
import { derivationName } from './derivation-name';
import { attrsFromPairs, bodyPlace, nameText, pair, placeOf } from './pairs';
import {
  applied,
  callBuiltin,
  functions,
  has,
  ifUnknown,
  inherited,
  interpolated,
  isDerivationValue,
  known,
  later,
  select,
  test,
  thrown,
  type LibTable,
} from './support';

/** `mapAttrsToList f attrs`: values by sorted name. */
function mapToList(attrs: Attrs, f: (name: string, value: Lazy) => Lazy): List {
  const out: Lazy[] = [];
  for (const [name, value] of attrEntries(attrs)) out.push(f(name, value));
  return out;
}

/** `filterAttrs`: attributes whose test is unknown stay possible, but are not listed. */
function filterBy(pred: Lazy, attrs: Attrs): Attrs {
  const open = new Map<string, Unknown>();
  const p = lazyFunction(pred);
  const judge = (name: string | Unknown, value: Lazy): boolean | Unknown => {
    const verdict = call2(p(), name, value);
    return verdict instanceof Unknown ? verdict : forceBool(verdict);
  };
  const kept = filterAttrs(attrs, (name, value) => {
    const verdict = judge(name, value);
    if (verdict instanceof Unknown) open.set(name, eitherOf(verdict, [value], verdict.at));
    return verdict === true;
  });
  const { rest } = attrs;
  if (rest === null && open.size === 0) return kept;
  const first = [...open.values()][0];
  return new Attrs(kept.shape, attrValues(kept), null, {
    unknown: rest?.unknown ?? (first as Unknown),
    ...(rest?.unnamed && { unnamed: rest.unnamed.filter((e) => judge(e.unknown, e.value) !== false) }),
    select: (name) => {
      const pending = open.get(name);
      if (pending !== undefined || hasListed(attrs, name)) return pending;
      const value = rest?.select(name);
      if (value === undefined) return undefined;
      const verdict = judge(name, value);
      return verdict === true ? value : verdict === false ? undefined : eitherOf(verdict, [value], verdict.at);
    },
  });
}

/** A function argument, forced when it is first called: with an empty set it is never looked at. */
function lazyFunction(f: Lazy): () => Value {
  let value: Value | undefined;
  return () => (value ??= force(f));
}

/** `genAttrs names f`; with an unknown list, any name may be there. */
function genAttrs(names: Lazy, f: Lazy): Value {
  const list = force(names);
  if (list instanceof Unknown) return anyName(list, f);
  const entries = new Map<string, AttrEntry>();
  const unnamed: UnnamedEntry[] = [];
  for (const item of forceList(list)) {
    const name = attributeName(item, undefined, nameText);
    if (typeof name === 'string' && entries.has(name)) continue;
    const entry = { value: applied(f, item), at: placeOf(item) ?? bodyPlace(f) };
    if (typeof name === 'string') entries.set(name, entry);
    else unnamed.push({ ...name, ...entry });
  }
  return attrsWithUnnamed(entries, unnamed);
}

function anyName(u: Unknown, f: Lazy): Attrs {
  return attrsOf(
    {},
    {
      unknown: derivedUnknown(u, undefined),
      select: (name) => new Unknown(`${u.expression}.${name}`, u.reason, u.at, undefined, [applied(f, name)]),
    },
  );
}

/** `mapAttrs' f set`. */
function mapToPairs(f: Lazy, set: Lazy): Value {
  const attrs = forceClosedAttrs(set);
  const positions = attrNames(attrs).map((name) => attrPosition(attrs, name));
  const p = lazyFunction(f);
  const pairs = mapToList(attrs, (name, value) => call2(p(), name, value));
  return attrsFromPairs(pairs, (i) => positions[i]);
}

/** `filterAttrsRecursive pred set`. */
function filterRecursive(pred: Lazy, set: Lazy): Attrs {
  return mapValues(filterBy(pred, forceAttrs(set)), (_, value) => {
    // The test has looked at the value most often; what it left alone stays so.
    return later(() => {
      const v = force(value);
      return v instanceof Attrs ? filterRecursive(pred, v) : v;
    });
  });
}

function foldAttrs(op: Lazy, nul: Lazy, list: Lazy): Value {
  let acc = EMPTY_ATTRS;
  for (const item of [...forceList(list)].reverse()) {
    const before = acc;
    const entries = new Map<string, AttrEntry>();
    for (const [name, value, at] of attrEntries(forceClosedAttrs(item)))
      entries.set(name, { value: applied(op, value, orIfMissing(getAttr(before, name), nul)), at });
    acc = updateAttrs(acc, attrsFromMap(entries));
  }
  return acc;
}

function collect(pred: Value, v: Value, out: Lazy[]): Lazy[] {
  if (test(pred, v)) out.push(v);
  else if (v instanceof Attrs)
    for (const [, value] of attrEntries(forceClosedAttrs(v))) collect(pred, force(value), out);
  return out;
}

/** `cartesianProduct { a = [ … ]; b = [ … ]; }`: every choice, the last name varying fastest. */
function cartesianProduct(set: Lazy): readonly Attrs[] {
  const attrs = forceClosedAttrs(set);
  let choices: Attrs[] = [EMPTY_ATTRS];
  for (const [name, value, at] of attrEntries(attrs)) {
    const list = choices.length === 0 ? [] : forceList(value);
    checkListLength(choices.length * list.length);
    choices = choices.flatMap((c) =>
      list.map((item) => updateAttrs(c, attrsFromMap(new Map([[name, { value: item, at }]])))),
    );
  }
  return choices;
}

/** `getOutput output pkg`. */
export function getOutput(output: Lazy, pkg: Lazy): Value {
  const v = force(pkg);
  if (v instanceof Unknown) {
    const shown = force(output);
    const name = typeof shown === 'string' ? shown : '…';
    return new Unknown(`lib.getOutput "${name}" ${v.expression}`, v.reason, v.at, v.type, undefined, v.shown);
  }
  if (!(v instanceof Attrs)) return v;
  if (has(v, 'outputSpecified') && forceBool(getAttr(v, 'outputSpecified') as Lazy)) return v;
  for (const name of [forceText(output), 'out']) {
    const there = hasAttr(v, name);
    if (there instanceof Unknown) return possibleOutput(v, name, there);
    if (there) return selectAttr(v, name);
  }
  return v;
}

/** An output that a package may lack. A store path without its hash is told by the package's name in either case. */
function possibleOutput(pkg: Attrs, name: string, { reason }: Unknown): Unknown {
  const expression = `lib.getOutput "${name}" ${pkg.rest?.unknown.expression ?? '…'}`;
  const shown = hasListed(pkg, 'outPath') ? textOf(interpolated(pkg)) : undefined;
  return new Unknown(expression, reason, undefined, 'package', undefined, shown);
}

function getFirstOutput(candidates: Lazy, pkg: Lazy): Value {
  const names = forceList(candidates).map((c) => forceText(c));
  const attrs = forceAttrs(pkg);
  const first = names.find((name) => has(attrs, name));
  const specified = getAttr(attrs, 'outputSpecified');
  if ((specified !== undefined && forceBool(specified)) || first === undefined) return attrs;
  return select(attrs, first);
}

/** `toDerivation path`: a derivation-like set for something that is in the store already. */
function toDerivation(path: Lazy): Value {
  const outPath = callBuiltin('storePath', path);
  const self: Attrs = attrsOf({
    type: 'derivation',
    name: derivationName(callBuiltin('substring', 33, -1, callBuiltin('baseNameOf', outPath))),
    outPath,
    outputs: ['out'],
    out: later(() => self),
    outputName: 'out',
  });
  return self;
}

function unionOfDisjoint(x: Lazy, y: Lazy): Value {
  const left = forceClosedAttrs(x);
  const right = forceClosedAttrs(y);
  const common = filterAttrs(right, (name) => hasListed(left, name));
  const collisions = attrNames(common).join(' ');
  const mask = mapValues(common, (name) =>
    later(() => {
      throw thrown(`unionOfDisjoint: collision on ${name}; complete list: ${collisions}`);
    }),
  );
  return updateAttrs(updateAttrs(left, right), mask);
}

function zipWithNames(names: Lazy, f: Lazy, sets: Lazy): Value {
  const at = bodyPlace(f);
  return attrsFromPairs(
    forceList(names).map((name) =>
      pair(
        name,
        later(() => call2(force(f), name, callBuiltin('catAttrs', name, sets))),
      ),
    ),
    () => at,
  );
}

function mergeList(list: Lazy): Value {
  return forceList(list).reduce<Value>((acc, item) => update(acc, forceSet(item)), EMPTY_ATTRS);
}

/** A set, or something unknown that may be one. */
function forceSet(v: Lazy): Value {
  const value = force(v);
  return value instanceof Unknown ? value : forceAttrs(value);
}

function withFlag(name: string, value: boolean) {
  return (attrs: Lazy): Value => update(forceSet(attrs), attrsOf({ [name]: value }));
}

/** `name: values: values` */
const SECOND = primOp('zipAttrs', 2, (_, values) => force(values));

const output = (name: string) => (pkg: Lazy) => getOutput(name, pkg);

export const attrsets: LibTable = {
  ...inherited([
    'attrNames',
    'attrValues',
    'catAttrs',
    'getAttr',
    'hasAttr',
    'intersectAttrs',
    'isAttrs',
    'listToAttrs',
    'mapAttrs',
    'removeAttrs',
    'zipAttrsWith',
  ]),
  ...attrPaths,
  ...functions({
    attrVals: [2, (names, set) => forceList(names).map((name) => later(() => select(set, nameText(name))))],
    getAttrs: [
      2,
      (names, set) => {
        const result = forceList(names).map((name) =>
          pair(
            name,
            later(() => select(set, nameText(name))),
          ),
        );
        const source = force(set);
        return attrsFromPairs(result, (i) =>
          source instanceof Attrs ? attrPosition(source, nameText((forceList(names) as Lazy[])[i] as Lazy)) : undefined,
        );
      },
    ],
    concatMapAttrs: [
      2,
      (f, set) => {
        const p = lazyFunction(f);
        let acc: Value = EMPTY_ATTRS;
        for (const [name, value] of attrEntries(forceClosedAttrs(set)))
          acc = update(acc, forceSet(call2(p(), name, value)));
        return acc;
      },
    ],
    filterAttrs: [2, (pred, set) => filterBy(pred, forceAttrs(set))],
    filterAttrsRecursive: [2, (pred, set) => filterRecursive(pred, set)],
    foldlAttrs: [
      3,
      (f, init, set) => {
        let acc = force(init);
        for (const [name, value] of attrEntries(forceClosedAttrs(set))) acc = callMany(force(f), [acc, name, value]);
        return acc;
      },
    ],
    foldAttrs: [3, foldAttrs],
    collect: [2, (pred, attrs) => collect(forceFunction(pred), force(attrs), [])],
    cartesianProduct: [1, cartesianProduct],
    mapCartesianProduct: [2, (f, set) => cartesianProduct(set).map((choice) => applied(f, choice))],
    nameValuePair: [2, pair],
    "mapAttrs'": [2, mapToPairs],
    mapAttrsToList: [2, (f, set) => mapToList(forceClosedAttrs(set), (name, value) => applied(f, name, value))],
    attrsToList: [1, (set) => mapToList(forceClosedAttrs(set), pair)],
    genAttrs: [2, genAttrs],
    "genAttrs'": [
      2,
      (xs, f) =>
        attrsFromPairs(
          forceList(xs).map((x) => applied(f, x)),
          () => bodyPlace(f),
        ),
    ],
    isDerivation: [
      1,
      (v) => {
        const value = force(v);
        return value instanceof Unknown && value.type === 'package' ? true : isDerivationValue(known(value));
      },
    ],
    toDerivation: [1, toDerivation],
    optionalAttrs: [
      2,
      (cond, as) => {
        const c = force(cond);
        return ifUnknown('optionalAttrs', c, [as, EMPTY_ATTRS]) ?? (forceBool(c) ? force(as) : EMPTY_ATTRS);
      },
    ],
    zipAttrsWithNames: [3, zipWithNames],
    zipAttrs: [1, (sets) => callBuiltin('zipAttrsWith', SECOND, sets)],
    mergeAttrsList: [1, mergeList],
    overrideExisting: [
      2,
      (old, changes) =>
        mapValues(forceAttrs(old), (name, value) =>
          later(() => {
            const c = force(changes);
            const there = hasAttr(c, name);
            if (there instanceof Unknown) return eitherOf(there, [value, selectAttr(c, name)], there.at);
            return there ? selectAttr(c, name) : force(value);
          }),
        ),
    ],
    getOutput: [2, getOutput],
    getFirstOutput: [2, getFirstOutput],
    getBin: [1, output('bin')],
    getLib: [1, output('lib')],
    getDev: [1, output('dev')],
    getMan: [1, output('man')],
    getStatic: [1, (pkg) => getFirstOutput(['static', 'lib', 'out'], pkg)],
    getInclude: [1, (pkg) => getFirstOutput(['include', 'dev', 'out'], pkg)],
    chooseDevOutputs: [1, (pkgs) => forceList(pkgs).map((pkg) => later(() => getOutput('dev', pkg)))],
    recurseIntoAttrs: [1, withFlag('recurseForDerivations', true)],
    dontRecurseIntoAttrs: [1, withFlag('recurseForDerivations', false)],
    unionOfDisjoint: [2, unionOfDisjoint],
  }),
};
