// The edits of renaming a variable. Names in `inherit` need care: `inherit a;` both takes `a` and defines it, and when
// only one of these changes its name, it becomes `b = a;` or `a = b;`.
import type { AttrName, Expr, InheritBinding, ParseResult, Span } from '../syntax/ast';
import type { ScopeVariable } from '../syntax/scopes';
import { bindingsOf, descendants } from '../syntax/visit';
import type { AttributeUses } from './attribute-uses';

export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

/** What changes about a name in `inherit`: what it defines, what it takes. */
interface Change {
  defines: boolean;
  takes: boolean;
}

/** The edits, in the order of the text. */
export function renameEdits(
  parse: ParseResult,
  variable: ScopeVariable,
  newName: string,
  uses: AttributeUses,
): SpanEdit[] {
  const bindings = descendants(parse.root)
    .flatMap(bindingsOf)
    .filter((b) => b.kind === 'inherit');
  const inherited = new Map(bindings.flatMap(({ names }) => names.map((name) => [name.span.start, name])));
  const changes = new Map<AttrName, Change>();
  const plain: Span[] = [...uses.names];
  const change = ({ start }: Span, what: keyof Change): boolean => {
    const name = inherited.get(start);
    if (name === undefined) return false;
    const known = changes.get(name) ?? { defines: false, takes: false };
    known[what] = true;
    changes.set(name, known);
    return true;
  };
  for (const { span } of variable.definitions) if (!change(span, 'defines')) plain.push(span);
  for (const { span, inherits } of variable.references) if (!(inherits && change(span, 'takes'))) plain.push(span);
  for (const { name } of uses.given) change(name.span, 'defines');
  for (const { name } of uses.taken) change(name.span, 'takes');

  const edits = plain.map((span) => ({ span, newText: newName }));
  for (const binding of bindings) edits.push(...inheritEdits(parse.text, binding, newName, changes));
  return edits.sort((a, b) => a.span.start - b.span.start);
}

function inheritEdits(
  text: string,
  binding: InheritBinding,
  newName: string,
  changes: ReadonlyMap<AttrName, Change>,
): SpanEdit[] {
  const edits: SpanEdit[] = [];
  const taken: { readonly from: number; readonly name: AttrName; readonly statement: string }[] = [];
  binding.names.forEach((name, i) => {
    const change = changes.get(name);
    if (change === undefined) return;
    if (change.defines && change.takes) {
      edits.push({ span: name.span, newText: newName });
      return;
    }
    const old = textOf(text, name.span);
    const bare = name.kind === 'static' && binding.from === undefined ? name.name : old;
    const value = change.takes ? newName : bare;
    const source = binding.from === undefined ? value : `${selectable(text, binding.from)}.${value}`;
    const statement = `${change.defines ? newName : old} = ${source};`;
    taken.push({ from: binding.names[i - 1]?.span.end ?? name.span.start, name, statement });
  });
  if (taken.length === 0) return edits;
  const separator = separatorFor(text, binding);
  const statements = taken.map(({ statement }) => statement);
  if (taken.length === binding.names.length)
    return [...edits, { span: binding.span, newText: statements.join(separator) }];
  const { end } = binding.span;
  return [
    ...edits,
    ...taken.map(({ from, name }) => ({ span: withoutName(text, from, name.span), newText: '' })),
    { span: { start: end, end }, newText: statements.map((statement) => separator + statement).join('') },
  ];
}

/** The name with the blanks before it, or for the first name with those behind it. */
function withoutName(text: string, from: number, { start, end }: Span): Span {
  if (from < start) return { start: from, end };
  return { start, end: end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0) };
}

/** A line of its own where the `inherit` has one, too. */
function separatorFor(text: string, { span }: InheritBinding): string {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const before = text.slice(lineStart, span.start);
  return before.trim() === '' ? `\n${before}` : ' ';
}

function selectable(text: string, from: Expr): string {
  const shown = textOf(text, from.span);
  const isSimple = from.kind === 'Variable' || (from.kind === 'Select' && from.fallback === undefined);
  return isSimple ? shown : `(${shown})`;
}

function textOf(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
