// nixpkgs' lib/customisation.nix: overriding what functions make, and scopes of packages.
import {
  attrNames,
  attrPosition,
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  mapValues,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, call2 } from '../evaluator/call';
import { forceAttrs, forceBool, forceList, forceText } from '../evaluator/coerce';
import { update } from '../evaluator/operators';
import { lineAndColumn } from '../evaluator/position';
import { encodeUtf8, textOf } from '../evaluator/strings';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { functionArgsOf, mirrorFunctionArgs, setFunctionArgs } from './function-args';
import { scopes } from './scopes';
import { levenshtein } from './string-distance';
import {
  EMPTY_ATTRS,
  aborted,
  assertTrue,
  attrOr,
  callBuiltin,
  functions,
  interpolated,
  isDerivationValue,
  isFunctionValue,
  later,
  select,
  stringified,
  takeFormals,
  thrown,
  withFormals,
  type LibTable,
} from './support';

/** `f // decorated`, its own `override` kept overridable: what a callable set becomes when it is made overridable. */
function decorate(f: Value, decorated: Attrs): Value {
  if (!(f instanceof Attrs)) return decorated;
  const merged = updateAttrs(f, decorated);
  const override = getAttr(f, 'override');
  if (override === undefined) return merged;
  const again = primOp('override', 1, (newArgs) => makeOverridable(later(() => call(force(override), newArgs))));
  return updateAttrs(merged, attrsOf({ override: again }));
}

/** `makeOverridable f`: `f` whose results have `override`, `overrideDerivation` and `overrideAttrs`. */
function makeOverridable(lazyFn: Lazy): Value {
  const f = force(lazyFn);
  const mirrored = (g: Lazy): Attrs => mirrorFunctionArgs(f, g);
  return decorate(f, mirrored(primOp('makeOverridable', 1, (origArgs) => overridableResult(f, mirrored, origArgs))));
}

function overridableResult(f: Value, mirrored: (g: Lazy) => Attrs, origArgs: Lazy): Value {
  const result = call(f, origArgs);
  const newArguments = (changes: Lazy): Lazy =>
    later(() => {
      const v = force(changes);
      return update(force(origArgs), isFunctionValue(v) ? call(v, origArgs) : v);
    });
  const override = mirrored(primOp('override', 1, (changes) => call(makeOverridable(f), newArguments(changes))));
  const onResult = (g: (v: Value) => Value): Value =>
    call(makeOverridable(mirrored(primOp('override', 1, (args) => g(call(f, args))))), origArgs);
  if (result instanceof Attrs) {
    const additions: Record<string, Lazy> = {
      override,
      overrideDerivation: primOp('overrideDerivation', 1, (change) =>
        onResult((drv) => overrideDerivation(drv, change)),
      ),
    };
    if (getAttr(result, 'overrideAttrs') !== undefined)
      additions['overrideAttrs'] = primOp('overrideAttrs', 1, (change) =>
        onResult((drv) => call(select(drv, 'overrideAttrs'), change)),
      );
    return updateAttrs(result, attrsOf(additions));
  }
  if (isFunctionValue(result))
    return updateAttrs(setFunctionArgs(result, functionArgsOf(result)), attrsOf({ override }));
  return result;
}

/** `overrideDerivation drv f`: the derivation made again with some attributes changed. */
function overrideDerivation(drv: Lazy, f: Lazy): Value {
  const attrs = forceAttrs(drv);
  const changed = later(() =>
    callBuiltin(
      'derivation',
      later(() => update(select(attrs, 'drvAttrs'), call(force(f), attrs))),
    ),
  );
  const passthru = getAttr(attrs, 'passthru');
  const own = attrsOf({ meta: orIfMissing(getAttr(attrs, 'meta'), EMPTY_ATTRS), passthru: passthru ?? EMPTY_ATTRS });
  return extendDerivation(
    later(() =>
      callBuiltin(
        'seq',
        later(() => select(attrs, 'drvPath')),
        true,
      ),
    ),
    updateAttrs(own, passthru === undefined ? EMPTY_ATTRS : forceAttrs(passthru)),
    changed,
  );
}

