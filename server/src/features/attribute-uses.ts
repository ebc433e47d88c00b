// Where a file names the attribute that a variable is, too: the attributes of a call that give a function's argument its
// value, and those that are taken from `args@{ … }` or from a recursive set. Told from the syntax alone.
import type { AttrName, AttrSetExpr, Expr, InheritBinding, Lambda, ParseResult, Span } from '../syntax/ast';
import { LineIndex } from '../syntax/lines';
import { scopesOf, withsAround, type ScopeVariable } from '../syntax/scopes';
import { nodeAt } from '../syntax/visit';

/** A name in `inherit …;`. */
interface InheritedName {
  readonly binding: InheritBinding;
  readonly name: AttrName;
}

export interface AttributeUses {
  /** Names in paths of attributes. */
  readonly names: readonly Span[];
  /** Names of `inherit` in an argument set: the attribute is what the `inherit` defines. */
  readonly given: readonly InheritedName[];
  /** Names of `inherit (set)`: the attribute is what the `inherit` takes. */
  readonly taken: readonly InheritedName[];
  /** The names of the other attributes in the same sets. */
  readonly others: ReadonlySet<string>;
}

/** Not all uses are in view. */
export interface UsesElsewhere {
  /** How that is known, as a clause for people. */
  readonly elsewhere: string;
}

type Growing = {
  readonly names: Span[];
  readonly given: InheritedName[];
  readonly taken: InheritedName[];
  readonly others: Set<string>;
};

/** The attributes behind a variable that is an argument or an attribute of a recursive set; none for the others. */
export function attributeUses(parse: ParseResult, variable: ScopeVariable): AttributeUses | UsesElsewhere {
  const uses: Growing = { names: [], given: [], taken: [], others: new Set() };
  const search = new Search(parse, variable.name, uses);
  const elsewhere =
    variable.kind === 'formal'
      ? search.ofFormal(variable)
      : variable.kind === 'rec'
        ? search.ofSet(variable)
        : undefined;
  return elsewhere === undefined ? uses : { elsewhere };
}

/** Each finds uses, and gives a clause about those that it cannot see. */
class Search {
  private readonly lines: LineIndex;
  constructor(
    private readonly parse: ParseResult,
    private readonly name: string,
    private readonly uses: Growing,
  ) {
    this.lines = LineIndex.of(parse.text);
  }

  ofFormal(variable: ScopeVariable): string | undefined {
    const lambda = variable.scope.expr as Lambda;
    const all = lambda.param && variable.scope.variables.get(lambda.param.name);
    for (const { span, inherits } of all?.references ?? []) {
      const chain = this.chainTo(span);
      if (inherits || !this.selects(chain))
        return `line ${this.line(span)} uses all arguments as \`${all?.name ?? ''}\``;
    }
    return this.callers(nodeAt(this.parse.root, lambda.span.start), lambda);
  }

  ofSet(variable: ScopeVariable): string | undefined {
    const holder = this.boundTo(variable.scope.expr);
    for (const { span } of holder?.references ?? []) {
      const around = this.chainTo(span);
      this.selects(around);
      const outer = around.at(-2);
      if (outer?.kind === 'With' && outer.scope === around.at(-1) && this.namesIn(outer))
        return `line ${this.line(outer.scope.span)} brings it into scope by \`with\``;
    }
    return undefined;
  }

  /** Whether a name that only a `with` can have stands in it. */
  private namesIn(expr: Extract<Expr, { kind: 'With' }>): boolean {
    return scopesOf(this.parse).references.some(
      (r) => r.name === this.name && r.variable === undefined && withsAround(r.scope).includes(expr),
    );
  }

  /** Takes note of `set.name` around the set at the end of the chain; false when the set is used as a whole. */
  private selects(chain: readonly Expr[]): boolean {
    const set = chain.at(-1);
    const outer = chain.at(-2);
    if (set === undefined || outer === undefined) return false;
    if ((outer.kind === 'Select' || outer.kind === 'HasAttr') && outer.target === set) {
      const [first] = outer.path;
      if (first?.kind !== 'static') return false;
      if (first.name === this.name) this.uses.names.push(first.span);
      else this.uses.others.add(first.name);
      return true;
    }
    if (outer.kind !== 'AttrSet' && outer.kind !== 'Let' && outer.kind !== 'LegacyLet') return false;
    const binding = outer.bindings.find((b): b is InheritBinding => b.kind === 'inherit' && b.from === set);
    if (binding === undefined) return false;
    this.inherited(binding, this.uses.taken);
    return true;
  }

