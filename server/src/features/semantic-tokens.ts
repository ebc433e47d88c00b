// What a grammar of regular expressions cannot know about names: which are parameters, which hold functions, which come
// from the library, which are options of runners, which nobody defines.
import { ROOT } from '../evaluator/builtins';
import { NEWEST_RELEASE, runnerOptions } from '../nixos';
import type { AttrName, Expr, ParseResult, Span } from '../syntax/ast';
import { scopesOf, withsAround, type Reference, type ScopeVariable } from '../syntax/scopes';
import { children } from '../syntax/visit';
import { mayDefineRunners } from '../runner/sites';
import { argumentStep } from './attribute-path';
import { referenceByPath } from './function-references';
import { referencePath, selectedPath } from './library-names';

export type SemanticTokenType =
  'parameter' | 'variable' | 'function' | 'namespace' | 'property' | 'unresolvedReference';

export interface SemanticToken {
  readonly span: Span;
  readonly type: SemanticTokenType;
  /** Whether Nix, nixpkgs or NixOS defines it. */
  readonly isLibrary: boolean;
  /** Whether the name is defined here. */
  readonly isDefinition: boolean;
}

/** The tokens in the order of the text; names of which the text says enough have none. */
export function semanticTokens(parse: ParseResult): SemanticToken[] {
  const scopes = scopesOf(parse);
  const tokens = new Map<number, SemanticToken>();
  const add = (span: Span, type: SemanticTokenType, more: Partial<SemanticToken> = {}): void => {
    const isPlain = !parse.text.slice(span.start, span.end).includes('\n') && span.start < span.end;
    if (isPlain) tokens.set(span.start, { span, type, isLibrary: false, isDefinition: false, ...more });
  };
  for (const reference of scopes.references) {
    const token = referenceToken(parse, reference);
    if (token !== undefined) add(reference.span, token.type, token);
  }
  for (const variable of scopes.variables)
    for (const { span } of variable.definitions) add(span, variableType(variable), { isDefinition: true });
  for (const span of selectedFunctions(parse)) add(span, 'function', { isLibrary: true });
  for (const name of optionNames(parse.root)) add(name.span, 'property', { isLibrary: true, isDefinition: true });
  return [...tokens.values()].sort((a, b) => a.span.start - b.span.start);
}

function variableType({ kind, definitions }: ScopeVariable): SemanticTokenType {
  const holdsFunction = definitions.some(({ value }) => value?.kind === 'Lambda');
  switch (kind) {
    case 'parameter':
    case 'arguments':
    case 'formal':
      return 'parameter';
    case 'let':
      return holdsFunction ? 'function' : 'variable';
    case 'rec':
      return holdsFunction ? 'function' : 'property';
  }
}

/** Words of the grammar, though Nix has them as variables. */
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function referenceToken(
  parse: ParseResult,
  reference: Reference,
): Pick<SemanticToken, 'type' | 'isLibrary'> | undefined {
  const { variable, name, scope } = reference;
  const path = referencePath(parse, reference);
  if (path !== undefined && referenceByPath(path) !== undefined) return { type: 'function', isLibrary: true };
  if (variable !== undefined) return { type: variableType(variable), isLibrary: false };
  if (CONSTANTS.has(name) || name === '__curPos') return undefined;
  if (name === 'builtins') return { type: 'namespace', isLibrary: true };
  if (ROOT.scope.slots?.has(name) === true) return { type: 'variable', isLibrary: true };
  return withsAround(scope).length > 0 ? undefined : { type: 'unresolvedReference', isLibrary: false };
}

/** The names of functions in `lib.f` and `builtins.f`. */
function* selectedFunctions(parse: ParseResult): Generator<Span> {
  const { selections, startingAt } = scopesOf(parse);
  for (const { span, names, distance } of selections) {
    const variable = startingAt(span.start - distance);
    const path = variable && selectedPath(parse, variable, names);
    if (path !== undefined && referenceByPath(path) !== undefined) yield span;
  }
}

const OPTIONS: ReadonlySet<string> = new Set(runnerOptions(NEWEST_RELEASE, 'plural').map(({ name }) => name));
/** Names between a tree of runners and their options. */
const TREES: ReadonlyMap<string, number> = new Map([
  ['github-runner', 0],
  ['github-runners', 1],
]);

/** The names of options of runners, wherever they are set below `services.github-runners.<name>`. */
function optionNames(root: Expr): AttrName[] {
  const found: AttrName[] = [];
  /** `above`: names that are still to come before an option's; `undefined` outside of runners. */
  const walk = (expr: Expr, above: number | undefined): void => {
    if (expr.kind === 'AttrSet' && above === undefined && !mayDefineRunners(expr)) return;
    for (const binding of expr.kind === 'AttrSet' ? expr.bindings : []) {
      if (binding.kind === 'inherit') {
        if (above === 0) found.push(...binding.names.filter(isOption));
        continue;
      }
      let left = above;
      for (const name of binding.path) {
        if (left === 0 && isOption(name)) found.push(name);
        left = nextLevel(left, name);
      }
      walk(binding.value, left);
    }
    if (expr.kind === 'AttrSet') return;
    const made = expr.kind === 'Apply' && argumentStep(expr).length > 0;
    for (const child of children(expr))
      walk(child, made && child === expr.arg && above !== undefined && above > 0 ? above - 1 : above);
  };
  walk(root, undefined);
  return found;
}

function isOption(name: AttrName): boolean {
  return name.kind === 'static' && OPTIONS.has(name.name);
}

function nextLevel(above: number | undefined, name: AttrName): number | undefined {
  const tree = name.kind === 'static' ? TREES.get(name.name) : undefined;
  if (tree !== undefined) return tree;
  return above === undefined || above === 0 ? undefined : above - 1;
}
