// Which function of `builtins` or of nixpkgs' library a name stands for, told from the text: `lib.mkIf`, `mkIf` under
// `with lib;` or after `inherit (lib) mkIf;`, `map`, `builtins.map`.
import { ROOT } from '../evaluator/builtins';
import type { FunctionReference } from '../evaluator/function-reference';
import type { AttrName, Expr, ParseResult } from '../syntax/ast';
import { lookUp, scopesOf, withsAround, type Reference, type ScopeVariable } from '../syntax/scopes';
import { referenceByPath } from './function-references';
import type { NameAt } from './name-at';

/** Aliases that are followed: enough for what people write, and an end for those that go in circles. */
const MAX_ALIASES = 8;

/** `lib.strings.concatStrings`, `builtins.map`: the path of what an expression stands for, as far as it is one. */
export function libraryPath(parse: ParseResult, expr: Expr, aliases = MAX_ALIASES): string | undefined {
  if (aliases < 0) return undefined;
  if (expr.kind === 'Variable') {
    const reference = scopesOf(parse).startingAt(expr.span.start);
    return reference && referencePath(parse, reference, aliases);
  }
  if (expr.kind !== 'Select' || expr.fallback !== undefined) return undefined;
  return joined(libraryPath(parse, expr.target, aliases), expr.path);
}

/** The path of what a name refers to. */
export function referencePath(parse: ParseResult, reference: Reference, aliases = MAX_ALIASES): string | undefined {
  const { name, variable, scope } = reference;
  if (variable !== undefined) return variablePath(parse, variable, aliases);
  if (name === 'builtins') return name;
  if (ROOT.scope.slots?.has(name) === true) return `builtins.${name.replace(/^__/, '')}`;
  for (const { scope: set } of withsAround(scope)) {
    const path = joinedPath(libraryPath(parse, set, aliases - 1), name);
    if (path !== undefined && referenceByPath(path) !== undefined) return path;
  }
  return undefined;
}

/** The path of what is selected from what a name refers to. */
export function selectedPath(parse: ParseResult, from: Reference, names: readonly string[]): string | undefined {
  return names.reduce(joinedPath, referencePath(parse, from));
}

/** The path of what a variable, and names behind it, refer to at an offset. */
export function namesPath(parse: ParseResult, offset: number, names: readonly string[]): string | undefined {
  const [name, ...more] = names;
  if (name === undefined) return undefined;
  const scope = scopesOf(parse).at(offset);
  const span = { start: offset, end: offset };
  const path = referencePath(parse, { name, span, scope, variable: lookUp(name, scope), inherits: false });
  return more.reduce(joinedPath, path);
}

function variablePath(parse: ParseResult, variable: ScopeVariable, aliases: number): string | undefined {
  const [first, ...others] = variable.definitions;
  if (first === undefined || others.length > 0) return undefined;
  if (first.inherited === 'scope') {
    const outer = scopesOf(parse).startingAt(first.span.start);
    return outer && referencePath(parse, outer, aliases - 1);
  }
  if (first.inherited !== undefined)
    return joinedPath(libraryPath(parse, first.inherited, aliases - 1), variable.name) ?? ownPath(variable);
  if (variable.kind === 'formal' || first.value === undefined) return ownPath(variable);
  return libraryPath(parse, first.value, aliases - 1) ?? ownPath(variable);
}

/** Everybody calls nixpkgs' library `lib`, wherever it comes from, and nixpkgs itself `pkgs`. */
function ownPath({ name }: ScopeVariable): string | undefined {
  return name === 'lib' || name === 'pkgs' ? name : undefined;
}

function joined(path: string | undefined, names: readonly AttrName[]): string | undefined {
  return names.reduce<string | undefined>(
    (at, name) => (name.kind === 'static' ? joinedPath(at, name.name) : undefined),
    path,
  );
}

function joinedPath(path: string | undefined, name: string): string | undefined {
  if (path === undefined) return undefined;
  const isRoot = (path === 'lib' && name === 'builtins') || (path === 'pkgs' && name === 'lib');
  return isRoot ? name : `${path}.${name}`;
}

/** The function that a name stands for. */
export function functionAt(parse: ParseResult, name: NameAt): FunctionReference | undefined {
  const { reference, selection, defines } = name;
  const path =
    selection !== undefined
      ? joined(libraryPath(parse, selection.from), selection.path)
      : reference !== undefined
        ? referencePath(parse, reference)
        : defines && variablePath(parse, defines, MAX_ALIASES);
  return path === undefined ? undefined : referenceByPath(path);
}
