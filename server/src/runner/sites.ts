// Where a file defines runners, told from its syntax alone: which expression is the module that holds a definition.
import { MODULE_ATTRIBUTES } from '../modules/module-syntax';
import type { AttrName, AttrSetExpr, Binding, Expr, Span } from '../syntax/ast';
import { withoutPlace } from '../syntax/moved';
import { staticName, calleeName } from '../syntax/names';
import { listedPerSet } from '../syntax/per-set';
import { bindingChildren, bindingsOf, children } from '../syntax/visit';

/** A module that defines runners. */
export interface RunnerSite {
  /** From the file's root to the module, both included. */
  readonly path: readonly Expr[];
  /** The attribute names `github-runner` and `github-runners` in it. */
  readonly names: readonly Span[];
}

const TREES = new Set(['github-runner', 'github-runners']);

/**
 * The modules of a file that define `services.github-runner` or `services.github-runners`: the file itself, or modules
 * inside of it (in a flake, in a list, bound to a name). Declarations of options are none.
 */
export function runnerSites(root: Expr): RunnerSite[] {
  const sites = new Map<Expr, { path: Expr[]; names: Span[] }>();
  for (const { path, name } of definitions(root)) {
    const end = moduleEnd(path);
    const module = path[end] as Expr;
    const site = sites.get(module) ?? { path: path.slice(0, end + 1), names: [] };
    sites.set(module, site);
    site.names.push(name);
  }
  return [...sites.values()];
}

/** Whether the site is the file as a whole. */
export function isWholeFile(site: RunnerSite): boolean {
  return site.path.length === 1;
}

interface Found {
  /** From the root to the set whose attribute `services` leads to the name. */
  readonly path: Expr[];
  readonly name: Span;
}

function definitions(root: Expr): Found[] {
  const found: Found[] = [];
  // From the root to the expression that is looked at.
  const path: Expr[] = [];
  const walk = (expr: Expr): void => {
    if (expr.kind === 'Apply' && calleeName(expr) === 'darwinSystem') return;
    if (expr.kind === 'AttrSet' && !mayDefineRunners(expr)) return;
    path.push(expr);
    if (expr.kind === 'AttrSet' || expr.kind === 'Let' || expr.kind === 'LegacyLet') {
      const leading = expr.kind === 'AttrSet' ? new Set(bindingsToRunners(expr)) : undefined;
      for (const binding of expr.bindings) {
        if (leading?.has(withoutPlace(binding)) === false) continue;
        if (expr.kind === 'AttrSet') for (const name of runnerNames(binding)) found.push({ path: [...path], name });
        if (isDeclaration(binding) || isForDarwin(binding)) continue;
        for (const child of bindingChildren(binding)) walk(child);
      }
      if (expr.kind === 'Let') walk(expr.body);
    } else {
      for (const name of namesInPath(expr)) found.push({ path: [...path], name });
      for (const child of children(expr)) walk(child);
    }
    path.pop();
  };
  walk(root);
  return found;
}

/** The bindings of a set that have, or lead to, an attribute of a name that may be the one of runners, without places. */
const bindingsToRunners: (set: AttrSetExpr) => readonly Binding[] = listedPerSet((binding) =>
  namesRunners(binding) || bindingChildren(binding).some(holdsRunners) ? [binding] : [],
);

/** Whether a set, or one inside of it, has an attribute of a name that may be the one of runners. */
export function mayDefineRunners(set: AttrSetExpr): boolean {
  return bindingsToRunners(set).length > 0;
}

function holdsRunners(expr: Expr): boolean {
  if (expr.kind === 'AttrSet') return mayDefineRunners(expr);
  return bindingsOf(expr).some(namesRunners) || namesInPath(expr).length > 0 || children(expr).some(holdsRunners);
}

function namesRunners(binding: Binding): boolean {
  return (binding.kind === 'value' ? binding.path : binding.names).some((name) => TREES.has(staticName(name) ?? ''));
}

/** The name in an option's path that is written as a list, as for `lib.mkAliasOptionModule` and `lib.setAttrByPath`. */
function namesInPath(expr: Expr): Span[] {
  if (expr.kind !== 'List') return [];
  const [first, second] = expr.items;
  return textOf(first) === 'services' && second !== undefined && TREES.has(textOf(second) ?? '') ? [second.span] : [];
}

function textOf(expr: Expr | undefined): string | undefined {
  if (expr?.kind !== 'String' || expr.parts.length !== 1) return undefined;
  const [only] = expr.parts;
  return typeof only === 'string' ? only : undefined;
}

