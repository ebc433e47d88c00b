// What makes Nix refuse a file before it is evaluated: names that nobody binds, attributes that are defined twice.
import type { AttrSetExpr, Binding, Expr, Lambda, Span } from '../syntax/ast';
import { groupBindings, type AttrGroup, type BindingProblem, type GroupedAttr } from '../syntax/bindings';
import { staticName } from '../syntax/names';
import { rememberedPerSet } from '../syntax/per-set';
import { children } from '../syntax/visit';
import { namesInScope, type Scope } from './scope';

/** Something that makes Nix refuse the file before it is evaluated. */
export interface CompileProblem extends Span {
  readonly kind: 'undefined-variable' | 'duplicate' | 'other';
  readonly message: string;
  /** For `undefined-variable`: the name, and the names in scope there, one list for each scope. */
  readonly name?: string;
  readonly inScope?: () => readonly string[];
  /** For `duplicate`: where the attribute is defined first. */
  readonly first?: Span | undefined;
}

/** What Nix would refuse in an expression whose names are looked up in `scope`, in the order of the text. */
export function problemsIn(root: Expr, scope: Scope): CompileProblem[] {
  const checker = new Checker();
  checker.expr(root, scope);
  // Where the head of a file is gone, a few scopes have nearly all problems: their names are listed once.
  const listed = new Map<Scope, readonly string[]>();
  const namesIn = (scope: Scope): readonly string[] => {
    const names = listed.get(scope) ?? namesInScope(scope);
    listed.set(scope, names);
    return names;
  };
  const missing = checker.missing.map(({ name, scope, start, end }): CompileProblem => {
    const inScope = (): readonly string[] => namesIn(scope);
    return { kind: 'undefined-variable', message: undefinedVariable(name), name, inScope, start, end };
  });
  return [...checker.faults, ...missing].sort((a, b) => a.start - b.start);
}

/** What Nix says of a variable that nothing binds. */
export function undefinedVariable(name: string): string {
  return `undefined variable '${name}'`;
}

/** A variable that nothing binds, in the scope where it stands. */
interface Missing extends Span {
  readonly name: string;
  readonly scope: Scope;
}

class Checker {
  readonly missing: Missing[] = [];
  /** All other problems. */
  readonly faults: CompileProblem[] = [];
  /** Whether a set that is written out is merged with other bindings of the same attribute. */
  merges = false;

  expr(e: Expr, scope: Scope): void {
    switch (e.kind) {
      case 'Variable':
        this.variable(e.name, e.span, scope);
        return;
      case 'Lambda':
        this.lambda(e, scope);
        return;
      case 'Let': {
        const group = this.grouped(e.bindings, true);
        for (const { span } of group.dynamic)
          this.faults.push({ kind: 'other', message: 'dynamic attributes not allowed in let', ...span });
        const inner = scopeOf(group, scope);
        this.attrs(group, scope, inner);
        this.expr(e.body, inner);
        return;
      }
      case 'LegacyLet':
        this.group(this.grouped(e.bindings, true), scope);
        return;
      case 'AttrSet':
        this.set(e, scope);
        return;
      case 'With':
        this.expr(e.scope, scope);
        this.expr(e.body, { parent: scope, slots: undefined });
        return;
      case 'Binary': {
        // Chains such as `a ++ b ++ c …` can be long: those that nest to the left are looked at without recursion.
        let left: Expr = e;
        for (; left.kind === 'Binary'; left = left.left) this.expr(left.right, scope);
        this.expr(left, scope);
        return;
      }
      default:
        for (const child of children(e)) this.expr(child, scope);
    }
  }

  /** What a set needs is known of one that an edit left as it was; it is looked at again only where it has faults. */
  private set(set: AttrSetExpr, scope: Scope): void {
    const summary = summaryOf(set);
    const { isSound, needs } = summary;
    if (!isSound) {
      this.group(this.grouped(set.bindings, set.recursive), scope);
      return;
    }
    const unbound = needs.filter((name) => !isBound(name, scope));
    if (unbound.length === 0) return;
    const outside = new Map([[NOTHING, scope]]);
    for (const { name, scope: inside, start, end } of summary.uses)
      if (unbound.includes(name))
        this.missing.push({
          name,
          scope: scopeInside(inside, outside),
          start: set.span.start + start,
          end: set.span.start + end,
        });
  }

  group(group: AttrGroup, scope: Scope): void {
    const inner = group.recursive ? scopeOf(group, scope) : scope;
    this.attrs(group, scope, inner);
    for (const { name, value } of group.dynamic) {
      this.expr(name, inner);
      this.attr('', value, inner, inner);
    }
  }

  private attrs(group: AttrGroup, outer: Scope, inner: Scope): void {
    for (const [name, attr] of group.attrs) this.attr(name, attr, outer, inner);
    for (const source of group.sources) this.expr(source, inner);
  }

