// From the concrete tree to the AST. Nodes are built from the last to the first, so that the children of a node are
// there when it is built: nothing here recurses, and no nesting is too deep for the call stack.
import type {
  AttrName,
  Binding,
  Comment,
  Expr,
  Formal,
  Formals,
  Invalid,
  ParseResult,
  Span,
  StaticName,
  StringPart,
  SyntaxProblem,
} from './ast';
import { child, childrenOf, type Cst } from './cst';
import { lowerOperator, type OperatorInput, type PipeOperator } from './operators';
import { lowerNumber } from './numbers';
import { doubleQuotedParts, indentedParts, type RawPart } from './strings';

/** Nix's own parser gives up at about this depth too ("memory exhausted"). */
export const MAX_NESTING = 10_000;

export interface LowerInput {
  readonly text: string;
  /** Offsets are those of `text`. A node that stands for something missing is empty. */
  readonly cst: Cst;
  /** Pipe operators, which the tree has as `->`, by their offset. */
  readonly pipes: ReadonlyMap<number, PipeOperator>;
}

/** Builds the AST. Never throws on what a person can write: what makes no sense becomes `Invalid` and a problem. */
export function lower(input: LowerInput): ParseResult {
  return new Lowering(input).run();
}

const nesting: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'list_expression',
  'attrset_expression',
  'rec_attrset_expression',
  'let_attrset_expression',
  'let_expression',
  'function_expression',
  'with_expression',
  'assert_expression',
  'if_expression',
  'unary_expression',
  'interpolation',
]);

class Lowering {
  private readonly text: string;
  private readonly cst: Cst;
  private readonly exprs: (Expr | undefined)[];
  private readonly problems: SyntaxProblem[] = [];
  private readonly comments: Comment[] = [];
  private deepest = 0;

  private readonly operators: OperatorInput;

  constructor(input: LowerInput) {
    this.text = input.text;
    this.cst = input.cst;
    this.exprs = new Array<Expr | undefined>(input.cst.size).fill(undefined);
    this.operators = {
      ...input,
      expr: (node, field) => this.expr(node, field),
      refuse: (span, message) => this.refuse(span, message),
    };
  }

  run(): ParseResult {
    const behind = this.markDeepNesting();
    for (let node = this.cst.size - 1; node > 0; node--) {
      if (behind[node] === true) {
        continue;
      }
      if (this.cst.type[node] === 'comment') {
        const span = this.span(node);
        const text = this.text.slice(span.start, span.end).replace(/\r$/, '');
        this.comments.push({ span: { start: span.start, end: span.start + text.length }, text });
      } else {
        this.exprs[node] ??= this.build(node);
      }
    }
    const root = this.root();
    return {
      text: this.text,
      root,
      problems: this.problems.sort((a, b) => a.span.start - b.span.start),
      comments: this.comments.reverse(),
      nesting: this.deepest,
    };
  }

  private root(): Expr {
    const found = childrenOf(this.cst, 0).find((node) => this.exprs[node] !== undefined);
    const expr = found === undefined ? undefined : this.exprs[found];
    return (
      expr ?? { kind: 'Invalid', span: { start: 0, end: this.text.length }, message: 'There is no expression here' }
    );
  }

  /** Nodes below the deepest level that is looked at; the node at that level is `Invalid`. */
  private markDeepNesting(): readonly boolean[] {
    const { cst } = this;
    const level: number[] = [0];
    const behind: boolean[] = [];
    for (let node = 1; node < cst.size; node++) {
      const depth = (level[cst.parent[node] ?? 0] ?? 0) + (nesting.has(cst.type[node] ?? '') ? 1 : 0);
      level.push(depth);
      this.deepest = Math.max(this.deepest, depth);
      if (depth > MAX_NESTING) {
        const last = cst.next[node] ?? cst.size;
        this.exprs[node] = this.refuse(
          this.span(node),
          `Expressions are nested more than ${MAX_NESTING} levels deep here`,
        );
        for (let below = node; below < last; below++) {
          behind[below] = true;
          level[below] = depth;
        }
        node = last - 1;
      }
    }
    return behind;
  }

