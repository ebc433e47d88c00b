// nixpkgs' lib/fixed-points.nix.
import { attrsOf } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, callMany } from '../evaluator/call';
import { forceList, forceText } from '../evaluator/coerce';
import { update } from '../evaluator/operators';
import { tick } from '../evaluator/session';
import { force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { functions, isFunctionValue, later, sameValue } from './support';

/** `let x = f x; in x`. */
function fix(f: Lazy): Value {
  const self: Lazy = later(() => call(force(f), self));
  return force(self);
}

/** As `fix`, with the function kept as `__unfix__`. */
function fixKeeping(f: Lazy): Value {
  const self: Lazy = later(() => update(call(force(f), self), attrsOf({ __unfix__: f })));
  return force(self);
}

/** `extends overlay f final`: `f` with an overlay (`final: prev: { … }`) on top. */
export function extend(overlay: Lazy, f: Lazy, final: Lazy): Value {
  const prev = later(() => call(force(f), final));
  return update(force(prev), callMany(force(overlay), [final, prev]));
}

function compose(f: Lazy, g: Lazy, final: Lazy, prev: Lazy): Value {
  const first = later(() => callMany(force(f), [final, prev]));
  const between = later(() => update(force(prev), force(first)));
  return update(force(first), callMany(force(g), [final, between]));
}

/** Overlays one after the other; without any, the empty overlay. */
function composeMany(overlays: readonly Lazy[], from: number): Value {
  const first = overlays[from];
  if (first === undefined) return primOp('composeManyExtensions', 2, () => attrsOf({}));
  const others = later(() => composeMany(overlays, from + 1));
  return primOp('composeManyExtensions', 2, (final, prev) => compose(first, others, final, prev));
}

/** An overlay from an overlay, a function of the previous set, or a set. */
function toOverlay(f: Lazy): Value {
  const v = force(f);
  if (!isFunctionValue(v)) return primOp('toExtension', 2, () => v);
  return primOp('toExtension', 2, (final, prev) => {
    const one = call(v, prev);
    return isFunctionValue(one) ? callMany(v, [final, prev]) : one;
  });
}

/** A fixed point with a function under `name` that extends it. */
export function extensible(name: string, f: Lazy): Value {
  const extender: PrimOp = primOp(name, 1, (overlay) =>
    extensible(
      name,
      primOp('extends', 1, (final) => extend(overlay, f, final)),
    ),
  );
  return fixKeeping(primOp('makeExtensible', 1, (self) => update(call(force(f), self), attrsOf({ [name]: extender }))));
}

function converge(f: Lazy, x: Lazy): Value {
  let value = force(x);
  for (;;) {
    tick();
    const next = call(force(f), value);
    if (sameValue(next, value)) return value;
    value = next;
  }
}

export const fixedPoints = functions({
  fix: [1, fix],
  "fix'": [1, fixKeeping],
  converge: [2, converge],
  extends: [3, extend],
  composeExtensions: [4, compose],
  composeManyExtensions: [1, (overlays) => composeMany(forceList(overlays), 0)],
  toExtension: [1, toOverlay],
  makeExtensible: [1, (f) => extensible('extend', f)],
  makeExtensibleWithCustomName: [2, (name, f) => extensible(forceText(name), f)],
});
