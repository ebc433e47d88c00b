// From bindings as written to attributes: nested paths expanded and merged, duplicates found
// (Nix manual, "Attribute sets"; the rules are those of Nix's parser).
import type { AttrName, AttrSetExpr, Binding, Expr, Span } from './ast';
import { staticName } from './names';

/** A group of attributes that is one set at run time. */
export interface AttrGroup {
  recursive: boolean;
  readonly attrs: Map<string, GroupedAttr>;
  readonly dynamic: { readonly name: Expr; readonly value: GroupedAttr; readonly span: Span }[];
  /** Sources of `inherit (source) …;`, in order. */
  readonly sources: Expr[];
  /** Names that stand in the group once more. */
  readonly repeated: RepeatedName[];
}

/** A name that is in its group already: it adds to a set, as the second one of `a.x = 1; a.y = 2;`, or is refused. */
interface RepeatedName {
  readonly name: string;
  readonly span: Span;
  /** What Nix refuses, as the name stands for something else. */
  readonly refused?: GroupedAttr;
}

export type GroupedAttr = { readonly span: Span } & (
  | { readonly kind: 'expr'; readonly expr: Expr }
  | {
      readonly kind: 'group';
      /** Made when it is asked for. */
      readonly group: AttrGroup;
      readonly whole: Span;
      /** Those that were written as such: several where they are merged. */
      readonly sets: AttrSetExpr[];
      /** The set that is all of the group. */
      alone: AttrSetExpr | undefined;
    }
  | { readonly kind: 'inherit' }
  /** The attribute of the group's source with this index. */
  | { readonly kind: 'inherit-from'; readonly source: number }
);

export interface BindingProblem {
  readonly message: string;
  readonly span: Span;
  /** Where the name was defined first. */
  readonly first: Span | undefined;
}

type Report = (problem: BindingProblem) => void;

/**
 * Groups the bindings of a set or `let`; problems go to `report` if it is given, and the first definition stays. Problems
 * inside of a set that is alone in its group are reported when that group is asked for.
 */
export function groupBindings(bindings: readonly Binding[], recursive: boolean, report: Report = ignore): AttrGroup {
  const group = emptyGroup(recursive);
  addBindings(group, bindings, report);
  return group;
}

function emptyGroup(recursive: boolean): AttrGroup {
  return { recursive, attrs: new Map(), dynamic: [], sources: [], repeated: [] };
}

function addBindings(group: AttrGroup, bindings: readonly Binding[], report: Report): void {
  for (const binding of bindings) {
    if (binding.kind === 'value') {
      addPath(group, binding.path, 0, binding.value, report);
      continue;
    }
    const source = binding.from === undefined ? -1 : group.sources.push(binding.from) - 1;
    for (const name of binding.names) {
      const text = staticName(name);
      if (text === undefined) {
        report({ message: 'dynamic attributes not allowed in inherit', span: name.span, first: undefined });
        continue;
      }
      const attr: GroupedAttr =
        source < 0 ? { kind: 'inherit', span: name.span } : { kind: 'inherit-from', source, span: name.span };
      if (group.attrs.has(text)) refuse(group, [text], attr, report);
      else group.attrs.set(text, attr);
    }
  }
}

function addPath(group: AttrGroup, path: readonly AttrName[], at: number, value: Expr, report: Report): void {
  const component = path[at];
  if (component === undefined) return;
  const { span } = component;
  const last = at === path.length - 1;
  if (component.kind === 'dynamic') {
    group.dynamic.push({ name: component.expr, value: attrBehind(path, at, value, report), span });
    return;
  }
  const { name } = component;
  const before = group.attrs.get(name);
  if (before === undefined) {
    group.attrs.set(name, attrBehind(path, at, value, report));
    return;
  }
  if (before.kind !== 'group' || (last && value.kind !== 'AttrSet')) {
    const refused = last ? groupedValue(value, span, ignore) : { kind: 'expr' as const, expr: value, span };
    refuse(group, namesUpTo(path, at), refused, report);
    return;
  }
  group.repeated.push({ name, span });
  before.alone = undefined;
  if (!last) addPath(before.group, path, at + 1, value, report);
  else if (value.kind === 'AttrSet') {
    // `a = { … }; a = { … };` is one set; the first one decides whether it is recursive.
    before.sets.push(value);
    mergeGroups(before.group, groupBindings(value.bindings, value.recursive, report), namesUpTo(path, at), report);
  }
}

/** What the component of a path stands for that has not been there before. */
function attrBehind(path: readonly AttrName[], at: number, value: Expr, report: Report): GroupedAttr {
  const span = path[at]?.span ?? value.span;
  if (at === path.length - 1) return groupedValue(value, span, report);
  const group = emptyGroup(false);
  addPath(group, path, at + 1, value, report);
  return { kind: 'group', group, span, whole: { start: span.start, end: value.span.end }, sets: [], alone: undefined };
}

/** The names of a path up to one of its components, from the last one on whose name is computed. */
function namesUpTo(path: readonly AttrName[], at: number): string[] {
  const names = path.slice(0, at + 1).map(staticName);
  return names.slice(names.lastIndexOf(undefined) + 1).filter((name) => name !== undefined);
}

function groupedValue(value: Expr, span: Span, report: Report): GroupedAttr {
  return value.kind === 'AttrSet' ? new WrittenSet(value, span, report) : { kind: 'expr', expr: value, span };
}

class WrittenSet {
  readonly kind = 'group';
  readonly whole: Span;
  readonly sets: AttrSetExpr[];
  alone: AttrSetExpr | undefined;
  private made: AttrGroup | undefined;

  constructor(
    private readonly set: AttrSetExpr,
    readonly span: Span,
    private readonly report: Report,
  ) {
    this.whole = set.span;
    this.sets = [set];
    this.alone = set;
  }

  get group(): AttrGroup {
    return (this.made ??= groupBindings(this.set.bindings, this.set.recursive, this.report));
  }
}

function mergeGroups(into: AttrGroup, from: AttrGroup, names: readonly string[], report: Report): void {
  const offset = into.sources.length;
  into.sources.push(...from.sources);
  into.dynamic.push(...from.dynamic);
  into.repeated.push(...from.repeated);
  for (const [name, attr] of from.attrs) {
    const moved = attr.kind === 'inherit-from' ? { ...attr, source: attr.source + offset } : attr;
    if (into.attrs.has(name)) refuse(into, [...names, name], moved, report);
    else into.attrs.set(name, moved);
  }
}

/** Leaves out an attribute whose name, the last of `names`, is taken in the group. */
function refuse(group: AttrGroup, names: readonly string[], attr: GroupedAttr, report: Report): void {
  const name = names.at(-1) ?? '';
  group.repeated.push({ name, span: attr.span, refused: attr });
  report({
    message: `attribute '${names.join('.')}' already defined`,
    span: attr.span,
    first: group.attrs.get(name)?.span,
  });
}

function ignore(): void {
  // What Nix refuses is said by the caller that asks for it (`evaluator/problems.ts`).
}