  private span(node: number): Span {
    return { start: this.cst.start[node] ?? 0, end: this.cst.end[node] ?? 0 };
  }

  private source(node: number): string {
    return this.text.slice(this.cst.start[node], this.cst.end[node]);
  }

  private refuse(span: Span, message: string): Invalid {
    this.problems.push({ span, message });
    return { kind: 'Invalid', span, message };
  }

  /** The expression in a field; `Invalid` without a problem of its own where the text has none. */
  private expr(node: number, field: string): Expr {
    const found = child(this.cst, node, field);
    return (
      this.exprs[found] ??
      this.absent(found < 0 ? { start: this.cst.end[node] ?? 0, end: this.cst.end[node] ?? 0 } : this.span(found))
    );
  }

  private absent(span: Span): Invalid {
    return { kind: 'Invalid', span, message: 'There is no expression here' };
  }

  private build(node: number): Expr | undefined {
    const { cst } = this;
    const span = this.span(node);
    switch (cst.type[node]) {
      case 'variable_expression':
        return this.variable(node, span);
      case 'integer_expression':
      case 'float_expression':
        return lowerNumber(this.source(node), span, (message) => this.refuse(span, message));
      case 'string_expression':
        return { kind: 'String', style: 'double', span, parts: doubleQuotedParts(this.rawParts(node)) };
      case 'indented_string_expression':
        return { kind: 'String', style: 'indented', span, parts: indentedParts(this.rawParts(node)) };
      case 'uri_expression':
        return { kind: 'String', style: 'uri', span, parts: [this.source(node)] };
      case 'path_expression':
      case 'hpath_expression':
        return this.path(node, span);
      case 'spath_expression':
        return { kind: 'SearchPath', span, path: this.text.slice(span.start + 1, span.end - 1) };
      case 'parenthesized_expression':
        return this.expr(node, 'expression');
      case 'list_expression':
        return { kind: 'List', span, items: this.items(node) };
      case 'attrset_expression':
      case 'rec_attrset_expression':
        return {
          kind: 'AttrSet',
          span,
          recursive: cst.type[node] === 'rec_attrset_expression',
          bindings: this.bindings(node),
        };
      case 'let_attrset_expression':
        return { kind: 'LegacyLet', span, bindings: this.bindings(node) };
      case 'let_expression':
        return { kind: 'Let', span, bindings: this.bindings(node), body: this.expr(node, 'body') };
      case 'with_expression':
        return { kind: 'With', span, scope: this.expr(node, 'environment'), body: this.expr(node, 'body') };
      case 'assert_expression':
        return { kind: 'Assert', span, condition: this.expr(node, 'condition'), body: this.expr(node, 'body') };
      case 'if_expression':
        return {
          kind: 'If',
          span,
          condition: this.expr(node, 'condition'),
          consequent: this.expr(node, 'consequence'),
          alternative: this.expr(node, 'alternative'),
        };
      case 'function_expression':
        return this.lambda(node, span);
      case 'select_expression':
        return {
          kind: 'Select',
          span,
          target: this.expr(node, 'expression'),
          path: this.attrPath(node),
          fallback: child(cst, node, 'default') < 0 ? undefined : this.expr(node, 'default'),
        };
      case 'has_attr_expression':
        return { kind: 'HasAttr', span, target: this.expr(node, 'expression'), path: this.attrPath(node) };
      case 'apply_expression':
        return this.apply(node, span);
      case 'unary_expression':
        return {
          kind: 'Unary',
          span,
          operator: this.text[span.start] === '!' ? '!' : '-',
          operand: this.expr(node, 'argument'),
        };
      case 'binary_expression':
        return lowerOperator(this.operators, node);
      default:
        return undefined;
    }
  }

