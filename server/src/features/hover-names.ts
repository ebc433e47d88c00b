// Hover over names of Nix: what a library function does, what a variable or an attribute is worth and where it is bound.
import { attrCount, attrNames } from '../evaluator/attrs';
import { selectAttr } from '../evaluator/operators';
import { Attrs, Closure, PrimOp, Unknown, isList, type Value } from '../evaluator/values';
import { typeTag } from '../modules/properties';
import { USUAL_PACKAGES, type Release } from '../nixos';
import { isDerivationValue } from '../nixpkgs-lib/support';
import type { Expr, Span } from '../syntax/ast';
import { bindingsOf } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import { referenceMarkdown } from './function-references';
import type { Hover } from './hover';
import { functionAt } from './library-names';
import { nameAt, type NameAt, type Selection } from './name-at';
import { variableOf } from './occurrences';
import { placeLink } from './place-links';
import { setSummary, unknownReasons, valueText } from './show-value';
import { anyValueAt, told, variableAt } from './value-at';

/** What is known about the name at an offset (UTF-16) of the file, runners aside. */
export function nameHover(file: FileAnalysis, offset: number): Hover | undefined {
  const { parse, source } = file.program;
  const name = nameAt(parse, offset);
  if (name === undefined) return undefined;
  const reference = functionAt(parse, name);
  if (reference !== undefined) return { span: name.span, markdown: referenceMarkdown(reference) };
  const bound = variableOf(name)?.definitions[0]?.span;
  const texts = [
    ...valueTexts(file, name),
    ...(bound === undefined ? [] : [`Bound in ${placeLink({ source, ...bound })}.`]),
  ];
  return texts.length === 0 ? undefined : { span: name.span, markdown: texts.join('\n\n') };
}

function valueTexts(file: FileAnalysis, name: NameAt): string[] {
  const host = file.hosts[0];
  const found = valueOf(file, name);
  if (host === undefined || found === undefined) return [];
  const { value, written } = found;
  if (value instanceof Unknown) return unknownReasons(value);
  if (told(host.inSession, () => isWorthShowing(value)) !== true) return [];
  const text = valueText(host, value, true);
  if (text.startsWith('pkgs.')) return packageTexts(text.slice('pkgs.'.length), host.release.release);
  // A value of which a part is not known may show only that part.
  if (text.startsWith('‹')) return [partlyKnown(value)].filter((summary) => summary !== '');
  if (text === file.program.source.text.slice(written.start, written.end)) return [];
  const shown =
    text.includes('\n') || text.includes('`') ? `\`\`\`\`nix\n${text}\n\`\`\`\`` : `Value here: \`${text}\``;
  return [shown, ...unknownReasons(value)];
}

/** A package, of which the files at hand tell the name only. */
function packageTexts(attribute: string, release: Release): string[] {
  const known = USUAL_PACKAGES.find((other) => other.attribute === attribute);
  const address = `https://search.nixos.org/packages?channel=${release}&show=${encodeURIComponent(attribute)}`;
  return [
    `**\`pkgs.${attribute}\`** · package of nixpkgs`,
    ...(known === undefined ? [] : [`${known.summary}.`]),
    `[Search for this package](${address})`,
  ];
}

/** Sets with more attributes are left to completion. */
const MAX_ATTRIBUTES = 100;

/** That something is a function is seen where it stands; what is open, such as `config`, has no end. */
function isWorthShowing(value: Value): boolean {
  if (value instanceof Closure || value instanceof PrimOp) return false;
  if (!(value instanceof Attrs)) return true;
  if (isDerivationValue(value)) return true;
  return value.rest === null && attrCount(value) <= MAX_ATTRIBUTES && typeTag(value) === undefined;
}

function partlyKnown(value: Value): string {
  if (value instanceof Attrs) return setSummary(attrNames(value));
  return isList(value) ? `A list of ${value.length} elements.` : '';
}

interface NamedValue {
  readonly value: Value;
  /** The text that says the value by itself, where it does. */
  readonly written: Span;
}

/** The value behind a name; `undefined` where it cannot be told, or where there is no more to say than what stands there. */
function valueOf(file: FileAnalysis, name: NameAt): NamedValue | undefined {
  const { chain, selection, reference, span } = name;
  if (selection !== undefined) return named(selectedValue(file, chain, selection), span);
  if (reference?.inherits === false) return named(anyValueAt(file, chain), span);
  return reference === undefined ? definedValue(file, name) : named(inheritedValue(file, chain, reference.name), span);
}

function named(value: Value | undefined, written: Span): NamedValue | undefined {
  return value === undefined ? undefined : { value, written };
}

function selectedValue(file: FileAnalysis, chain: readonly Expr[], { from, path }: Selection): Value | undefined {
  const [host] = file.hosts;
  const set = anyValueAt(file, [...chain, from]);
  if (host === undefined || set === undefined) return undefined;
  return told(host.inSession, () =>
    path.reduce<Value | undefined>(
      (at, name) => (at === undefined || name.kind !== 'static' ? undefined : selectAttr(at, name.name)),
      set,
    ),
  );
}

/** What `inherit` takes from the scope around. */
function inheritedValue(file: FileAnalysis, chain: readonly Expr[], name: string): Value | undefined {
  return variableAt(file, chain, name) ?? variableAt(file, chain.slice(0, -1), name);
}

/** What a variable or attribute is worth where it is defined by an expression that does not say so by itself. */
function definedValue(file: FileAnalysis, { chain, defines, span }: NameAt): NamedValue | undefined {
  const set = chain.at(-1);
  const binding = set && bindingsOf(set).find((b) => b.span.start <= span.start && span.end <= b.span.end);
  if (binding?.kind !== 'value' || binding.path.at(-1)?.span.start !== span.start) {
    const argument = defines && binding === undefined ? variableAt(file, chain, defines.name) : undefined;
    return argument instanceof Unknown ? undefined : named(argument, span);
  }
  const { value: expr } = binding;
  if (expr.kind === 'AttrSet' || expr.kind === 'List' || expr.kind === 'Lambda') return undefined;
  return named(anyValueAt(file, [...chain, expr]), expr.span);
}
