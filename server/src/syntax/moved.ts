// The AST of a text after a replacement, made from the one before: what lies in front of it is shared, what lies behind
// it is moved. The insides of sets and bindings are moved when they are looked at, so that an edit at the top of a long
// file costs what its outermost bindings cost.
import { Attached } from './attached';
import type {
  AttrName,
  AttrSetExpr,
  Binding,
  Expr,
  Formals,
  InheritBinding,
  Span,
  StaticName,
  StringPart,
  ValueBinding,
} from './ast';

/** A set of which every offset is `delta` more than that of `origin`. Made by `moved` only. */
class MovedSet implements AttrSetExpr {
  readonly kind = 'AttrSet';
  readonly span: Span;
  readonly recursive: boolean;
  private made: readonly Binding[] | undefined;

  constructor(
    readonly origin: AttrSetExpr,
    readonly delta: number,
  ) {
    this.span = { start: origin.span.start + delta, end: origin.span.end + delta };
    this.recursive = origin.recursive;
  }

  get bindings(): readonly Binding[] {
    return (this.made ??= new Relocation(everything(this.delta)).bindings(this.origin.bindings));
  }
}

/** A binding of which every offset is `delta` more than that of `origin`. Made by `moved` only. */
abstract class MovedBinding<T extends Binding> {
  readonly span: Span;
  private made: T | undefined;

  constructor(
    readonly origin: T,
    readonly delta: number,
  ) {
    this.span = { start: origin.span.start + delta, end: origin.span.end + delta };
  }

  protected get copy(): T {
    return (this.made ??= new Relocation(everything(this.delta)).copied(this.origin) as T);
  }
}

class MovedValue extends MovedBinding<ValueBinding> implements ValueBinding {
  readonly kind = 'value';

  get path(): ValueBinding['path'] {
    return this.copy.path;
  }

  get value(): ValueBinding['value'] {
    return this.copy.value;
  }
}

class MovedInherit extends MovedBinding<InheritBinding> implements InheritBinding {
  readonly kind = 'inherit';

  get from(): InheritBinding['from'] {
    return this.copy.from;
  }

  get names(): InheritBinding['names'] {
    return this.copy.names;
  }
}

function movedBinding(binding: Binding, delta: number): Binding {
  const sum = binding instanceof MovedBinding ? binding.delta + delta : delta;
  const origin = withoutPlace(binding);
  return origin.kind === 'value' ? new MovedValue(origin, sum) : new MovedInherit(origin, sum);
}

/** A replacement of the text between `start` and `end` by one that is `delta` units longer. */
export interface Replaced extends Span {
  readonly delta: number;
}

/**
 * The tree after a replacement that makes `inside` of those bindings of `list`, a set's or a `let`'s, that touch the
 * replaced text. No other node may begin or end in it.
 * @param whole the set of which these are all bindings, where there is such a set
 */
export function replaced(
  root: Expr,
  by: Replaced,
  list: readonly Binding[],
  inside: readonly Binding[],
  whole?: AttrSetExpr,
): Expr {
  return new Relocation(by, list, inside, whole).expr(root);
}

/** Bindings of another text, in which they stand `delta` units further in front. */
export function movedBindings(bindings: readonly Binding[], delta: number): readonly Binding[] {
  return new Relocation(everything(delta)).bindings(bindings);
}

function everything(delta: number): Replaced {
  return { start: -1, end: -1, delta };
}

/** The set that a moved one was, in the text that it was parsed in; any other as it is. */
export function originOf(set: AttrSetExpr): AttrSetExpr {
  return set instanceof MovedSet ? set.origin : set;
}

/** A binding for what does not depend on offsets: these may be those of another text. The same one after each move. */
export function withoutPlace<T extends Binding>(binding: T): T {
  return binding instanceof MovedBinding ? (binding.origin as T) : binding;
}

/** How a set came about from one of the text before an edit. */
export interface SetEdit {
  /** The set before, as it was parsed. */
  readonly before: AttrSetExpr;
  /** Its bindings that are gone, and those in their place; all others are as they were, be they moved. */
  readonly removed: readonly Binding[];
  readonly inserted: readonly Binding[];
}

const EDITS = new Attached<AttrSetExpr, SetEdit>();

/** The edit that made a set, if it is known and the last one. */
export function editOf(origin: AttrSetExpr): SetEdit | undefined {
  return EDITS.get(origin);
}

export interface Placed {
  readonly span: Span;
}

/** Nodes of a text `delta` units further behind, without what is inside of them. */
export function movedNodes<T extends Placed>(nodes: readonly T[], delta: number): readonly T[] {
  if (delta === 0) return nodes;
  return nodes.map((node) => ({ ...node, span: { start: node.span.start + delta, end: node.span.end + delta } }));
}

class Relocation {
  constructor(
    private readonly by: Replaced,
    private readonly list?: readonly Binding[],
    private readonly inside: readonly Binding[] = [],
    private readonly whole?: AttrSetExpr,
  ) {}

  expr(e: Expr): Expr {
    if (e.span.end <= this.by.start) {
      return e;
    }
    if (e.kind === 'AttrSet' && e.span.start >= this.by.end) {
      return e instanceof MovedSet ? new MovedSet(e.origin, e.delta + this.by.delta) : new MovedSet(e, this.by.delta);
    }
    return this.copy(e, this.span(e.span));
  }