  private variable(node: number, span: Span): Expr {
    const name = this.source(node);
    if (name === '') {
      return this.absent(span);
    }
    if (name === 'or' && !this.mayBeArgument(node)) {
      return this.refuse(span, UNEXPECTED_OR);
    }
    return { kind: 'Variable', span, name };
  }

  /** Nix lets a function named `or` be an argument, and nothing else. */
  private mayBeArgument(node: number): boolean {
    const parent = this.cst.parent[node] ?? 0;
    switch (this.cst.type[parent]) {
      case 'apply_expression':
        return this.cst.field[node] === 'argument';
      case 'list_expression':
        return child(this.cst, parent, 'element') !== node;
      default:
        return false;
    }
  }

  private apply(node: number, span: Span): Expr {
    const fn = this.expr(node, 'function');
    const arg = this.expr(node, 'argument');
    if (isLegacyOr(arg)) {
      return this.applyToOr(child(this.cst, node, 'function'), fn, arg);
    }
    return { kind: 'Apply', span, fn, arg };
  }

  /** `f x or` means `f (x or)`: Nix binds a following `or` to the nearest simple expression. */
  private applyToOr(node: number, expr: Expr, or: Expr): Expr {
    const span: Span = { start: this.cst.start[node] ?? expr.span.start, end: or.span.end };
    const type = this.cst.type[node];
    if (expr.kind === 'Apply' && type === 'apply_expression') {
      return { ...expr, span, arg: this.applyToOr(child(this.cst, node, 'argument'), expr.arg, or) };
    }
    if (expr.kind === 'Select' && expr.fallback !== undefined && type === 'select_expression') {
      return { ...expr, span, fallback: this.applyToOr(child(this.cst, node, 'default'), expr.fallback, or) };
    }
    if (this.source(node) === 'or') this.refuse(or.span, UNEXPECTED_OR);
    return { kind: 'Apply', span, fn: expr, arg: or };
  }

  private items(node: number): Expr[] {
    const items: Expr[] = [];
    let previous = -1;
    for (const element of childrenOf(this.cst, node)) {
      const expr = this.exprs[element];
      if (expr === undefined) {
        continue;
      }
      const last = items[items.length - 1];
      if (last !== undefined && isLegacyOr(expr) && this.cst.type[element] === 'variable_expression') {
        items[items.length - 1] = this.applyToOr(previous, last, expr);
      } else {
        items.push(expr);
      }
      previous = element;
    }
    return items;
  }

  /** Literal text as written, from behind the opening to before the closing delimiter, and antiquotations. */
  private rawParts(node: number): RawPart[] {
    const children = childrenOf(this.cst, node);
    const open = children[0] ?? node;
    const close = children[children.length - 1] ?? node;
    const parts: RawPart[] = [];
    let at = this.cst.end[open] ?? 0;
    for (const part of children) {
      if (this.cst.type[part] === 'interpolation') {
        parts.push(this.text.slice(at, this.cst.start[part]), this.expr(part, 'expression'));
        at = this.cst.end[part] ?? at;
      }
    }
    parts.push(this.text.slice(at, Math.max(at, this.cst.start[close] ?? at)));
    return parts;
  }

  private path(node: number, span: Span): Expr {
    const parts: StringPart[] = [];
    for (const part of childrenOf(this.cst, node)) {
      parts.push(this.cst.type[part] === 'interpolation' ? this.expr(part, 'expression') : this.source(part));
    }
    const last = parts[parts.length - 1];
    if (typeof last === 'string' && last.endsWith('/')) {
      this.refuse(span, `The path '${this.source(node)}' has a trailing slash: leave the last '/' out`);
    }
    if (parts.every((part) => typeof part === 'string') && parts.join('').includes('//'))
      this.refuse(span, `The path '${this.source(node)}' has two slashes in a row: leave one of them out`);
    return { kind: 'Path', span, parts };
  }

  private lambda(node: number, span: Span): Expr {
    const universal = child(this.cst, node, 'universal');
    if (universal >= 0) {
      this.checkArgumentName(universal);
    }
    const param: StaticName | undefined =
      universal < 0 ? undefined : { kind: 'static', span: this.span(universal), name: this.source(universal) };
    const list = child(this.cst, node, 'formals');
    const formals = list < 0 ? undefined : this.formals(list, param);
    return { kind: 'Lambda', span, param, formals, body: this.expr(node, 'body') };
  }

