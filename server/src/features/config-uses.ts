// Where a file reads the configuration: `config.a.b`, also through names that stand for a part of it (`cfg.b` after
// `cfg = config.a`). Told from the syntax alone.
import { Attached } from '../syntax/attached';
import type { AttrName, Expr, Lambda, ParseResult, Span } from '../syntax/ast';
import { staticName } from '../syntax/names';
import { scopesOf, type Scope, type ScopeVariable } from '../syntax/scopes';
import { bindingsOf, descendants } from '../syntax/visit';
import type { PathName } from './attribute-path';
import type { Selection } from './name-at';

/** An option's path; `undefined` for names that are computed. */
export type OptionPath = readonly PathName[];

/** A name that reads an option or a group of them. */
export interface ConfigUse {
  readonly path: OptionPath;
  readonly span: Span;
}

/** Aliases that are followed, so that those that go in circles end. */
const MAX_ALIASES = 8;

/** The part of the configuration that an expression stands for: `[]` for all of it, `undefined` for something else. */
function configPath(parse: ParseResult, expr: Expr, aliases = MAX_ALIASES): OptionPath | undefined {
  if (aliases < 0) return undefined;
  if (expr.kind === 'Variable') {
    const variable = scopesOf(parse).startingAt(expr.span.start)?.variable;
    return variable && variableConfigPath(parse, variable, aliases);
  }
  if (expr.kind !== 'Select') return undefined;
  const target = configPath(parse, expr.target, aliases);
  if (target !== undefined) return [...target, ...expr.path.map(staticName)];
  const [first, ...more] = expr.path;
  return isModuleArguments(parse, expr.target) && isConfig(first) ? more.map(staticName) : undefined;
}

/** The part of the configuration that a variable stands for. */
function variableConfigPath(
  parse: ParseResult,
  variable: ScopeVariable,
  aliases = MAX_ALIASES,
): OptionPath | undefined {
  const [first, ...others] = variable.definitions;
  if (first === undefined || others.length > 0) return undefined;
  if (variable.kind === 'formal') return CONFIG.has(variable.name) && isModuleFunction(variable.scope) ? [] : undefined;
  if (first.inherited === 'scope') {
    const outer = scopesOf(parse).startingAt(first.span.start)?.variable;
    return outer && variableConfigPath(parse, outer, aliases - 1);
  }
  if (first.inherited !== undefined) {
    const set = configPath(parse, first.inherited, aliases - 1);
    return set && [...set, variable.name];
  }
  return first.value && configPath(parse, first.value, aliases - 1);
}

/** The option that a selection reads. */
export function selectedOption(parse: ParseResult, { from, path }: Selection): OptionPath | undefined {
  const set = configPath(parse, from);
  if (set !== undefined) return [...set, ...path.map(staticName)];
  const [first, ...more] = path;
  return isModuleArguments(parse, from) && isConfig(first) ? more.map(staticName) : undefined;
}

/** `options.a.b` leads to the same options. */
const CONFIG: ReadonlySet<string> = new Set(['config', 'options']);

function isConfig(name: AttrName | undefined): boolean {
  return CONFIG.has((name && staticName(name)) ?? '');
}

/** Whether an expression is the whole argument `args` of a module `args@{ config, … }: …`. */
function isModuleArguments(parse: ParseResult, expr: Expr): boolean {
  const variable = expr.kind === 'Variable' ? scopesOf(parse).startingAt(expr.span.start)?.variable : undefined;
  return variable?.kind === 'arguments' && isModuleFunction(variable.scope);
}

/** The configuration is that of the outermost function that takes one; those inside of it are submodules. */
function isModuleFunction({ parent, expr }: Scope): boolean {
  for (let s = parent; s !== undefined; s = s.parent) if (s.expr.kind === 'Lambda' && takesConfig(s.expr)) return false;
  return expr.kind === 'Lambda';
}

function takesConfig({ formals }: Lambda): boolean {
  return formals?.formals.some(({ name }) => CONFIG.has(name)) === true;
}

const USES = new Attached<ParseResult, readonly ConfigUse[]>();

/** The names in a file that read the configuration, each with the path up to it. */
export function configUses(parse: ParseResult): readonly ConfigUse[] {
  let uses = USES.get(parse);
  if (uses === undefined) USES.set(parse, (uses = findUses(parse)));
  return uses;
}

function findUses(parse: ParseResult): ConfigUse[] {
  const uses: ConfigUse[] = [];
  const add = (from: Expr, names: readonly AttrName[], selection: Selection['in']): void => {
    names.forEach((name, i) => {
      const path = selectedOption(parse, { from, path: names.slice(0, i + 1), in: selection });
      if (path !== undefined && path.length > 0) uses.push({ path, span: name.span });
    });
  };
  for (const expr of descendants(parse.root)) {
    if (expr.kind === 'Select' || expr.kind === 'HasAttr') add(expr.target, expr.path, expr);
    for (const binding of bindingsOf(expr))
      if (binding.kind === 'inherit' && binding.from !== undefined)
        for (const name of binding.names) add(binding.from, [name], binding);
  }
  return uses;
}