  private attr(name: string, attr: GroupedAttr, outer: Scope, inner: Scope): void {
    switch (attr.kind) {
      case 'expr':
        this.expr(attr.expr, inner);
        return;
      case 'group':
        if (attr.alone === undefined && attr.sets.length > 0) this.merges = true;
        if (attr.alone === undefined) this.group(attr.group, inner);
        else this.set(attr.alone, inner);
        return;
      case 'inherit':
        this.variable(name, attr.span, outer);
        return;
      case 'inherit-from':
        return;
    }
  }

  private lambda({ param, formals, body }: Lambda, scope: Scope): void {
    const names = [...(param ? [param.name] : []), ...(formals?.formals ?? []).map((formal) => formal.name)];
    const inner = scopeWith(names, scope);
    for (const { fallback } of formals?.formals ?? []) if (fallback) this.expr(fallback, inner);
    this.expr(body, inner);
  }

  private variable(name: string, { start, end }: Span, scope: Scope): void {
    if (!isBound(name, scope)) this.missing.push({ name, scope, start, end });
  }

  grouped(bindings: AttrSetExpr['bindings'], recursive: boolean): AttrGroup {
    return groupBindings(bindings, recursive, (problem) => this.faults.push(refused(problem)));
  }
}

/** The scope in which sets are looked at by themselves. */
const NOTHING: Scope = { parent: undefined, slots: new Map() };

/** What a set needs from around it. */
class Summary {
  private found: readonly Missing[] | undefined;

  constructor(
    private readonly set: AttrSetExpr,
    /** Whether it has no problem when it has what it needs. */
    readonly isSound: boolean,
    /** Whether no set that is written out in it is merged with other bindings. */
    readonly isPlain: boolean,
    /** The names of its free variables, and maybe of those that it had before an edit. */
    readonly needs: readonly string[],
  ) {}

  /** The free variables, with offsets from the start of the set, in scopes around which there is nothing. */
  get uses(): readonly Missing[] {
    const { span, bindings, recursive } = this.set;
    return (this.found ??= checked(bindings, recursive).missing.map((use) => ({
      ...use,
      start: use.start - span.start,
      end: use.end - span.start,
    })));
  }
}

const summaryOf = rememberedPerSet(
  (set): Summary => {
    const { faults, merges, missing } = checked(set.bindings, set.recursive);
    return new Summary(set, faults.length === 0, !merges, namesOf(missing));
  },
  (before, { removed, inserted }, set) => {
    if (!before.isSound || !before.isPlain || !haveSamePaths(removed, inserted)) return undefined;
    const { faults, missing } = checked(inserted, false);
    if (faults.length > 0) return undefined;
    const needs = namesOf(missing).filter((name) => !before.needs.includes(name));
    return new Summary(set, true, true, needs.length === 0 ? before.needs : [...before.needs, ...needs]);
  },
);

/** The bindings of a set as they are by themselves. */
function checked(bindings: readonly Binding[], recursive: boolean): Checker {
  const checker = new Checker();
  checker.group(checker.grouped(bindings, recursive), NOTHING);
  return checker;
}

function namesOf(missing: readonly Missing[]): string[] {
  return [...new Set(missing.map(({ name }) => name))];
}

function haveSamePaths(some: readonly Binding[], others: readonly Binding[]): boolean {
  return some.length === others.length && some.every((binding, i) => hasSamePath(binding, others[i] as Binding));
}

function hasSamePath(a: Binding, b: Binding): boolean {
  if (a.kind === 'inherit' || b.kind === 'inherit') return false;
  const names = b.path.map(staticName);
  return (
    a.path.length === names.length && a.path.every((name, i) => names[i] !== undefined && staticName(name) === names[i])
  );
}

/**
 * A scope as it is where the set stands that it is inside of.
 * @param outside the scopes inside of that set that are known so far, and `NOTHING`, with what they are there
 */
function scopeInside(scope: Scope, outside: Map<Scope, Scope>): Scope {
  const known = outside.get(scope);
  if (known !== undefined || scope.parent === undefined) return known ?? scope;
  const inside = { parent: scopeInside(scope.parent, outside), slots: scope.slots };
  outside.set(scope, inside);
  return inside;
}

/** Whether something binds a name, be it a `with` that may. */
function isBound(name: string, scope: Scope): boolean {
  for (let s: Scope | undefined = scope; s !== undefined; s = s.parent)
    if (s.slots === undefined || s.slots.has(name)) return true;
  return name === '__curPos';
}

function scopeOf(group: AttrGroup, parent: Scope): Scope {
  return scopeWith([...group.attrs.keys()], parent);
}

function scopeWith(names: readonly string[], parent: Scope): Scope {
  return { parent, slots: new Map(names.map((name) => [name, 0])) };
}

function refused({ message, span, first }: BindingProblem): CompileProblem {
  return { kind: first ? 'duplicate' : 'other', message, first, ...span };
}