  bindings(bindings: readonly Binding[]): readonly Binding[] {
    if (bindings !== this.list) {
      return bindings.map((b) => this.binding(b));
    }
    const { start } = this.by;
    const before = bindings.filter(({ span }) => span.end <= start);
    const after = bindings.filter((b) => b.span.end > start && !this.touches(b));
    return [...before, ...this.inside, ...after.map((b) => this.binding(b))];
  }

  private set(before: AttrSetExpr): AttrSetExpr {
    const { kind, recursive } = before;
    const after: AttrSetExpr = {
      kind,
      span: this.span(before.span),
      recursive,
      bindings: this.bindings(before.bindings),
    };
    // Of the sets before, one is kept.
    if (editOf(originOf(before)) !== undefined) EDITS.set(originOf(before), undefined);
    EDITS.set(after, this.edit(before, after));
    return after;
  }

  private edit(before: AttrSetExpr, after: AttrSetExpr): SetEdit {
    const isList = before.bindings === this.list;
    if (isList && this.whole !== undefined) return { before: originOf(this.whole), removed: [], inserted: [] };
    const isTouched = before.bindings.map((b) => this.touches(b));
    return {
      before: originOf(before),
      removed: before.bindings.filter((_, i) => isTouched[i]),
      inserted: isList ? this.inside : after.bindings.filter((_, i) => isTouched[i]),
    };
  }

  private touches({ span }: Binding): boolean {
    return span.end > this.by.start && span.start < this.by.end;
  }

  private binding(b: Binding): Binding {
    if (b.span.end <= this.by.start) {
      return b;
    }
    const { start } = b.span;
    return start >= this.by.end && start > this.by.start ? movedBinding(b, this.by.delta) : this.copied(b);
  }

  /** A binding with all that is in it, moved at once. */
  copied(b: Binding): Binding {
    const span = this.span(b.span);
    return b.kind === 'value'
      ? { kind: 'value', span, path: this.names(b.path), value: this.expr(b.value) }
      : { kind: 'inherit', span, from: this.optional(b.from), names: this.names(b.names) };
  }

  private copy(e: Expr, span: Span): Expr {
    switch (e.kind) {
      case 'Int':
      case 'Float':
      case 'SearchPath':
      case 'Variable':
      case 'Invalid':
        return { ...e, span };
      case 'String':
      case 'Path':
        return { ...e, span, parts: this.parts(e.parts) };
      case 'Select':
        return {
          kind: 'Select',
          span,
          target: this.expr(e.target),
          path: this.names(e.path),
          fallback: this.optional(e.fallback),
        };
      case 'HasAttr':
        return { kind: 'HasAttr', span, target: this.expr(e.target), path: this.names(e.path) };
      case 'Apply':
        return { kind: 'Apply', span, fn: this.expr(e.fn), arg: this.expr(e.arg) };
      case 'Lambda':
        return {
          kind: 'Lambda',
          span,
          param: e.param && this.staticName(e.param),
          formals: e.formals && this.formals(e.formals),
          body: this.expr(e.body),
        };
      case 'Let':
        return { kind: 'Let', span, bindings: this.bindings(e.bindings), body: this.expr(e.body) };
      case 'LegacyLet':
        return { kind: 'LegacyLet', span, bindings: this.bindings(e.bindings) };
      case 'AttrSet':
        return this.set(e);
      case 'List':
        return { kind: 'List', span, items: e.items.map((item) => this.expr(item)) };
      case 'With':
        return { kind: 'With', span, scope: this.expr(e.scope), body: this.expr(e.body) };
      case 'Assert':
        return { kind: 'Assert', span, condition: this.expr(e.condition), body: this.expr(e.body) };
      case 'If':
        return {
          kind: 'If',
          span,
          condition: this.expr(e.condition),
          consequent: this.expr(e.consequent),
          alternative: this.expr(e.alternative),
        };
      case 'Unary':
        return { kind: 'Unary', span, operator: e.operator, operand: this.expr(e.operand) };
      case 'Binary':
        return {
          kind: 'Binary',
          span,
          operator: e.operator,
          operatorSpan: this.span(e.operatorSpan),
          left: this.expr(e.left),
          right: this.expr(e.right),
        };
      default:
        return e satisfies never;
    }
  }

  private offset(at: number): number {
    return at > this.by.start && at >= this.by.end ? at + this.by.delta : at;
  }

  private span({ start, end }: Span): Span {
    return { start: this.offset(start), end: this.offset(end) };
  }

  private optional(e: Expr | undefined): Expr | undefined {
    return e && this.expr(e);
  }

  private parts(parts: readonly StringPart[]): readonly StringPart[] {
    return parts.every((part) => typeof part === 'string')
      ? parts
      : parts.map((part) => (typeof part === 'string' ? part : this.expr(part)));
  }

  private names(names: readonly AttrName[]): AttrName[] {
    return names.map((name) =>
      name.kind === 'static'
        ? this.staticName(name)
        : { kind: 'dynamic', span: this.span(name.span), expr: this.expr(name.expr) },
    );
  }

  private staticName(name: StaticName): StaticName {
    return { kind: 'static', span: this.span(name.span), name: name.name };
  }

  private formals({ span, formals, ellipsis }: Formals): Formals {
    return {
      span: this.span(span),
      formals: formals.map((formal) => ({
        span: this.span(formal.span),
        name: formal.name,
        nameSpan: this.span(formal.nameSpan),
        fallback: this.optional(formal.fallback),
      })),
      ellipsis,
    };
  }
}
