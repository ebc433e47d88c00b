// Code of the operators.
import { Node, notBoolean, type Code } from './code';
import { add, arithmetic, concatLists, equal, lessThan, update } from './operators';
import type { Position } from './position';
import { derivedUnknown } from './unknowns';
import { NixFloat, Unknown, type Env, type Value } from './values';

export class NotCode extends Node {
  constructor(
    readonly operand: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const v = this.operand.eval(env);
    if (typeof v === 'boolean') return !v;
    if (v instanceof Unknown) return derivedUnknown(v, this.at);
    throw notBoolean(v, this.operand.at);
  }
}

export class NegateCode extends Node {
  constructor(
    readonly operand: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const v = this.operand.eval(env);
    return v instanceof NixFloat ? new NixFloat(0 - v.value) : arithmetic('-', 0, v, this.at);
  }
}

export type LogicalOperator = '&&' | '||' | '->';

/** The operators that may leave their right side alone. */
export class LogicalCode extends Node {
  constructor(
    readonly operator: LogicalOperator,
    readonly left: Code,
    readonly right: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    const a = this.left.eval(env);
    // What the left side must be for it to decide, and what it then decides.
    const decisive = this.operator === '||';
    const decided = this.operator !== '&&';
    if (a === decisive) return decided;
    if (typeof a !== 'boolean' && !(a instanceof Unknown)) throw notBoolean(a, this.left.at);
    const b = this.right.eval(env);
    if (typeof b !== 'boolean' && !(b instanceof Unknown)) throw notBoolean(b, this.right.at);
    if (!(a instanceof Unknown)) return b instanceof Unknown ? derivedUnknown(b, this.at) : b;
    return b === decided ? decided : derivedUnknown(a, this.at);
  }
}

/** Operators whose both sides are always evaluated. */
export type StrictOperator = '+' | '-' | '*' | '/' | '++' | '//' | '==' | '!=' | '<' | '<=' | '>' | '>=';

export class BinaryCode extends Node {
  constructor(
    readonly operator: StrictOperator,
    readonly left: Code,
    readonly right: Code,
    at: Position | undefined,
  ) {
    super(at);
  }
  eval(env: Env): Value {
    // `a > b` and `a <= b` stand for `b < a` and its opposite, also in which side is evaluated first.
    if (this.operator === '>' || this.operator === '<=') return this.compareReversed(env);
    const a = this.left.eval(env);
    const b = this.right.eval(env);
    switch (this.operator) {
      case '+':
        return add(a, b, this.at);
      case '-':
        if (typeof a === 'number' && typeof b === 'number') {
          const n = a - b;
          if (Number.isSafeInteger(n)) return n;
        }
        return arithmetic('-', a, b, this.at);
      case '*':
      case '/':
        return arithmetic(this.operator, a, b, this.at);
      case '++':
        return concatLists(a, b, this.at);
      case '//':
        return update(a, b, this.at);
      case '==':
        return this.known(equal(a, b));
      case '!=':
        return this.negated(equal(a, b));
      case '<':
        return this.known(lessThan(a, b, this.at));
      case '>=':
        return this.negated(lessThan(a, b, this.at));
    }
  }
  private compareReversed(env: Env): Value {
    const b = this.right.eval(env);
    const less = lessThan(b, this.left.eval(env), this.at);
    return this.operator === '>' ? this.known(less) : this.negated(less);
  }
  private known(v: boolean | Unknown): Value {
    return v instanceof Unknown ? derivedUnknown(v, this.at) : v;
  }
  private negated(v: boolean | Unknown): Value {
    return v instanceof Unknown ? derivedUnknown(v, this.at) : !v;
  }
}
