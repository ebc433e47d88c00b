// nixpkgs' lib/kernel.nix: answers for a Linux kernel's configuration.
import { attrsOf, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { forceAttrs } from '../evaluator/coerce';
import type { Attrs, Lazy, PrimOp } from '../evaluator/values';
import { functions, later, type LibTable } from './support';
import { compareKnownVersions } from './versions';

const answer = (tristate: string | null): Attrs => attrsOf({ tristate, optional: false });

/** `mkIf` on a condition; the module system knows it by its `_type`. */
function whenever(arity: number, holds: (...versions: Lazy[]) => boolean): PrimOp {
  return primOp('mkIf', arity + 1, (...args) =>
    attrsOf({
      _type: 'if',
      condition: later(() => holds(...args.slice(0, arity))),
      content: args[arity] as Lazy,
    }),
  );
}

function whenHelpers(version: Lazy): Attrs {
  const atLeast = (v: Lazy): boolean => compareKnownVersions(v, version) <= 0;
  return attrsOf({
    whenAtLeast: whenever(1, (v) => atLeast(v)),
    whenOlder: whenever(1, (v) => !atLeast(v)),
    whenBetween: whenever(2, (low, high) => atLeast(low) && !atLeast(high)),
  });
}

export const kernel: LibTable = {
  yes: answer('y'),
  no: answer('n'),
  module: answer('m'),
  unset: answer(null),
  ...functions({
    option: [1, (x) => updateAttrs(forceAttrs(x), attrsOf({ optional: true }))],
    freeform: [1, (x) => attrsOf({ freeform: x, optional: false })],
    whenHelpers: [1, whenHelpers],
  }),
};
