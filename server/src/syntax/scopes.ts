// Which name means which variable: what `let`, `rec`, functions and `with` bring into scope, and who refers to it. Told
// from the syntax alone; the outermost scope, which holds the builtins, is left to whoever asks.
import { Attached } from './attached';
import type {
  AttrName,
  AttrSetExpr,
  Binding,
  Expr,
  Lambda,
  LegacyLet,
  Let,
  ParseResult,
  Select,
  Span,
  With,
} from './ast';
import { groupBindings, type AttrGroup, type GroupedAttr } from './bindings';
import { staticNames } from './names';
import { placesPerSet } from './places';
import { bindingChildren, children } from './visit';

/**
 * What binds a variable: `let`, a `rec` set, `x:` (parameter), `args@{ … }` (arguments), or a name between the braces of
 * a function's parameters (formal).
 */
type VariableKind = 'let' | 'rec' | 'parameter' | 'arguments' | 'formal';

/** A place that gives a variable its value. */
interface VariableDefinition {
  /** The name. */
  readonly span: Span;
  /**
   * The expression it stands for; a formal's default. `undefined` for parameters, for `inherit`, and where the value is
   * made of several definitions (`a.x = 1; a.y = 2;`).
   */
  readonly value: Expr | undefined;
  /** For `inherit`: the set after it in parentheses, or `'scope'` without one. */
  readonly inherited: Expr | 'scope' | undefined;
}

/** One variable. */
export interface ScopeVariable {
  readonly name: string;
  readonly kind: VariableKind;
  readonly scope: Scope;
  /** In the order of the text, never empty: several for `a.x = 1; a.y = 2;`, or where Nix refuses all but the first. */
  readonly definitions: readonly VariableDefinition[];
  /** In the order of the text. */
  readonly references: readonly Reference[];
}

/** The variables that one expression brings into scope. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** What makes the scope; for sets that are merged into one, the first. */
  readonly expr: Lambda | Let | LegacyLet | With | AttrSetExpr;
  /** Empty for `with`, whose names only evaluation tells. */
  readonly variables: ReadonlyMap<string, ScopeVariable>;
}

/** A name that stands for a variable's value. */
export interface Reference {
  readonly name: string;
  readonly span: Span;
  /** Innermost scope around the name. */
  readonly scope: Scope | undefined;
  /** `undefined` where only a `with` or the outermost scope can have the name. */
  readonly variable: ScopeVariable | undefined;
  /** Whether it stands in `inherit …;`, where it names an attribute too. */
  readonly inherits: boolean;
}

/** Attributes that are selected from a variable, each with a written name: `a.b.c`. */
interface VariableSelection {
  /** The last name. */
  readonly span: Span;
  /** The names behind the variable. */
  readonly names: readonly string[];
  /** How far in front of `span` the variable begins. */
  readonly distance: number;
}

export interface Scopes {
  /** In the order of their first definitions. */
  readonly variables: readonly ScopeVariable[];
  /** In the order of the text. */
  readonly references: readonly Reference[];
  /** In no order; without those that have a default. */
  readonly selections: readonly VariableSelection[];
  /** The reference that begins at an offset, as that of a `Variable` expression does. */
  startingAt(offset: number): Reference | undefined;
  /** The innermost scope that an expression at an offset (UTF-16) is in; a cursor behind its end still is. */
  at(offset: number): Scope | undefined;
}

const KNOWN = new Attached<ParseResult, Scopes>();

/** The scopes of a file; made once for each. */
export function scopesOf(parse: ParseResult): Scopes {
  let scopes = KNOWN.get(parse);
  if (scopes === undefined) KNOWN.set(parse, (scopes = new Resolver(parse.text).resolve(parse.root)));
  return scopes;
}

/** What a name means in a scope; `undefined` where only a `with` or the outermost scope can have it. */
export function lookUp(name: string, scope: Scope | undefined): ScopeVariable | undefined {
  for (let s = scope; s !== undefined; s = s.parent) {
    const found = s.variables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The `with` expressions around a scope, the innermost, which wins, first. */
export function withsAround(scope: Scope | undefined): With[] {
  const found: With[] = [];
  for (let s = scope; s !== undefined; s = s.parent) if (s.expr.kind === 'With') found.push(s.expr);
  return found;
}

type Growing<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] extends readonly (infer E)[] ? E[] : never };
type GrowingVariable = Growing<ScopeVariable, 'definitions' | 'references'>;
type GrowingScope = Omit<Scope, 'variables' | 'parent'> & {
  readonly parent: GrowingScope | undefined;
  readonly variables: Map<string, GrowingVariable>;
};

/** Text that a scope reaches over. */
interface Region extends Span {
  readonly scope: GrowingScope | undefined;
}

class Resolver {
  private readonly variables: GrowingVariable[] = [];
  private readonly references: Reference[] = [];
  private readonly selections: VariableSelection[] = [];
  private readonly regions: Region[] = [];
  constructor(private readonly text: string) {}

