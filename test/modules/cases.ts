// Fixtures of the module system: each is a Nix expression and what it comes to.
import { expect, it } from 'vitest';
import { evaluate } from './eval';

const OPTIONS = `
  opt = type: lib.mkOption { inherit type; };
  optDef = type: default: lib.mkOption { inherit type default; };
  eval = modules: lib.evalModules { inherit modules; };
  config = modules: (eval modules).config;
  inherit (lib) types mkIf mkMerge mkForce mkDefault mkBefore mkAfter mkOrder mkOverride mkOption;
`;

/** Evaluates an expression with short names for what modules are made of. */
export function run(expr: string, release?: string): ReturnType<typeof evaluate> {
  return evaluate(`let ${OPTIONS} in ${expr}`, release);
}

/** Titles, expressions and values. */
export type Cases = readonly (readonly [title: string, expr: string, value: unknown])[];

/** One test for each: the expression has the value. */
export function give(cases: Cases): void {
  it.each(cases)('%s', (_, expr, value) => {
    expect(run(expr)).toMatchObject({ json: value });
  });
}

/** One test for each: the expression fails, and the message has the text. */
export function fail(cases: readonly (readonly [title: string, expr: string, error: string])[]): void {
  it.each(cases)('%s', (_, expr, error) => {
    expect(run(expr).error?.message).toContain(error);
  });
}
