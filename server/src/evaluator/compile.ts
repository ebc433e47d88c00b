// From syntax to executable code: scopes resolved to slots. Sets are compiled when they are evaluated first.
import type { AttrSetExpr, Binary, Expr, Formals, Lambda, Span, StringPart } from '../syntax/ast';
import { sortNames } from '../syntax/names';
import { attrsOf } from './attrs';
import { groupBindings, type AttrGroup, type GroupedAttr } from '../syntax/bindings';
import {
  Apply,
  AssertCode,
  Broken,
  Constant,
  FromWith,
  IfCode,
  Interpolation,
  LambdaCode,
  ListCode,
  Local,
  PathInterpolation,
  SearchPath,
  WithCode,
  type Code,
  type FormalCode,
} from './code';
import { AttrsCode, FromSource, LetCode, NestedAttrsCode, type AttrCodes, type SetCodes } from './code-attrs';
import { BinaryCode, LogicalCode, NegateCode, NotCode } from './code-operators';
import { HasAttr, Select, SelectOne, type Name } from './code-select';
import { resolvePath } from './paths';
import { lineAndColumn, type Position, type Source } from './position';
import { problemsIn, undefinedVariable, type CompileProblem } from './problems';
import type { Scope } from './scope';
import { byteLength } from './strings';
import { NixFloat, NixPath, Shape, type Value } from './values';

export interface CompileOptions {
  readonly source: Source;
  /** Names of the frame that the code will run in. */
  readonly scope: Scope;
  /** Home folder for `~/x` paths; without it they cannot be resolved. */
  readonly home?: string | undefined;
  /** Whether broken parts evaluate to unknown values instead of errors. */
  readonly tolerant: boolean;
}

export interface Compiled {
  readonly code: Code;
  /** What Nix would refuse, in the order of the text. */
  readonly problems: readonly CompileProblem[];
  /** The code of each expression, for evaluating a place inside of the file; parts of a set only once it has run. */
  readonly codes: ReadonlyMap<Expr, Code>;
}

/** Compiles an expression. Never throws on what a person can write; `problems` tells what Nix would refuse. */
export function compile(root: Expr, options: CompileOptions): Compiled {
  return new CompiledExpr(root, options);
}

class CompiledExpr implements Compiled {
  readonly code: Code;
  readonly codes: ReadonlyMap<Expr, Code>;
  private found: readonly CompileProblem[] | undefined = undefined;

  constructor(
    private readonly root: Expr,
    private readonly options: CompileOptions,
  ) {
    const compiler = new Compiler(options);
    this.code = compiler.expr(root, options.scope);
    this.codes = compiler.codes;
  }

  get problems(): readonly CompileProblem[] {
    return (this.found ??= problemsIn(this.root, this.options.scope));
  }
}

class Compiler {
  readonly codes = new Map<Expr, Code>();
  constructor(private readonly options: CompileOptions) {}

  private at(span: Span): Position {
    return { source: this.options.source, start: span.start, end: span.end };
  }

  expr(e: Expr, scope: Scope, name?: string): Code {
    const code = this.build(e, scope, name);
    this.codes.set(e, code);
    return code;
  }

  private build(e: Expr, scope: Scope, name: string | undefined): Code {
    const at = this.at(e.span);
    switch (e.kind) {
      case 'Int':
        return new Constant(smallInt(e.value), at);
      case 'Float':
        return new Constant(new NixFloat(e.value), at);
      case 'String':
        return this.string(e.parts, scope, at);
      case 'Path':
        return this.path(e.parts, scope, at);
      case 'SearchPath':
        return this.searchPath(e.path, scope, at);
      case 'Variable':
        return this.variable(e.name, scope, at);
      case 'Select':
        return this.select(e, scope, at);
      case 'HasAttr':
        return new HasAttr(this.expr(e.target, scope), this.names(e.path, scope), at);
      case 'Apply':
        return this.apply(e, scope, at);
      case 'Lambda':
        return this.lambda(e, scope, name, at);
      case 'Let': {
        const group = groupBindings(e.bindings, true);
        const inner = scopeOf(group, scope);
        return new LetCode(this.attrCodes(group, scope, inner), this.expr(e.body, inner), at);
      }
      case 'LegacyLet': {
        const group = groupBindings(e.bindings, true);
        const set = new AttrsCode(() => this.groupCodes(group, scope), group.recursive, at);
        return new SelectOne(set, 'body', at);
      }
      case 'AttrSet':
        return this.set(e, scope, at);
      case 'List':
        return new ListCode(
          e.items.map((i) => this.expr(i, scope)),
          at,
        );
      case 'With':
        return new WithCode(this.expr(e.scope, scope), this.expr(e.body, { parent: scope, slots: undefined }), at);
      case 'Assert':
        return new AssertCode(this.expr(e.condition, scope), this.expr(e.body, scope), at);
      case 'If':
        return new IfCode(
          this.expr(e.condition, scope),
          this.expr(e.consequent, scope),
          this.expr(e.alternative, scope),
          at,
        );
      case 'Unary':
        if (e.operator === '!') return new NotCode(this.expr(e.operand, scope), at);
        return isRebound('__sub', scope)
          ? new Apply(this.variable('__sub', scope, at), [new Constant(0, at), this.expr(e.operand, scope)], at)
          : new NegateCode(this.expr(e.operand, scope), at);
      case 'Binary':
        return this.binary(e, scope);
      case 'Invalid':
        return new Broken(e.message, undefined, this.options.tolerant, at);
    }
  }