/** `extendDerivation condition passthru drv`: more attributes on a derivation and on each of its outputs. */
function extendDerivation(condition: Lazy, passthru: Lazy, lazyDrv: Lazy): Value {
  const drv = forceAttrs(lazyDrv);
  const extra = forceAttrs(passthru);
  const outputs = forceList(orIfMissing(getAttr(drv, 'outputs'), ['out'])).map((name) => forceText(name));
  const checked = (from: Lazy, name: string): Lazy =>
    later(() => {
      assertTrue(forceBool(condition), 'condition');
      return select(from, name);
    });
  const overrideAttrs = getAttr(extra, 'overrideAttrs');
  const list = (): Lazy[] => outputs.map((name) => values.get(name) as Lazy);
  const values = new Map<string, Lazy>();
  const common = later((): Value => {
    const entries = new Map<string, AttrEntry>();
    for (const [name, value] of values) entries.set(name, { value });
    entries.set('all', { value: later(list) });
    return updateAttrs(updateAttrs(drv, attrsFromMap(entries)), extra);
  });
  for (const name of outputs) {
    const output = later(() => select(drv, name));
    values.set(
      name,
      later(() =>
        updateAttrs(
          forceAttrs(common),
          attrsOf({
            type: later(() => select(output, 'type')),
            outputName: later(() => select(output, 'outputName')),
            outputSpecified: true,
            drvPath: checked(output, 'drvPath'),
            outPath: checked(output, 'outPath'),
            ...(overrideAttrs === undefined
              ? {}
              : {
                  overrideAttrs: primOp('overrideAttrs', 1, (f) => select(call(force(overrideAttrs), f), name)),
                }),
          }),
        ),
      ),
    );
  }
  return updateAttrs(
    forceAttrs(common),
    attrsOf({ drvPath: checked(drv, 'drvPath'), outPath: checked(drv, 'outPath') }),
  );
}

const MAX_EDITS = 2;
const MAX_SUGGESTIONS = 3;

function suggestions(missing: string, names: readonly string[]): string {
  const bytes = encodeUtf8(missing);
  const near = names
    .map((name) => ({ name, edits: levenshtein(bytes, encodeUtf8(name)) }))
    .filter(({ edits }) => edits <= MAX_EDITS)
    .sort((a, b) => a.edits - b.edits)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => `"${name}"`);
  if (near.length === 0) return '';
  const last = near.pop() as string;
  return `, did you mean ${near.length === 0 ? last : `${near.join(', ')} or ${last}`}?`;
}

/** A function, or the one in a file. */
function functionOrImport(fn: Lazy): Value {
  const v = force(fn);
  return isFunctionValue(v) || v instanceof Unknown ? v : callBuiltin('import', v);
}

/** `callPackageWith autoArgs fn args`. */
function callPackage(autoArgs: Lazy, fn: Lazy, lazyArgs: Lazy): Value {
  const f = functionOrImport(fn);
  const formals = functionArgsOf(f);
  const auto = forceAttrs(autoArgs);
  const args = forceAttrs(lazyArgs);
  const passed = new Map<string, AttrEntry>();
  for (const name of attrNames(formals)) {
    const value = getAttr(auto, name);
    if (value !== undefined) passed.set(name, { value, at: attrPosition(auto, name) });
  }
  const all = updateAttrs(attrsFromMap(passed), args);
  const missing = attrNames(formals).find(
    (name) => getAttr(all, name) === undefined && force(getAttr(formals, name) as Lazy) === false,
  );
  if (missing !== undefined) {
    const v = force(fn);
    const at = attrPosition(formals, missing);
    const place =
      at !== undefined
        ? `${at.source.path}:${lineAndColumn(at).line}`
        : isFunctionValue(v)
          ? '<unknown location>'
          : textOf(stringified(v));
    throw aborted(
      `lib.customisation.callPackageWith: Function called without required argument "${missing}" at ${place}${suggestions(missing, [...attrNames(auto), ...attrNames(args)])}`,
    );
  }
  return call(makeOverridable(f), all);
}

function callPackages(autoArgs: Lazy, fn: Lazy, args: Lazy): Value {
  const f = functionOrImport(fn);
  const auto = forceAttrs(autoArgs);
  const formals = functionArgsOf(f);
  const passed = new Map<string, AttrEntry>();
  for (const name of attrNames(formals)) {
    const value = getAttr(auto, name);
    if (value !== undefined) passed.set(name, { value });
  }
  const origArgs = updateAttrs(attrsFromMap(passed), forceAttrs(args));
  const packages = call(f, origArgs);
  if (isDerivationValue(packages)) {
    const name = attrOr(packages, 'name');
    throw thrown(
      `function \`callPackages\` was called on a *single* derivation "${name === undefined ? '<unknown-name>' : textOf(interpolated(name))}"; did you mean to use \`callPackage\` instead?`,
    );
  }
  return mapValues(forceAttrs(packages), (name) =>
    later(() =>
      call(
        makeOverridable(
          mirrorFunctionArgs(
            f,
            primOp('override', 1, (newArgs) => select(call(f, newArgs), name)),
          ),
        ),
        origArgs,
      ),
    ),
  );
}