  private checkArgumentName(node: number): void {
    if (this.source(node) === 'or') {
      this.refuse(this.span(node), 'An argument cannot be named `or`: Nix has it for defaults, as in `a.b or c`');
    }
  }

  private formals(node: number, param: StaticName | undefined): Formals {
    const formals: Formal[] = [];
    let ellipsis = false;
    const seen = new Set(param === undefined ? [] : [param.name]);
    for (const part of childrenOf(this.cst, node)) {
      if (this.cst.type[part] === 'ellipses') {
        ellipsis = true;
      } else if (this.cst.type[part] === 'formal') {
        const name = child(this.cst, part, 'name');
        const nameSpan = this.span(name);
        if (nameSpan.start === nameSpan.end) {
          continue;
        }
        const text = this.source(name);
        this.checkArgumentName(name);
        if (seen.has(text)) {
          this.refuse(nameSpan, `Duplicate formal function argument '${text}'`);
        }
        seen.add(text);
        const fallback = child(this.cst, part, 'default') < 0 ? undefined : this.expr(part, 'default');
        formals.push({ span: this.span(part), name: text, nameSpan, fallback });
      }
    }
    return { span: this.span(node), formals, ellipsis };
  }

  private bindings(node: number): Binding[] {
    const found: Binding[] = [];
    for (const set of childrenOf(this.cst, node)) {
      if (this.cst.type[set] !== 'binding_set') {
        continue;
      }
      for (const part of childrenOf(this.cst, set)) {
        const span = this.span(part);
        const type = this.cst.type[part];
        if (type === 'binding') {
          found.push({ kind: 'value', span, path: this.attrPath(part), value: this.expr(part, 'expression') });
        } else if (type === 'inherit_binding' || type === 'inherit_from') {
          const from = type === 'inherit_from' ? this.expr(part, 'expression') : undefined;
          found.push({ kind: 'inherit', span, from, names: this.inheritedNames(part) });
        }
      }
    }
    return found;
  }

  private inheritedNames(node: number): AttrName[] {
    const names = this.names(child(this.cst, node, 'attrs')).filter((name) => name.span.start < name.span.end);
    for (const name of names) {
      if (name.kind === 'dynamic') {
        this.refuse(name.span, 'Dynamic attributes are not allowed in `inherit`: write the name itself');
      }
    }
    return names;
  }

  private attrPath(node: number): AttrName[] {
    return this.names(child(this.cst, node, 'attrpath'));
  }

  private names(list: number): AttrName[] {
    if (list < 0) {
      return [];
    }
    return childrenOf(this.cst, list)
      .filter((part) => this.cst.field[part] === 'attr')
      .map((part) => this.name(part));
  }

  private name(node: number): AttrName {
    const span = this.span(node);
    if (this.cst.type[node] === 'identifier') {
      return span.start === span.end
        ? { kind: 'dynamic', span, expr: this.absent(span) }
        : { kind: 'static', span, name: this.source(node) };
    }
    const expr = this.cst.type[node] === 'interpolation' ? this.expr(node, 'expression') : this.exprs[node];
    const constant = expr?.kind === 'String' ? constantText(expr.parts) : undefined;
    return constant === undefined
      ? { kind: 'dynamic', span, expr: expr ?? this.absent(span) }
      : { kind: 'static', span, name: constant };
  }
}

const UNEXPECTED_OR = 'Unexpected `or`: it stands between a selection and its default, as in `a.b or c`';

function isLegacyOr(expr: Expr): boolean {
  return expr.kind === 'Variable' && expr.name === 'or';
}

function constantText(parts: readonly StringPart[]): string | undefined {
  const [first = ''] = parts;
  return parts.length <= 1 && typeof first === 'string' ? first : undefined;
}
