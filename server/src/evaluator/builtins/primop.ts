// How builtins are defined: name, arity, implementation over lazy arguments.
import { PrimOp, type Lazy, type PrimOpImpl } from '../values';

/** Builtins by their name in `builtins`. */
export type BuiltinTable = Readonly<Record<string, Lazy>>;

/**
 * A builtin function. The implementation forces what it needs with coerce.ts: those functions throw Nix's type errors,
 * and throw `UnknownSignal` on unknown values, which makes the whole call unknown. An implementation that can say more
 * about unknown arguments looks at them itself before.
 */
export function primOp(name: string, arity: number, impl: PrimOpImpl): PrimOp {
  return new PrimOp(name, arity, impl);
}

export type BuiltinDefinition = readonly [arity: number, impl: PrimOpImpl];

/** A table of builtins of the same kind: `{ name: [arity, impl] }`. */
export function primOps(table: Readonly<Record<string, BuiltinDefinition>>): BuiltinTable {
  return Object.fromEntries(Object.entries(table).map(([name, [arity, impl]]) => [name, primOp(name, arity, impl)]));
}
