// From bindings as written to attributes: nested paths expanded and merged, duplicates found
// (Nix manual, "Attribute sets"; the rules are those of Nix's parser).
import type { AttrName, AttrSetExpr, Binding, DynamicName, Expr, Span, ValueBinding } from './ast';
import { withoutPlace } from './moved';
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
      /** Adds what is behind a component of a path. */
      add(step: PathStep): void;
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
 * inside of a group are reported when that group is asked for.
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
      addPath(group, binding, 0, report);
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

/** Adds what a binding defines, from one component of its path on. A long list is grouped without a look at its places. */
function addPath(group: AttrGroup, binding: ValueBinding, at: number, report: Report): void {
  const { path, value } = withoutPlace(binding);
  const component = path[at];
  if (component === undefined) return;
  if (component.kind === 'dynamic') {
    const { expr, span } = binding.path[at] as DynamicName;
    group.dynamic.push({ name: expr, value: attrBehind(binding, at, report), span });
    return;
  }
  const { name } = component;
  const last = at === path.length - 1;
  const before = group.attrs.get(name);
  if (before === undefined) {
    group.attrs.set(name, attrBehind(binding, at, report));
    return;
  }
  if (before.kind !== 'group' || (last && value.kind !== 'AttrSet')) {
    const { span } = binding.path[at] ?? binding;
    const expr = binding.value;
    const refused = last ? groupedValue(expr, span, ignore) : { kind: 'expr' as const, expr, span };
    refuse(group, namesUpTo(path, at), refused, report);
    return;
  }
  const step = new PathStep(binding, at);
  group.repeated.push(step);
  before.alone = undefined;
  if (!last) before.add(step);
  else if (binding.value.kind === 'AttrSet') {
    // `a = { … }; a = { … };` is one set; the first one decides whether it is recursive.
    const { bindings, recursive } = binding.value;
    before.sets.push(binding.value);
    mergeGroups(before.group, groupBindings(bindings, recursive, report), namesUpTo(path, at), report);
  }
}

/** What the component of a path stands for that has not been there before. */
function attrBehind(binding: ValueBinding, at: number, report: Report): GroupedAttr {
  if (at < withoutPlace(binding).path.length - 1) return new PathGroup(new PathStep(binding, at), report);
  return groupedValue(binding.value, binding.path[at]?.span ?? binding.span, report);
}

/** One component of a binding's path. */
class PathStep implements RepeatedName {
  constructor(
    readonly binding: ValueBinding,
    readonly at: number,
  ) {}

  get name(): string {
    return staticName(this.component) ?? '';
  }

  get span(): Span {
    return this.component.span;
  }

  private get component(): AttrName {
    return this.binding.path[this.at] as AttrName;
  }
}

/** The names of a path up to one of its components, from the last one on whose name is computed. */
function namesUpTo(path: readonly AttrName[], at: number): string[] {
  const names = path.slice(0, at + 1).map(staticName);
  return names.slice(names.lastIndexOf(undefined) + 1).filter((name) => name !== undefined);
}

function groupedValue(value: Expr, span: Span, report: Report): GroupedAttr {
  return value.kind === 'AttrSet' ? new WrittenSet(value, span, report) : { kind: 'expr', expr: value, span };
}

/** A group of attributes that is grouped when it is asked for. */
abstract class LazyGroup {
  readonly kind = 'group';
  private made: AttrGroup | undefined;
  /** Of paths that lead into it, the components that stand for it. */
  private readonly waiting: PathStep[] = [];

  constructor(private readonly report: Report) {}

  protected abstract written(report: Report): AttrGroup;

  get group(): AttrGroup {
    if (this.made === undefined) {
      this.made = this.written(this.report);
      for (const { binding, at } of this.waiting) addPath(this.made, binding, at + 1, this.report);
    }
    return this.made;
  }

  add(step: PathStep): void {
    if (this.made === undefined) this.waiting.push(step);
    else addPath(this.made, step.binding, step.at + 1, this.report);
  }
}

/** What is written out as a set. */
class WrittenSet extends LazyGroup {
  readonly whole: Span;
  readonly sets: AttrSetExpr[];
  alone: AttrSetExpr | undefined;

  constructor(
    private readonly set: AttrSetExpr,
    readonly span: Span,
    report: Report,
  ) {
    super(report);
    this.whole = set.span;
    this.sets = [set];
    this.alone = set;
  }

  protected override written(report: Report): AttrGroup {
    return groupBindings(this.set.bindings, this.set.recursive, report);
  }
}

/** What paths lead through: `a` of `a.b = 1;`. */
class PathGroup extends LazyGroup {
  readonly sets: AttrSetExpr[] = [];
  alone: AttrSetExpr | undefined = undefined;

  constructor(
    private readonly first: PathStep,
    report: Report,
  ) {
    super(report);
    this.add(first);
  }

  get span(): Span {
    return this.first.span;
  }

  get whole(): Span {
    return { start: this.span.start, end: this.first.binding.value.span.end };
  }

  protected override written(): AttrGroup {
    return emptyGroup(false);
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
