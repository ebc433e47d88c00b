// `lib.generators.toPretty`: a value as a Nix expression for people, in messages and documentation.
import { attrCount, attrEntries, attrNames, getAttr } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { coerceToString, floatToString, forceString } from '../evaluator/coerce';
import { addTrace } from '../evaluator/errors';
import { tick } from '../evaluator/session';
import { StringBuilder, isString, textOf, unknownString } from '../evaluator/strings';
import {
  Attrs,
  NixFloat,
  NixPath,
  NixString,
  Unknown,
  force,
  isList,
  type Lazy,
  type Value,
} from '../evaluator/values';
import { limitDepth } from './depth-limit';
import { functionArgsOf } from './function-args';
import { nixIdentifier } from './nix-syntax';
import { attrOr, callBuiltin, isDerivationValue, isFunctionValue } from './support';
import { mapKnown, splitKnown } from './text';

export interface PrettyOptions {
  /** Sets and lists over several lines; the default. */
  readonly multiline?: boolean;
  /** Sets `{ __pretty, val }` are shown as `__pretty val` says. */
  readonly allowPrettyValues?: boolean;
  /** What every line but the first begins with. */
  readonly indent?: string;
  /** Values nested more deeply are shown as `"<unevaluated>"`. */
  readonly depthLimit?: number;
  /** How people write a set that is not written attribute by attribute; `undefined` for any other. */
  readonly written?: (set: Attrs) => WrittenSet | undefined;
}

/** A name, or a call of it. */
export interface WrittenSet {
  readonly name: string;
  readonly args?: readonly Lazy[];
}

/**
 * The text of a value as `lib.generators.toPretty` gives it; unknown parts as `‹expression›`.
 * Throws what evaluating the value throws.
 */
export function toPretty(value: Lazy, options: PrettyOptions = {}): string {
  return textOf(prettyString(value, options));
}

/** As `toPretty`, with unknown parts kept. */
export function prettyString(value: Lazy, options: PrettyOptions = {}): string | NixString {
  const { multiline = true, allowPrettyValues = false, indent = '', depthLimit, written } = options;
  const printer = new Printer(multiline, allowPrettyValues, written);
  printer.print(depthLimit === undefined ? value : limitDepth(value, depthLimit, false), indent);
  return printer.out.build();
}

class Printer {
  readonly out = new StringBuilder();
  constructor(
    private readonly multiline: boolean,
    private readonly allowPrettyValues: boolean,
    private readonly written: PrettyOptions['written'],
  ) {}

  print(value: Lazy, indent: string): void {
    tick();
    const v = force(value);
    const { out } = this;
    if (typeof v === 'number' || typeof v === 'bigint') out.append(v.toString());
    else if (v instanceof NixFloat) out.append(jsonFloat(v));
    else if (isString(v)) this.printString(v, indent);
    else if (v === true) out.append('true');
    else if (v === false) out.append('false');
    else if (v === null) out.append('null');
    else if (v instanceof NixPath) out.append(v.path);
    else if (v instanceof Unknown) out.append(unknownString(v));
    else if (isList(v)) this.printList(v, indent);
    else if (isFunctionValue(v)) out.append(functionText(v));
    else this.printAttrs(v as Attrs, indent);
  }

  private breaks(indent: string): { intro: string; outro: string } {
    return this.multiline ? { intro: `\n${indent}  `, outro: `\n${indent}` } : { intro: ' ', outro: ' ' };
  }

  private printString(s: string | NixString, indent: string): void {
    const text = withoutContext(s);
    const lines = [...splitKnown(text, '\n')];
    if (!this.multiline || lines.length < 2) {
      this.out.append('"').append(mapKnown(text, escapeDoubleQuoted)).append('"');
      return;
    }
    const { intro, outro } = this.breaks(indent);
    const escaped = lines.map((line) => mapKnown(line, escapeIndented));
    const last = escaped.pop() as string | NixString;
    this.out.append("''").append(intro);
    escaped.forEach((line, i) => this.out.append(i === 0 ? '' : intro).append(line));
    if (last === '') this.out.append(outro);
    else this.out.append(intro).append(last);
    this.out.append("''");
  }

  private printList(list: readonly Lazy[], indent: string): void {
    if (list.length === 0) {
      this.out.append('[ ]');
      return;
    }
    const { intro, outro } = this.breaks(indent);
    this.out.append('[');
    for (const item of list) {
      this.out.append(intro);
      this.print(item, `${indent}  `);
    }
    this.out.append(outro).append(']');
  }

  private printAttrs(attrs: Attrs, indent: string): void {
    if (this.allowPrettyValues) {
      const pretty = getAttr(attrs, '__pretty');
      const val = getAttr(attrs, 'val');
      if (pretty !== undefined && val !== undefined) {
        this.out.append(coerceToString(call(force(pretty), val), {}));
        return;
      }
    }
    const written = this.written?.(attrs);
    if (written !== undefined) {
      this.out.append(written.name);
      written.args?.forEach((arg) => this.printArgument(arg, indent));
      return;
    }
    if (attrCount(attrs) === 0 && attrs.rest === null) {
      this.out.append('{ }');
      return;
    }
    if (isDerivationValue(attrs)) {
      const name = attrOr(attrs, 'name');
      this.out
        .append('<derivation ')
        .append(name === undefined ? '???' : forceString(name))
        .append('>');
      return;
    }
    this.printAttributes(attrs, indent);
  }

  private printArgument(arg: Lazy, indent: string): void {
    const value = force(arg);
    const isCall = value instanceof Attrs && this.written?.(value)?.args !== undefined;
    this.out.append(isCall ? ' (' : ' ');
    this.print(value, indent);
    if (isCall) this.out.append(')');
  }

  private printAttributes(attrs: Attrs, indent: string): void {
    const { intro, outro } = this.breaks(indent);
    this.out.append('{');
    for (const [name, value] of attrEntries(attrs)) {
      this.out.append(intro).append(`${nixIdentifier(name)} = `);
      try {
        this.print(value, `${indent}  `);
      } catch (error) {
        throw addTrace(error, `while evaluating an attribute \`${name}\``, undefined);
      }
      this.out.append(';');
    }
    if (attrs.rest !== null) this.out.append(intro).append(unknownString(attrs.rest.unknown));
    this.out.append(outro).append('}');
  }
}

function functionText(v: Value): string {
  const args = functionArgsOf(v);
  const names = attrNames(args);
  if (names.length === 0) return '<function>';
  return `<function, args: {${names.map((n) => (force(getAttr(args, n) as Lazy) === true ? `${n}?` : n)).join(', ')}}>`;
}

/** A float with all its digits, as `builtins.toJSON` writes it. */
function jsonFloat(v: NixFloat): string {
  const json = callBuiltin('toJSON', v);
  return typeof json === 'string' ? json : floatToString(v.value);
}

function escapeDoubleQuoted(text: string): string {
  return text.replace(/\\|"|\$\{/g, (m) => `\\${m}`).replace(/\n/g, '\\n');
}

function escapeIndented(text: string): string {
  return text.replace(/\$\{|''/g, (m) => (m === "''" ? "'''" : "''${"));
}

/** `builtins.split`, by which the lines are found, forgets what a string refers to. */
function withoutContext(s: string | NixString): string | NixString {
  return typeof s === 'string' || s.context.size === 0
    ? s
    : s.holes.length === 0
      ? s.text
      : new NixString(s.text, new Map(), s.holes);
}
