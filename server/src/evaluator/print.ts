// Values as `nix-instantiate --eval` prints them.
import { attrEntries, attrCount } from './attrs';
import { textOf } from './strings';
import { Closure, NixFloat, NixPath, NixString, PrimOp, Thunk, Unknown, isList } from './values';
import type { Attrs, Lazy, List } from './values';
import { toExponentialEven, toFixedEven } from './float-digits';

/**
 * The text of a value. Nothing is forced: what is not evaluated yet prints as `<CODE>`. A value that cannot be known
 * prints as its expression between ‹ and ›. `forced` says that the value was forced all the way down before.
 */
export function printValue(v: Lazy, forced = true): string {
  const printer = new Printer(forced);
  printer.print(v, true);
  return printer.parts.join('');
}

const SMALL_LIST = 2;

class Printer {
  readonly parts: string[] = [];
  private readonly seen = new Set<object>();
  constructor(private readonly forced: boolean) {}

  print(lazyValue: Lazy, top: boolean): void {
    const { parts } = this;
    const v = lazyValue instanceof Thunk && lazyValue.code === null ? lazyValue.value : lazyValue;
    if (v instanceof Thunk) parts.push('<CODE>');
    else if (v === null) parts.push('null');
    else if (typeof v === 'boolean' || typeof v === 'number' || typeof v === 'bigint') parts.push(String(v));
    else if (typeof v === 'string' || v instanceof NixString) parts.push(quote(textOf(v)));
    else if (v instanceof NixFloat) parts.push(printFloat(v.value));
    else if (v instanceof NixPath) parts.push(v.path);
    // Nix delays functions as any other expression; here they are values at once, unless a thunk computed them.
    else if (v instanceof Closure) parts.push(!this.forced && !top && v === lazyValue ? '<CODE>' : '<LAMBDA>');
    else if (v instanceof PrimOp) parts.push(v.applied.length > 0 ? '<PRIMOP-APP>' : '<PRIMOP>');
    else if (v instanceof Unknown) parts.push(`‹${v.expression}›`);
    else if (isList(v)) this.printList(v, lazyValue);
    else this.printAttrs(v);
  }

  private printList(list: List, holder: Lazy): void {
    // Nix keeps one or two elements in the variable itself: only the variable can be met again, no copy of the list.
    const identity = list.length > SMALL_LIST ? list : holder instanceof Thunk ? holder : undefined;
    if (list.length > 0 && identity !== undefined && this.isRepeated(identity)) return;
    this.parts.push('[ ');
    for (const x of list) {
      this.print(x, false);
      this.parts.push(' ');
    }
    this.parts.push(']');
  }

  private printAttrs(attrs: Attrs): void {
    if (attrCount(attrs) > 0 && this.isRepeated(attrs)) return;
    this.parts.push('{ ');
    const attribute = (name: string, value: Lazy): void => {
      this.parts.push(name, ' = ');
      this.print(value, false);
      this.parts.push('; ');
    };
    for (const [name, value] of attrEntries(attrs)) attribute(printName(name), value);
    if (attrs.rest?.unnamed) for (const { name, value } of attrs.rest.unnamed) attribute(name, value);
    else if (attrs.rest !== null) this.parts.push(`‹${attrs.rest.unknown.expression}›; `);
    this.parts.push('}');
  }

  private isRepeated(v: object): boolean {
    if (this.seen.has(v)) {
      this.parts.push('«repeated»');
      return true;
    }
    this.seen.add(v);
    return false;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A string as a Nix literal. */
function quote(text: string): string {
  return `"${text.replace(/["\\\n\r\t]|\$(?=\{)/g, (c) => ESCAPES[c] ?? '\\$')}"`;
}

const KEYWORDS = new Set(['if', 'then', 'else', 'assert', 'with', 'let', 'in', 'rec', 'inherit']);
const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;

/** An attribute name, in quotes where it needs them. */
function printName(name: string): string {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name) ? name : quote(name);
}

/** C's `%g`: six significant digits. */
export function printFloat(f: number): string {
  if (Number.isNaN(f)) return 'nan';
  if (!Number.isFinite(f)) return f > 0 ? 'inf' : '-inf';
  if (f === 0) return Object.is(f, -0) ? '-0' : '0';
  const [mantissa, exponent] = toExponentialEven(f, 5).split('e') as [string, string];
  const e = Number(exponent);
  if (e >= -4 && e < 6) return trimZeros(toFixedEven(f, 5 - e));
  return `${trimZeros(mantissa)}e${e < 0 ? '-' : '+'}${String(Math.abs(e)).padStart(2, '0')}`;
}

function trimZeros(digits: string): string {
  return digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
}
