// Scopes: sets of packages that are each other's arguments (the second half of nixpkgs' lib/customisation.nix).
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs, forceText } from '../evaluator/coerce';
import { update } from '../evaluator/operators';
import { force, type Attrs, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { extend } from './fixed-points';
import { EMPTY_ATTRS, functions, later, select, takeFormals, takingFormals, type LibTable } from './support';

/** `makeScope newScope f`: the fixed point of `f` with its own `callPackage`. */
export function makeScope(newScope: Lazy, f: Lazy): Value {
  const self: Lazy = later(() =>
    updateAttrs(
      forceAttrs(call(force(f), self)),
      attrsOf({
        newScope: primOp('newScope', 1, (scope) =>
          call(
            force(newScope),
            later(() => update(force(self), force(scope))),
          ),
        ),
        callPackage: later(() =>
          call(
            force(newScope),
            later(() => force(self)),
          ),
        ),
        overrideScope: primOp('overrideScope', 1, (overlay) => makeScope(newScope, extended(overlay, f))),
        packages: f,
      }),
    ),
  );
  return force(self);
}

function extended(overlay: Lazy, f: Lazy): PrimOp {
  return primOp('extends', 1, (final) => extend(overlay, f, final));
}

const SPLICES = { otherSplices: false, keep: true, extra: true, f: false } as const;

/** `makeScopeWithSplicing'`: a scope that knows its variants for other platforms. */
function makeSplicedScope(tools: Attrs, arg: Lazy): Value {
  const splicePackages = getAttr(tools, 'splicePackages') as Lazy;
  const newScope = getAttr(tools, 'newScope') as Lazy;
  const options = takeFormals("makeScopeWithSplicing'", arg, SPLICES);
  const option = (name: string): Lazy | undefined => getAttr(options, name);
  const f = option('f') as Lazy;
  const other = (name: string): Lazy => later(() => select(option('otherSplices') as Lazy, name));
  const apply = (name: string, v: Lazy): Value => {
    const fn = option(name);
    return fn === undefined ? EMPTY_ATTRS : call(force(fn), v);
  };
  const self: Lazy = later(() =>
    updateAttrs(
      forceAttrs(call(force(f), self)),
      attrsOf({
        newScope: primOp('newScope', 1, (scope) =>
          call(
            force(newScope),
            later(() => update(force(spliced), force(scope))),
          ),
        ),
        callPackage: later(() => call(force(newScope), spliced)),
        overrideScope: primOp('overrideScope', 1, (overlay) =>
          makeSplicedScope(tools, updateAttrs(options, attrsOf({ f: extended(overlay, f) }))),
        ),
        packages: f,
      }),
    ),
  );
  const plain = later(() =>
    call(
      force(splicePackages),
      attrsOf({
        pkgsBuildBuild: other('selfBuildBuild'),
        pkgsBuildHost: other('selfBuildHost'),
        pkgsBuildTarget: other('selfBuildTarget'),
        pkgsHostHost: other('selfHostHost'),
        pkgsHostTarget: self,
        pkgsTargetTarget: other('selfTargetTarget'),
      }),
    ),
  );
  const spliced = later(() => update(update(apply('extra', plain), force(plain)), apply('keep', self)));
  return force(self);
}

const TOOLS = { splicePackages: false, newScope: false } as const;

const INDICES = ['buildBuild', 'buildHost', 'buildTarget', 'hostHost', 'hostTarget', 'targetTarget'] as const;
const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** The six platform combinations, each value from `value`, under names that `rename` gives. */
function crossIndex(value: (index: string) => Lazy, rename: (index: string) => string): Attrs {
  return attrsOf(Object.fromEntries(INDICES.map((index) => [rename(index), value(index)])));
}

export const scopes: LibTable = {
  "makeScopeWithSplicing'": takingFormals("makeScopeWithSplicing'", TOOLS, makeSplicedScope, { arity: 2 }),
  ...functions({
    makeScope: [2, makeScope],
    makeScopeWithSplicing: [
      6,
      (splicePackages, newScope, otherSplices, keep, extra, f) =>
        makeSplicedScope(attrsOf({ splicePackages, newScope }), attrsOf({ otherSplices, keep, extra, f })),
    ],
    renameCrossIndexFrom: [
      2,
      (prefix, x) =>
        crossIndex(
          (index) => later(() => select(x, `${forceText(prefix)}${capital(index)}`)),
          (index) => index,
        ),
    ],
    renameCrossIndexTo: [
      2,
      (prefix, x) =>
        crossIndex(
          (index) => later(() => select(x, index)),
          (index) => `${forceText(prefix)}${capital(index)}`,
        ),
    ],
    mapCrossIndex: [
      2,
      (f, x) => {
        const attrs = takeFormals('mapCrossIndex', x, Object.fromEntries(INDICES.map((index) => [index, false])));
        return crossIndex(
          (index) => later(() => call(force(f), getAttr(attrs, index) as Lazy)),
          (index) => index,
        );
      },
    ],
  }),
};
