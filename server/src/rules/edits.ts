// Edits that quick fixes are made of. Each gives nothing where the text is not of a form that it understands.
import type { Program } from '../evaluator/evaluate';
import type { Position } from '../evaluator/position';
import type { AttrName, Expr, Lambda, Span, ValueBinding } from '../syntax/ast';
import { lookUp, scopesOf } from '../syntax/scopes';
import { nodeAt } from '../syntax/visit';
import type { TextEdit } from './finding';

/** An argument of the module around a place. */
export interface ModuleArgument {
  /** How it is written there. */
  readonly text: string;
  /** What makes it an argument of the module, where it is none yet. */
  readonly edits: readonly TextEdit[];
}

/** `lib`, `config` and the like, as the module around a place gets them. */
export function moduleArgument(program: Program, at: Span, name: string): ModuleArgument | undefined {
  const { source, parse } = program;
  if (lookUp(name, scopesOf(parse).at(at.start)) !== undefined) return { text: name, edits: [] };
  const module = moduleAround(program, at);
  if (module === undefined) return undefined;
  const insert = (offset: number, newText: string): ModuleArgument => ({
    text: name,
    edits: [{ at: { source, start: offset, end: offset }, newText }],
  });
  if (module.lambda === undefined)
    return module.isFile ? insert(parse.root.span.start, `{ ${name}, ... }:\n`) : undefined;
  const { formals, param } = module.lambda;
  if (formals === undefined) return param && { text: `${param.name}.${name}`, edits: [] };
  if (!formals.ellipsis) return undefined;
  const [first] = formals.formals;
  const text = source.text.slice(formals.span.start, formals.span.end);
  const before = first?.span.start ?? formals.span.start + text.lastIndexOf('...');
  return insert(before, `${name}, `);
}

interface ModuleAround {
  /** The set of definitions. */
  readonly set: Extract<Expr, { kind: 'AttrSet' }>;
  /** Its definition that a place lies in. */
  readonly binding: ValueBinding;
  readonly lambda: Lambda | undefined;
  /** Whether the file holds nothing else. */
  readonly isFile: boolean;
}

/** Attributes that only modules have at their top. */
const MODULE_ATTRIBUTES = new Set(['services', 'config', 'systemd', 'imports']);

/** The module that a place lies in. */
function moduleAround({ parse: { root } }: Program, at: Span): ModuleAround | undefined {
  const path = nodeAt(root, at.start);
  for (const [i, set] of path.entries()) {
    if (set.kind !== 'AttrSet') continue;
    const binding = set.bindings.find(
      (b): b is ValueBinding => b.kind === 'value' && b.span.start <= at.start && at.end <= b.span.end,
    );
    const [first] = binding?.path ?? [];
    if (binding === undefined || first?.kind !== 'static' || !MODULE_ATTRIBUTES.has(first.name)) continue;
    const outer = path.slice(0, i).reverse();
    const behind = outer.findIndex((expr) => !TRANSPARENT.has(expr.kind));
    const function_ = behind < 0 ? undefined : outer[behind];
    const lambda = function_?.kind === 'Lambda' ? function_ : undefined;
    return { set, binding, lambda, isFile: behind < 0 };
  }
  return undefined;
}

const TRANSPARENT: ReadonlySet<Expr['kind']> = new Set(['Let', 'With', 'Assert']);

/** Another definition in front of the one that a place lies in, at the top of its module. */
export function definitionBefore(program: Program, at: Span, text: string): TextEdit | undefined {
  const module = moduleAround(program, at);
  if (module === undefined) return undefined;
  const { source } = program;
  const { start } = module.binding.span;
  const indent = /(?:^|\n)([ \t]*)$/.exec(source.text.slice(0, start))?.[1];
  // Below `config` is as good a place as beside it, but what is written there needs no `config` of its own.
  const prefix = isNamed(module.binding.path[0], 'config') ? 'config.' : '';
  return {
    at: { source, start, end: start },
    newText: `${prefix}${text}${indent === undefined ? ' ' : `\n${indent}`}`,
  };
}

function isNamed(name: AttrName | undefined, text: string): boolean {
  return name?.kind === 'static' && name.name === text;
}

/** Takes the definition away that has a name at a place, with its lines where nothing else stands there. */
export function removedDefinition(program: Program, at: Span): TextEdit | undefined {
  for (const set of nodeAt(program.parse.root, at.start).reverse()) {
    if (set.kind !== 'AttrSet') continue;
    const binding = set.bindings.find((b) => b.kind === 'value' && b.path.some((n) => n.span.start === at.start));
    if (binding !== undefined) return { at: wholeLines(program, binding.span), newText: '' };
  }
  return undefined;
}

/** The places of a name in an attribute path and in its fellows: `b` twice in `a.b.x = 1; a.b.y = 2;`. */
export function namesLike(program: Program | undefined, at: Position): Position[] {
  const path = program === undefined ? [] : nodeAt(program.parse.root, at.start);
  for (const set of path.reverse()) {
    if (set.kind !== 'AttrSet') continue;
    const bindings = set.bindings.filter((b) => b.kind === 'value');
    const own = bindings.find((b) => b.path.some((n) => n.span.start === at.start));
    if (own === undefined) continue;
    const depth = own.path.findIndex((n) => n.span.start === at.start);
    const isLike = (other: readonly AttrName[]): boolean =>
      own.path.slice(0, depth + 1).every((n, i) => isNamed(other[i], n.kind === 'static' ? n.name : ''));
    const names = bindings.flatMap((b) => (b === own || isLike(b.path) ? [b.path[depth] as AttrName] : []));
    return names.map(({ span }) => ({ source: at.source, start: span.start, end: span.end }));
  }
  return [at];
}

/** Takes an element of a list away, with the blanks before it. */
export function removedElement({ source }: Program, at: Span): TextEdit {
  const blanks = /\s*$/.exec(source.text.slice(0, at.start))?.[0].length ?? 0;
  return { at: { source, start: at.start - blanks, end: at.end }, newText: '' };
}

/** A stretch of text, with its lines where nothing else stands in them, else with the blanks before it. */
export function wholeLines({ source }: Program, { start, end }: Span): Position {
  const { text } = source;
  const before = /(^|\n)[ \t]*$/.exec(text.slice(0, start));
  const after = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  if (before !== null && after !== null)
    return { source, start: start - before[0].length + (before[1] ?? '').length, end: end + after[0].length };
  const blanks = /[ \t]*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return { source, start: start - blanks, end };
}

/** The text of an expression as one argument or list element: in parentheses unless it needs none. */
export function asOneWord(text: string): string {
  return /^("[^"]*"|''[^']*''|[\w.'-]+|[./~][\w./+-]*|\[[^\]]*\]|\([^()]*\))$/s.test(text) ? text : `(${text})`;
}