/** The runner names that a binding of a module's set defines: `services.github-runner…`, also below `config`. */
function runnerNames(binding: Binding): Span[] {
  if (binding.kind !== 'value') return [];
  const path = binding.path.map(staticName);
  const start = path[0] === 'config' ? 1 : 0;
  if (path[start] !== 'services') return [];
  if (path.length > start + 1) {
    const name = binding.path[start + 1] as AttrName;
    return TREES.has(staticName(name) ?? '') ? [name.span] : [];
  }
  return setsIn(binding.value).flatMap((set) =>
    set.bindings.flatMap((inner) =>
      inner.kind === 'value' && TREES.has(staticName(inner.path[0] as AttrName) ?? '')
        ? [(inner.path[0] as AttrName).span]
        : inner.kind === 'inherit'
          ? inner.names.filter((n) => TREES.has(staticName(n) ?? '')).map((n) => n.span)
          : [],
    ),
  );
}

/** The sets that an option's value is made of: itself, or those inside of mkIf, mkMerge, `//` and the like. */
function setsIn(value: Expr): Extract<Expr, { kind: 'AttrSet' }>[] {
  switch (value.kind) {
    case 'AttrSet':
      return [value];
    case 'Apply':
      return setsIn(value.arg);
    case 'List':
      return value.items.flatMap(setsIn);
    case 'Binary':
      return [...setsIn(value.left), ...setsIn(value.right)];
    case 'If':
      return [...setsIn(value.consequent), ...setsIn(value.alternative)];
    case 'Let':
    case 'With':
    case 'Assert':
      return setsIn(value.body);
    default:
      return [];
  }
}

function isDeclaration(binding: Binding): boolean {
  return binding.kind === 'value' && staticName(binding.path[0] as AttrName) === 'options';
}

/** Outputs of flakes for nix-darwin, which has runners of its own. */
const DARWIN_OUTPUTS = new Set(['darwinModules', 'darwinConfigurations']);

function isForDarwin(binding: Binding): boolean {
  return binding.kind === 'value' && binding.path.some((name) => DARWIN_OUTPUTS.has(staticName(name) ?? ''));
}

/** Index in `path` of the module that the set at its end belongs to. */
function moduleEnd(path: readonly Expr[]): number {
  let end = path.length - 1;
  let lambda: number | undefined;
  while (end > 0 && belongsToOuter(path, end)) {
    end--;
    if (path[end]?.kind !== 'Lambda') continue;
    // `inputs: { lib, ... }: { … }` gives a module when it is called; the inner function is the module.
    if (lambda !== undefined) return lambda;
    lambda = end;
  }
  return end;
}

/** Whether the expression at `at` is a part of the same module as the one around it, rather than a module of its own. */
function belongsToOuter(path: readonly Expr[], at: number): boolean {
  const inner = path[at] as Expr;
  const outer = path[at - 1] as Expr;
  switch (outer.kind) {
    case 'Lambda':
    case 'With':
    case 'Assert':
    case 'If':
    case 'Binary':
      return true;
    case 'Let':
      return inner === outer.body;
    case 'Apply':
      return inner === outer.arg && !isFunction(inner) && !CONSTRUCTORS.test(calleeName(outer) ?? '');
    case 'AttrSet': {
      const binding = outer.bindings.find((b) => bindingChildren(b).includes(inner));
      const name = binding?.kind === 'value' ? binding.path.map(staticName) : [];
      return name.length === 1 && (name[0] === 'imports' || (name[0] === 'config' && isModuleConfig(outer, inner)));
    }
    case 'List':
      return isPartList(path, at - 1);
    default:
      return false;
  }
}

/** Whether `config` is the module's own, rather than the module that another thing holds, such as a container. */
function isModuleConfig(set: Extract<Expr, { kind: 'AttrSet' }>, config: Expr): boolean {
  if (config.kind === 'Lambda') return false;
  return set.bindings.every(
    (b) => b.kind !== 'value' || MODULE_ATTRIBUTES.has(staticName(b.path[0] as AttrName) ?? ''),
  );
}

/** Whether a list is the argument of mkMerge or the value of `imports`, so that its elements belong to the module. */
function isPartList(path: readonly Expr[], at: number): boolean {
  for (let i = at; i > 0; i--) {
    const inner = path[i] as Expr;
    const outer = path[i - 1] as Expr;
    if (outer.kind === 'Apply' && calleeName(outer) === 'mkMerge') return true;
    if (outer.kind === 'AttrSet') {
      const binding = outer.bindings.find((b) => bindingChildren(b).includes(inner));
      return (
        binding?.kind === 'value' && binding.path.length === 1 && staticName(binding.path[0] as AttrName) === 'imports'
      );
    }
    if (outer.kind === 'Lambda' || outer.kind === 'List') return false;
  }
  return false;
}

function isFunction(expr: Expr): boolean {
  return expr.kind === 'Lambda';
}

/** Functions whose argument holds modules but is none. */
const CONSTRUCTORS = /^(nixosSystem|evalModules|eval-config|mkHost|mkSystem|makeTest|nixosTest|runTest)$/;