  resolve(root: Expr): Scopes {
    this.expr(root, undefined);
    for (const variable of this.variables) {
      variable.definitions.sort(bySpan);
      variable.references.sort(bySpan);
    }
    // Scopes nest: of those around an offset, the one that begins last is the innermost.
    const regions = this.regions.sort((a, b) => a.start - b.start || b.end - a.end);
    const byStart = new Map(this.references.map((reference) => [reference.span.start, reference]));
    return {
      startingAt: (offset) => byStart.get(offset),
      variables: this.variables.sort((a, b) => startOf(a) - startOf(b)),
      references: this.references.sort(bySpan),
      selections: this.selections,
      at: (offset) => regions.findLast(({ start, end }) => start < offset && offset <= end)?.scope,
    };
  }

  private expr(e: Expr, scope: GrowingScope | undefined): void {
    switch (e.kind) {
      case 'Variable':
        this.refer(e.name, e.span, scope, false);
        return;
      case 'Lambda':
        this.lambda(e, scope);
        return;
      case 'Let': {
        const group = groupBindings(e.bindings, true);
        const inner = this.recursive(group, [e], 'let', scope);
        this.group(group, scope, inner);
        this.expr(e.body, inner);
        return;
      }
      case 'LegacyLet': {
        const group = groupBindings(e.bindings, true);
        this.group(group, scope, this.recursive(group, [e], 'let', scope));
        return;
      }
      case 'AttrSet':
        if (!this.plainSet(e, scope)) this.set(groupBindings(e.bindings, e.recursive), [e], scope);
        return;
      case 'Select':
        this.selections.push(...selectionsOf(e));
        for (const child of children(e)) this.expr(child, scope);
        return;
      case 'With': {
        this.expr(e.scope, scope);
        const inner: GrowingScope = { parent: scope, expr: e, variables: new Map() };
        this.regions.push({ scope: inner, start: e.scope.span.end, end: this.openEnd(e) });
        this.expr(e.body, inner);
        return;
      }
      default:
        for (const child of children(e)) this.expr(child, scope);
    }
  }

  private lambda(e: Lambda, scope: GrowingScope | undefined): void {
    const inner: GrowingScope = { parent: scope, expr: e, variables: new Map() };
    if (e.param) this.define(inner, e.param.name, e.formals ? 'arguments' : 'parameter', e.param.span);
    for (const formal of e.formals?.formals ?? [])
      this.define(inner, formal.name, 'formal', formal.nameSpan, formal.fallback);
    this.regions.push({ scope: inner, start: e.span.start, end: this.openEnd(e) });
    for (const child of children(e)) this.expr(child, inner);
  }

  /** Refers to all names in a set that brings none into scope; whether it is one. */
  private plainSet(set: AttrSetExpr, scope: GrowingScope | undefined): boolean {
    const names = namesInPlainSet(set, this.text);
    for (const place of names ?? [])
      if ('name' in place) this.refer(place.name, place.span, scope, place.inherits);
      else this.selections.push(place);
    return names !== undefined;
  }

  private set(group: AttrGroup, sets: readonly AttrSetExpr[], scope?: GrowingScope): void {
    const [first] = sets;
    if (!group.recursive || first === undefined) this.group(group, scope, scope);
    else this.group(group, scope, this.recursive(group, sets, 'rec', scope));
  }

  /** The scope of a group whose attributes are variables. */
  private recursive(
    group: AttrGroup,
    written: readonly (Let | LegacyLet | AttrSetExpr)[],
    kind: 'let' | 'rec',
    parent: GrowingScope | undefined,
  ): GrowingScope {
    const scope: GrowingScope = { parent, expr: written[0]!, variables: new Map() };
    for (const [name, attr] of group.attrs) this.defineAttr(scope, name, kind, attr, group);
    for (const { name, span, refused } of group.repeated)
      if (refused === undefined) this.define(scope, name, kind, span);
      else this.defineAttr(scope, name, kind, refused, group);
    for (const e of written) {
      const closed = e.kind !== 'Let' && this.text[e.span.end - 1] === '}';
      const end = closed ? e.span.end : this.openEnd(e);
      // Both `let` and `rec` have three letters.
      this.regions.push({ scope, start: e.span.start + 3, end });
      for (const binding of e.bindings)
        if (binding.kind === 'inherit' && binding.from === undefined)
          this.regions.push({
            scope: parent,
            start: binding.span.start + 'inherit'.length,
            end: this.namesEnd(binding),
          });
    }
    return scope;
  }