  private parts(parts: readonly StringPart[], scope: Scope): (string | Code)[] {
    return parts.map((p) => (typeof p === 'string' ? p : this.expr(p, scope)));
  }

  private string(parts: readonly StringPart[], scope: Scope, at: Position): Code {
    if (parts.length === 0) return new Constant('', at);
    const only = parts[0];
    if (parts.length === 1 && typeof only === 'string') return new Constant(only, at);
    return new Interpolation(this.parts(parts, scope), at);
  }

  private path(parts: readonly StringPart[], scope: Scope, at: Position): Code {
    const { folder } = this.options.source;
    const [first, ...rest] = parts;
    let start = typeof first === 'string' ? first : '';
    const { home } = this.options;
    if (start.startsWith('~')) {
      if (home === undefined)
        return new Broken('paths that start with ~ cannot be resolved here', undefined, this.options.tolerant, at);
      start = home + start.slice(1);
    }
    const path = resolvePath(start, folder);
    if (rest.length === 0) return new Constant(new NixPath(path, at), at);
    // Nix resolves what stands before the first `${` by itself: `/a/..${"b"}` is `/b`.
    return new PathInterpolation([start.endsWith('/') ? `${path}/` : path, ...this.parts(rest, scope)], at);
  }

  /** `<name>` stands for `__findFile __nixPath "name"`, whose names a file may bind itself. */
  private searchPath(name: string, scope: Scope, at: Position): Code {
    if (!isRebound('__findFile', scope) && !isRebound('__nixPath', scope)) return new SearchPath(name, at);
    const args = [this.variable('__nixPath', scope, at), new Constant(name, at)];
    return new Apply(this.variable('__findFile', scope, at), args, at);
  }

  private variable(name: string, scope: Scope, at: Position): Code {
    const withs: number[] = [];
    let depth = 0;
    for (let s: Scope | undefined = scope; s !== undefined; s = s.parent, depth++) {
      if (s.slots === undefined) withs.push(depth);
      else {
        const slot = s.slots.get(name);
        if (slot !== undefined) return new Local(name, depth, slot, at);
      }
    }
    if (name === '__curPos') return new Constant(positionValue(at), at);
    if (withs.length > 0) return new FromWith(name, withs, at);
    return new Broken(undefinedVariable(name), name, this.options.tolerant, at);
  }

  private names(path: Extract<Expr, { kind: 'Select' }>['path'], scope: Scope): Name[] {
    return path.map((n) => (n.kind === 'static' ? n.name : this.expr(n.expr, scope)));
  }

  private select(e: Extract<Expr, { kind: 'Select' }>, scope: Scope, at: Position): Code {
    const target = this.expr(e.target, scope);
    const path = this.names(e.path, scope);
    if (e.fallback !== undefined) return new Select(target, path, this.expr(e.fallback, scope), at);
    let code = target;
    for (let i = 0; i < path.length; i++) {
      const name = path[i] as Name;
      const upTo = { ...at, end: e.path[i]!.span.end };
      code = typeof name === 'string' ? new SelectOne(code, name, upTo) : new Select(code, [name], undefined, upTo);
    }
    return code;
  }

  private apply(e: Extract<Expr, { kind: 'Apply' }>, scope: Scope, at: Position): Code {
    const args: Expr[] = [e.arg];
    let fn = e.fn;
    while (fn.kind === 'Apply') {
      args.push(fn.arg);
      fn = fn.fn;
    }
    return new Apply(
      this.expr(fn, scope),
      args.reverse().map((a) => this.expr(a, scope)),
      at,
    );
  }

  private lambda(e: Lambda, scope: Scope, name: string | undefined, at: Position): Code {
    const slots = new Map<string, number>();
    if (e.param) slots.set(e.param.name, 0);
    const code = new LambdaCode(name, e.param?.name, e.formals?.ellipsis ?? true, at);
    const offset = slots.size;
    e.formals?.formals.forEach((f, i) => slots.set(f.name, offset + i));
    const inner: Scope = { parent: scope, slots };
    if (e.formals) code.formals = this.formals(e.formals, inner);
    code.body = this.expr(e.body, inner);
    return code;
  }

  private formals(formals: Formals, inner: Scope): FormalCode[] {
    return formals.formals.map((f) => ({
      name: f.name,
      fallback: f.fallback && this.expr(f.fallback, inner),
      at: this.at(f.nameSpan),
    }));
  }

  private set(e: AttrSetExpr, scope: Scope, at: Position): Code {
    return new AttrsCode(() => this.groupCodes(groupBindings(e.bindings, e.recursive), scope), e.recursive, at);
  }