/** `hydraJob drv`: only what a build job needs. */
function hydraJob(lazyDrv: Lazy): Value {
  const drv = force(lazyDrv);
  if (drv === null || drv instanceof Unknown) return drv;
  const attrs = forceAttrs(drv);
  const outputs = forceList(orIfMissing(getAttr(attrs, 'outputs'), ['out'])).map((name) => forceText(name));
  const aggregate = getAttr(attrs, '_hydraAggregate');
  const record: Record<string, Lazy> = { outputs };
  for (const name of ['name', 'system', 'meta']) record[name] = later(() => select(attrs, name));
  if (aggregate !== undefined && forceBool(aggregate)) {
    record['_hydraAggregate'] = true;
    record['constituents'] = later(() => forceList(select(attrs, 'constituents')).map((d) => later(() => hydraJob(d))));
  }
  const job = (name: string): Lazy =>
    later(() => {
      const output = later(() => select(attrs, name));
      return updateAttrs(
        common,
        attrsOf({
          outPath: later(() => select(output, 'outPath')),
          drvPath: later(() => select(output, 'drvPath')),
          type: 'derivation',
          outputName: name,
        }),
      );
    });
  for (const name of outputs) record[name] = job(name);
  const common = attrsOf(record);
  const first = record[outputs[0] as string] as Lazy;
  return callBuiltin('deepSeq', first, first);
}

const EXTEND = {
  constructDrv: false,
  excludeDrvArgNames: true,
  excludeFunctionArgNames: true,
  extendDrvArgs: false,
  inheritFunctionArgs: true,
  transformDrv: true,
} as const;

function without(attrs: Attrs, names: ReadonlySet<string>): Attrs {
  return filterAttrs(attrs, (name) => !names.has(name));
}

/** `extendMkDerivation`: a build helper over another. */
function extendMkDerivation(arg: Lazy): Value {
  const options = takeFormals('extendMkDerivation', arg, EXTEND);
  const names = (name: string): Set<string> =>
    new Set(forceList(orIfMissing(getAttr(options, name), [])).map((n) => forceText(n)));
  const construct = getAttr(options, 'constructDrv') as Lazy;
  const extendArgs = getAttr(options, 'extendDrvArgs') as Lazy;
  const transform: Lazy = orIfMissing(
    getAttr(options, 'transformDrv'),
    primOp('id', 1, (x) => force(x)),
  );
  const inherit = getAttr(options, 'inheritFunctionArgs');
  const build = primOp('mkDerivation', 1, (fpargs) => {
    const attrsFunction = primOp('extendDrvArgs', 1, (final) => {
      const given = force(fpargs);
      const previous = isFunctionValue(given) ? call(given, final) : given;
      return update(
        without(forceAttrs(previous), names('excludeDrvArgNames')),
        call2(force(extendArgs), final, previous),
      );
    });
    return call(
      force(transform),
      later(() => call(force(construct), attrsFunction)),
    );
  });
  const args = later(() => {
    const base =
      inherit !== undefined && !forceBool(inherit)
        ? EMPTY_ATTRS
        : without(functionArgsOf(force(construct)), names('excludeDrvArgNames'));
    const own = functionArgsOf(call(force(extendArgs), EMPTY_ATTRS));
    return without(updateAttrs(base, own), names('excludeFunctionArgNames'));
  });
  return updateAttrs(
    setFunctionArgs(build, args),
    attrsOf({
      constructDrv: construct,
      excludeDrvArgNames: orIfMissing(getAttr(options, 'excludeDrvArgNames'), []),
      extendDrvArgs: extendArgs,
      transformDrv: transform,
    }),
  );
}

export const customisation: LibTable = {
  ...scopes,
  extendMkDerivation: withFormals('extendMkDerivation', EXTEND, 1, extendMkDerivation),
  ...functions({
    overrideDerivation: [2, overrideDerivation],
    makeOverridable: [1, makeOverridable],
    callPackageWith: [3, callPackage],
    callPackagesWith: [3, callPackages],
    extendDerivation: [3, extendDerivation],
    hydraJob: [1, hydraJob],
  }),
};
