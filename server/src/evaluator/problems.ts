// What makes Nix refuse a file before it is evaluated: names that nobody binds, attributes that are defined twice.
import type { AttrSetExpr, Expr, Lambda, Span } from '../syntax/ast';
import { groupBindings, type AttrGroup, type BindingProblem, type GroupedAttr } from '../syntax/bindings';
import { rememberedPerSet } from '../syntax/moved';
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
  return checker.problems.sort((a, b) => a.start - b.start);
}

export function undefinedVariable(name: string): string {
  return `undefined variable '${name}'`;
}

class Checker {
  readonly problems: CompileProblem[] = [];
  private readonly inScope = new Map<Scope, readonly string[]>();

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
          this.problems.push({ kind: 'other', message: 'dynamic attributes not allowed in let', ...span });
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

  /** A set that an edit left as it was is looked at again only where it is known to have a problem. */
  private set(set: AttrSetExpr, scope: Scope): void {
    const { free, isSound } = summary(set);
    if (!isSound || free.some((name) => !isBound(name, scope)))
      this.group(this.grouped(set.bindings, set.recursive), scope);
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
    if (isBound(name, scope)) return;
    const inScope = (): readonly string[] => this.namesIn(scope);
    this.problems.push({ kind: 'undefined-variable', message: undefinedVariable(name), name, inScope, start, end });
  }

  /** One list for each scope: where the head of a file is gone, its scope has nearly all problems. */
  private namesIn(scope: Scope): readonly string[] {
    let names = this.inScope.get(scope);
    if (names === undefined) this.inScope.set(scope, (names = namesInScope(scope)));
    return names;
  }

  grouped(bindings: AttrSetExpr['bindings'], recursive: boolean): AttrGroup {
    return groupBindings(bindings, recursive, (problem) => this.problems.push(refused(problem)));
  }
}

/** The names that a set needs from around it, and whether it has no problem when it has them. */
const summary = rememberedPerSet((set): { readonly free: readonly string[]; readonly isSound: boolean } => {
  const surroundings = new AnyNames();
  const checker = new Checker();
  checker.group(checker.grouped(set.bindings, set.recursive), { parent: undefined, slots: surroundings });
  return { free: [...surroundings.keys()], isSound: checker.problems.length === 0 };
});

/** Has every name, and keeps those that it was asked for. */
class AnyNames extends Map<string, number> {
  override has(name: string): boolean {
    this.set(name, 0);
    return true;
  }
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