  private defineAttr(
    scope: GrowingScope,
    name: string,
    kind: 'let' | 'rec',
    attr: GroupedAttr,
    group: AttrGroup,
  ): void {
    switch (attr.kind) {
      case 'expr':
        this.define(scope, name, kind, attr.span, attr.expr);
        return;
      case 'group':
        this.define(scope, name, kind, attr.span, attr.sets.length === 1 ? attr.sets[0] : undefined);
        return;
      case 'inherit':
        this.define(scope, name, kind, attr.span, undefined, 'scope');
        return;
      case 'inherit-from':
        this.define(scope, name, kind, attr.span, undefined, group.sources[attr.source]);
    }
  }

  private define(
    scope: GrowingScope,
    name: string,
    kind: VariableKind,
    span: Span,
    value?: Expr,
    inherited?: Expr | 'scope',
  ): void {
    let variable = scope.variables.get(name);
    if (variable === undefined) {
      variable = { name, kind, scope, definitions: [], references: [] };
      scope.variables.set(name, variable);
      this.variables.push(variable);
    }
    variable.definitions.push({ span, value, inherited });
  }

  /** The expressions of a group; `outer` is where a bare `inherit` looks its names up. */
  private group(group: AttrGroup, outer: GrowingScope | undefined, inner: GrowingScope | undefined): void {
    for (const source of group.sources) this.expr(source, inner);
    for (const [name, attr] of group.attrs) this.attr(name, attr, outer, inner);
    for (const { name, value } of group.dynamic) {
      this.expr(name, inner);
      this.attr('', value, inner, inner);
    }
    for (const { name, refused } of group.repeated) if (refused) this.attr(name, refused, outer, inner);
  }

  private attr(name: string, attr: GroupedAttr, outer: GrowingScope | undefined, inner?: GrowingScope): void {
    switch (attr.kind) {
      case 'expr':
        this.expr(attr.expr, inner);
        return;
      case 'group':
        if (attr.alone === undefined || !this.plainSet(attr.alone, inner)) this.set(attr.group, attr.sets, inner);
        return;
      case 'inherit':
        this.refer(name, attr.span, outer, true);
        return;
      case 'inherit-from':
    }
  }

  private refer(name: string, span: Span, scope: GrowingScope | undefined, inherits: boolean): void {
    const variable = lookUp(name, scope) as GrowingVariable | undefined;
    const reference: Reference = { name, span, scope, variable, inherits };
    this.references.push(reference);
    variable?.references.push(reference);
  }

  /** Where more names could follow in `inherit`. */
  private namesEnd({ span: { end } }: Binding): number {
    return this.text[end - 1] === ';' ? end - 1 : end;
  }

  /** Where an expression that ends with its body, or is not closed, would end if more were written behind it. */
  private openEnd(e: Expr): number {
    const blank = /(?:\s+|#[^\n]*|\/\*[^]*?\*\/)*/y;
    blank.lastIndex = e.span.end;
    return e.span.end + (blank.exec(this.text)?.[0].length ?? 0);
  }
}

/** A name that is used in a set, which does not bind it. */
type UsedName = Pick<Reference, 'name' | 'span' | 'inherits'>;

/** The names that are used in a set; `undefined` where it, or something inside of it, brings names into scope. */
const namesInPlainSet = placesPerSet((set, text): readonly (UsedName | VariableSelection)[] | undefined => {
  const found: (UsedName | VariableSelection)[] = [];
  const isPlain = (e: Expr): boolean => {
    switch (e.kind) {
      case 'Lambda':
      case 'Let':
      case 'LegacyLet':
      case 'With':
        return false;
      case 'AttrSet': {
        const inside = namesInPlainSet(e, text);
        found.push(...(inside ?? []));
        return inside !== undefined;
      }
      case 'Variable':
        found.push({ name: e.name, span: e.span, inherits: false });
        return true;
      case 'Select':
        found.push(...selectionsOf(e));
        return children(e).every(isPlain);
      default:
        return children(e).every(isPlain);
    }
  };
  const isPlainBinding = (binding: Binding): boolean => {
    if (binding.kind === 'inherit' && binding.from === undefined)
      for (const name of binding.names) {
        if (name.kind === 'static') found.push({ name: name.name, span: name.span, inherits: true });
      }
    return bindingChildren(binding).every(isPlain);
  };
  return !set.recursive && set.bindings.every(isPlainBinding) ? found : undefined;
});

function selectionsOf(select: Select): VariableSelection[] {
  const path: AttrName[] = [];
  let at: Expr = select;
  for (; at.kind === 'Select' && at.fallback === undefined; at = at.target) path.unshift(...at.path);
  const last = path.at(-1);
  if (at.kind !== 'Variable' || last === undefined) return [];
  const names = staticNames(path);
  return names === undefined ? [] : [{ span: last.span, names, distance: last.span.start - at.span.start }];
}

function bySpan(a: { readonly span: Span }, b: { readonly span: Span }): number {
  return a.span.start - b.span.start;
}

function startOf(variable: ScopeVariable): number {
  return variable.definitions[0]?.span.start ?? 0;
}
