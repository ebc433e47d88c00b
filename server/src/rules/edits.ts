// Edits that quick fixes are made of. Each gives nothing where the text is not of a form that it understands.
import type { Program } from '../evaluator/evaluate';
import type { Position } from '../evaluator/position';
import type { AttrName, Binding, Expr, Lambda, Span, ValueBinding } from '../syntax/ast';
import { lookUp, scopesOf } from '../syntax/scopes';
import { nodeAt } from '../syntax/visit';
import type { TextEdit } from './finding';
import { unwrapped } from './places';

/** An argument of the module around a place. */
export interface ModuleArgument {
  /** How it is written there. */
  readonly text: string;
  /** What makes it an argument of the module, where it is none yet. */
  readonly edits: readonly TextEdit[];
}

/** `lib`, `config` and the like, as the module around a place gets them. */
export function moduleArgument(program: Program, at: Span, name: string): ModuleArgument | undefined {
  const isBound = lookUp(name, scopesOf(program.parse).at(at.start)) !== undefined;
  return isBound ? { text: name, edits: [] } : missingArgument(program, at, name);
}

/** The same where the name is known to be bound by nothing. */
export function missingArgument(program: Program, at: Span, name: string): ModuleArgument | undefined {
  const { source, parse } = program;
  const module = moduleAround(program, at) ?? fileAsModule(program);
  if (module === undefined) return undefined;
  const insert = (offset: number, newText: string): ModuleArgument => ({
    text: name,
    edits: [{ at: { source, start: offset, end: offset }, newText }],
  });
  if (module.lambda === undefined)
    return module.isFile ? insert(parse.root.span.start, `{ ${name}, ... }:${lineBreak(source)}`) : undefined;
  const { formals, param } = module.lambda;
  if (formals === undefined) return param && { text: `${param.name}.${name}`, edits: [] };
  if (!formals.ellipsis) return undefined;
  const [first] = formals.formals;
  const text = source.text.slice(formals.span.start, formals.span.end);
  const before = first?.span.start ?? formals.span.start + text.lastIndexOf('...');
  return insert(before, `${name}, `);
}

type AttrSet = Extract<Expr, { kind: 'AttrSet' }>;

interface ModuleFunction {
  readonly lambda: Lambda | undefined;
  /** Whether the file holds nothing else. */
  readonly isFile: boolean;
}

interface ModuleAround extends ModuleFunction {
  /** The set of definitions. */
  readonly set: AttrSet;
  /** Its definition that a place lies in. */
  readonly binding: ValueBinding;
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
    if (binding === undefined || !isModuleBinding(binding)) continue;
    const outer = path.slice(0, i).reverse();
    const behind = outer.findIndex((expr) => !TRANSPARENT.has(expr.kind));
    const function_ = behind < 0 ? undefined : outer[behind];
    const lambda = function_?.kind === 'Lambda' ? function_ : undefined;
    return { set, binding, lambda, isFile: behind < 0 };
  }
  return undefined;
}

function isModuleBinding({ path: [first] }: ValueBinding): boolean {
  return first?.kind === 'static' && MODULE_ATTRIBUTES.has(first.name);
}

/** The module that a file is, for places beside its definitions, as in `{ ... }: with lib; { services = …; }`. */
function fileAsModule({ parse: { root } }: Program): ModuleFunction | undefined {
  const lambda = root.kind === 'Lambda' ? root : undefined;
  let body = lambda?.body ?? root;
  while (body.kind === 'Let' || body.kind === 'With' || body.kind === 'Assert') ({ body } = body);
  const isModule = body.kind === 'AttrSet' && body.bindings.some((b) => b.kind === 'value' && isModuleBinding(b));
  return isModule ? { lambda, isFile: lambda === undefined } : undefined;
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
    newText: `${prefix}${text}${indent === undefined ? ' ' : `${lineBreak(source)}${indent}`}`,
  };
}

/** How the lines of a text end. */
function lineBreak({ text }: Position['source']): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/**
 * Another attribute of the set that is defined under a name: `{ a.b.c = 1; }` or `{ a.b = { c = 1; }; }` with `d = 2;`
 * for `b`. None where the set has the attribute already, whatever it is worth.
 * @param name the place of `b`
 */
export function definitionInside(program: Program, name: Span, attribute: string, value: string): TextEdit | undefined {
  const text = `${attribute} = ${value};`;
  const { source, parse } = program;
  for (const set of nodeAt(parse.root, name.start).reverse()) {
    if (set.kind !== 'AttrSet') continue;
    const binding = set.bindings.find(
      (b): b is ValueBinding => b.kind === 'value' && b.path.some((n) => n.span.start === name.start),
    );
    if (binding === undefined) continue;
    const [first] = binding.path;
    const depth = binding.path.findIndex((n) => n.span.start === name.start) + 1;
    const isSet = (b: Binding): boolean =>
      b.kind === 'value' && beginAlike(binding.path, b.path, depth) && isNamed(b.path[depth], attribute);
    if (set.bindings.some(isSet)) return undefined;
    if (first !== undefined && depth < binding.path.length)
      // Nix does not join what computed names lead to.
      return binding.path.slice(0, depth).some((n) => n.kind !== 'static')
        ? undefined
        : behind(program, binding.span, `${source.text.slice(first.span.start, name.end)}.${text}`);
    const inner = unwrapped(binding.value);
    if (inner.kind !== 'AttrSet') return undefined;
    if (inner.bindings.some((b) => namesIn(b).some((n) => isNamed(n, attribute)))) return undefined;
    const last = inner.bindings.at(-1);
    if (last !== undefined) return behind(program, last.span, text);
    const within = { source, start: inner.span.end - 1, end: inner.span.end - 1 };
    return { at: within, newText: /\s$/.test(source.text.slice(0, within.start)) ? `${text} ` : ` ${text} ` };
  }
  return undefined;
}

/** The names that a binding gives the set itself. */
function namesIn(binding: Binding): readonly (AttrName | undefined)[] {
  return binding.kind === 'value' ? [binding.path[0]] : binding.names;
}

/** A text behind a binding: in a line of its own where the binding begins one, behind its comment. */
function behind({ source }: Program, { start, end }: Span, text: string): TextEdit {
  const indent = /(?:^|\n)([ \t]*)$/.exec(source.text.slice(0, start))?.[1];
  if (indent === undefined) return { at: { source, start: end, end }, newText: ` ${text}` };
  const comment = /^[ \t]*#[^\r\n]*/.exec(source.text.slice(end))?.[0].length ?? 0;
  const at = end + comment;
  return { at: { source, start: at, end: at }, newText: `${lineBreak(source)}${indent}${text}` };
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
    const names = bindings.flatMap((b) =>
      b === own || beginAlike(own.path, b.path, depth + 1) ? [b.path[depth] as AttrName] : [],
    );
    return names.map(({ span }) => ({ source: at.source, start: span.start, end: span.end }));
  }
  return [at];
}

/** Whether the first `count` names of two paths are written out and the same. */
function beginAlike(path: readonly AttrName[], other: readonly AttrName[], count: number): boolean {
  return path.slice(0, count).every((n, i) => isNamed(other[i], n.kind === 'static' ? n.name : ''));
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