  private inherited(binding: InheritBinding, into: InheritedName[]): void {
    for (const name of binding.names)
      if (name.kind === 'static' && name.name === this.name) into.push({ binding, name });
      else if (name.kind === 'static') this.uses.others.add(name.name);
  }

  private callers(around: readonly Expr[], lambda: Lambda): string | undefined {
    const chain = around.slice(0, around.indexOf(lambda) + 1);
    const out = 'it may be called from where this file does not show';
    let missing = 0;
    for (let i = chain.length - 1; i > 0; i--) {
      const inner = chain[i] as Expr;
      const outer = chain[i - 1] as Expr;
      if (outer.kind === 'Lambda' && outer.body === inner) missing++;
      else if (outer.kind === 'Apply' && outer.fn === inner) return this.call(chain.slice(0, i + 1), missing);
      else if (outer.kind === 'Let' || outer.kind === 'LegacyLet') {
        if (outer.kind === 'Let' && outer.body === inner) continue;
        const fn = this.boundTo(inner);
        return fn === undefined ? out : this.callsOf(fn, missing);
      } else if (!(outer.kind === 'With' || outer.kind === 'Assert') || outer.body !== inner) return out;
    }
    return out;
  }

  private callsOf(fn: ScopeVariable, missing: number): string | undefined {
    for (const { span, inherits } of fn.references) {
      if (inherits) return `line ${this.line(span)} hands \`${fn.name}\` on`;
      const elsewhere = this.call(this.chainTo(span), missing);
      if (elsewhere !== undefined) return elsewhere;
    }
    return undefined;
  }

  /** A call of the function at the end of the chain, whose argument set comes behind `missing` others. */
  private call(chain: readonly Expr[], missing: number): string | undefined {
    let fn = chain.at(-1) as Expr;
    let left = missing;
    for (let i = chain.length - 2; i >= 0; i--) {
      const outer = chain[i] as Expr;
      const arg = argumentOf(outer, fn);
      if (arg === undefined) break;
      if (left-- === 0) return this.argument(arg);
      fn = outer;
    }
    return `line ${this.line(fn.span)} uses the function without writing its arguments out`;
  }

  private argument(arg: Expr): string | undefined {
    const line = this.line(arg.span);
    if (arg.kind !== 'AttrSet') return `line ${line} calls the function with arguments that are not written out there`;
    if (arg.recursive) return `line ${line} calls the function with a recursive set`;
    this.attributesOf(arg);
    return undefined;
  }

  private attributesOf(set: AttrSetExpr): void {
    for (const binding of set.bindings) {
      if (binding.kind === 'inherit') {
        this.inherited(binding, this.uses.given);
        continue;
      }
      const [first] = binding.path;
      if (first?.kind !== 'static') continue;
      if (first.name === this.name) this.uses.names.push(first.span);
      else this.uses.others.add(first.name);
    }
  }

  /** The `let` variable whose whole value an expression is. */
  private boundTo(value: Expr): ScopeVariable | undefined {
    return scopesOf(this.parse).variables.find(
      ({ kind, definitions: [first, ...others] }) => kind === 'let' && others.length === 0 && first?.value === value,
    );
  }

  private line({ start }: Span): number {
    return this.lines.position(start).line + 1;
  }

  private chainTo(span: Span): readonly Expr[] {
    const chain = nodeAt(this.parse.root, span.start);
    const end = chain.findIndex((e) => e.kind === 'Variable' && e.span.start === span.start);
    return end < 0 ? chain : chain.slice(0, end + 1);
  }
}

function argumentOf(outer: Expr, fn: Expr): Expr | undefined {
  if (outer.kind === 'Apply' && outer.fn === fn) return outer.arg;
  if (outer.kind === 'Binary' && outer.operator === '|>' && outer.right === fn) return outer.left;
  if (outer.kind === 'Binary' && outer.operator === '<|' && outer.left === fn) return outer.right;
  return undefined;
}