  private groupCodes(group: AttrGroup, scope: Scope): SetCodes {
    const inner = group.recursive ? scopeOf(group, scope) : scope;
    return {
      ...this.attrCodes(group, scope, inner),
      dynamic: group.dynamic.map((d) => ({
        name: this.expr(d.name, inner),
        value: this.attr(d.value, undefined, inner, inner),
        at: this.attrPosition(d.value),
      })),
    };
  }

  private attrCodes(group: AttrGroup, outer: Scope, inner: Scope): AttrCodes {
    const names = sortNames([...group.attrs.keys()]);
    const values = names.map((n) => this.attr(group.attrs.get(n)!, n, outer, inner));
    return {
      shape: new Shape(
        names,
        names.map((n) => this.attrPosition(group.attrs.get(n)!)),
      ),
      values,
      outer: names.map((n) => group.attrs.get(n)!.kind === 'inherit'),
      sources: group.sources.map((s) => this.expr(s, inner)),
    };
  }

  private attrPosition(attr: GroupedAttr): Position {
    const value = attr.kind === 'expr' ? attr.expr.span : attr.kind === 'group' ? attr.whole : attr.span;
    return { ...this.at(attr.span), value };
  }

  private attr(attr: GroupedAttr, name: string | undefined, outer: Scope, inner: Scope): Code {
    switch (attr.kind) {
      case 'expr':
        return this.expr(attr.expr, inner, name);
      case 'group':
        return this.attrGroup(attr, inner);
      case 'inherit':
        return this.variable(name as string, outer, this.at(attr.span));
      case 'inherit-from':
        return new FromSource(attr.source, name as string, this.at(attr.span));
    }
  }

  private attrGroup(attr: Extract<GroupedAttr, { kind: 'group' }>, scope: Scope): Code {
    if (attr.alone !== undefined) return this.expr(attr.alone, scope);
    // What a path leads into or what is merged is no part of the sets around it as they are written.
    const recursive = attr.sets.length > 0 && attr.group.recursive;
    const code = new NestedAttrsCode(() => this.groupCodes(attr.group, scope), recursive, this.at(attr.whole));
    for (const set of attr.sets) this.codes.set(set, code);
    return code;
  }

  private binary(e: Binary, scope: Scope): Code {
    // Chains such as `a ++ b ++ c …` can be long: those that nest to the left are compiled without recursion.
    const chain: Binary[] = [];
    let left: Expr = e;
    while (left.kind === 'Binary') {
      chain.push(left);
      left = left.left;
    }
    let code = this.expr(left, scope);
    for (const link of chain.reverse()) {
      code = this.combine(link, code, this.expr(link.right, scope), scope);
      this.codes.set(link, code);
    }
    return code;
  }

  private combine(e: Binary, left: Code, right: Code, scope: Scope): Code {
    const at = this.at(e.span);
    const builtin = OPERATOR_BUILTINS[e.operator];
    if (builtin !== undefined && isRebound(builtin.name, scope)) {
      const args = builtin.reversed ? [right, left] : [left, right];
      const called = new Apply(this.variable(builtin.name, scope, at), args, at);
      return builtin.negated ? new NotCode(called, at) : called;
    }
    switch (e.operator) {
      case '&&':
      case '||':
      case '->':
        return new LogicalCode(e.operator, left, right, at);
      case '|>':
        return new Apply(right, [left], at);
      case '<|':
        return new Apply(left, [right], at);
      default:
        return new BinaryCode(e.operator, left, right, at);
    }
  }
}

/** Operators that stand for a call of a builtin, by the name under which a file may bind another function. */
const OPERATOR_BUILTINS: Readonly<
  Partial<Record<Binary['operator'], { readonly name: string; readonly reversed?: true; readonly negated?: true }>>
> = {
  '-': { name: '__sub' },
  '*': { name: '__mul' },
  '/': { name: '__div' },
  '<': { name: '__lessThan' },
  '>': { name: '__lessThan', reversed: true },
  '<=': { name: '__lessThan', reversed: true, negated: true },
  '>=': { name: '__lessThan', negated: true },
};

/** Whether a name of the outermost scope means something else here. */
function isRebound(name: string, scope: Scope): boolean {
  for (let s = scope; s.parent !== undefined; s = s.parent) if (s.slots?.has(name) === true) return true;
  return false;
}

function scopeOf(group: AttrGroup, parent: Scope): Scope {
  return { parent, slots: new Map(sortNames([...group.attrs.keys()]).map((n, i) => [n, i])) };
}

function smallInt(n: bigint): number | bigint {
  return n >= -9007199254740991n && n <= 9007199254740991n ? Number(n) : n;
}

/**
 * `{ column, file, line }` as `__curPos` and `unsafeGetAttrPos` give it, columns counted in bytes; null for a text that
 * is no file.
 */
export function positionValue(at: Position): Value {
  const { path, text } = at.source;
  if (!path.startsWith('/')) return null;
  const { line, column } = lineAndColumn(at);
  return attrsOf({ file: path, line, column: byteLength(text.slice(at.start - column + 1, at.start)) + 1 });
}
