// Names in the syntax: of attributes, of functions that are called, and the order that Nix gives them.
import type { AttrName, Expr } from './ast';

/** The name where it is written out: `a`, `"a"`, `${"a"}`. */
export function staticName(name: AttrName): string | undefined {
  return name.kind === 'static' ? name.name : undefined;
}

/** The names of an attribute path where all of them are written out. */
export function staticNames(path: readonly AttrName[]): string[] | undefined {
  const names = path.flatMap((name) => (name.kind === 'static' ? [name.name] : []));
  return names.length === path.length ? names : undefined;
}

/** The name of a function without the set that it is in: `mkIf` for `mkIf` and `lib.mkIf`. */
export function functionName(fn: Expr): string | undefined {
  if (fn.kind === 'Variable') return fn.name;
  const last = fn.kind === 'Select' ? fn.path.at(-1) : undefined;
  return last && staticName(last);
}

/** The name of the function that a call, with however many arguments, is one of. */
export function calleeName(expr: Expr): string | undefined {
  let fn = expr;
  while (fn.kind === 'Apply') fn = fn.fn;
  return functionName(fn);
}

const SURROGATE = /[\ud800-\udfff]/;

/** Order of names as Nix has it: by UTF-8 bytes, which differs from UTF-16 order only beside surrogates. */
export function compareNames(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      const xs = x >= 0xd800 && x <= 0xdfff;
      const ys = y >= 0xd800 && y <= 0xdfff;
      if (xs !== ys) return xs ? 1 : -1;
      return x - y;
    }
  }
  return a.length - b.length;
}

/** Sorts in place as `compareNames` says. */
export function sortNames(names: string[]): string[] {
  return names.some((n) => SURROGATE.test(n)) ? names.sort(compareNames) : names.sort();
}
