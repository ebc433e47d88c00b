// The options of runners that a file sets, and the expressions that it sets them to.
import { Attached } from '../syntax/attached';
import type { Definition } from '../modules/definition';
import type { AttrName, Binding, Expr, Span, ValueBinding } from '../syntax/ast';
import { staticName, functionName } from '../syntax/names';
import { nodeAt } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import type { PathName } from './attribute-path';
import { PROPERTIES } from './cursor/frame-place';
import { hostRunners, isIn } from './file-runners';
import type { OptionPlace } from './subject';

/** What one definition is to one runner of one host. */
export interface WrittenOption extends OptionPlace {
  readonly definition: Definition;
}

const WRITTEN = new Attached<FileAnalysis, ReadonlyMap<number, readonly WrittenOption[]>>();

/** What the definitions in the file set, by the offset (UTF-16) of the option's name. */
export function writtenOptions(file: FileAnalysis): ReadonlyMap<number, readonly WrittenOption[]> {
  const known = WRITTEN.get(file);
  if (known !== undefined) return known;
  const found = new Map<number, WrittenOption[]>();
  for (const place of hostRunners(file)) {
    for (const state of place.runner.options.values()) {
      for (const definition of state.definitions) {
        const { at } = definition;
        if (!isIn(file, at)) continue;
        const others = found.get(at.start);
        if (others === undefined) found.set(at.start, [{ ...place, state, definition }]);
        else others.push({ ...place, state, definition });
      }
    }
  }
  WRITTEN.set(file, found);
  return found;
}

/** An expression that gives an option, or an attribute in its value, what it is worth. */
export interface WrittenValue {
  /** The binding with its `;`; the name alone where it is inherited. */
  readonly span: Span;
  /** `undefined` where the value is inherited. */
  readonly expr: Expr | undefined;
  /** From the option on: empty for the option itself. */
  readonly path: readonly string[];
}

/** What is written for the option whose name begins at an offset; the attributes of a set that is written out one by one. */
export function writtenValues(root: Expr, offset: number): WrittenValue[] {
  const set = nodeAt(root, offset).at(-1);
  if (set?.kind !== 'AttrSet') return [];
  const binding = set.bindings.find(({ span }) => span.start <= offset && offset < span.end);
  const names = binding?.kind === 'value' ? binding.path : (binding?.names ?? []);
  const at = names.findIndex(({ span }) => span.start === offset);
  if (binding === undefined || at < 0) return [];
  if (binding.kind === 'inherit') return [{ span: (names[at] as AttrName).span, expr: undefined, path: [] }];
  // `a.b = 1; a.c = 2;` is one definition of `a`.
  const prefix = names.slice(0, at + 1).map(staticName);
  return set.bindings.flatMap((other) => {
    if (other.kind === 'inherit') return [];
    const isSame = other === binding || prefix.every((name, i) => name !== undefined && pathOf(other)[i] === name);
    return isSame ? bindingValues(other, prefix.length) : [];
  });
}

/** The values of a binding; its first `skipped` names lead to the option. */
function bindingValues(binding: ValueBinding, skipped: number): WrittenValue[] {
  const path = pathOf(binding)
    .slice(skipped)
    .filter((name) => name !== undefined);
  if (path.length < binding.path.length - skipped) return [];
  const content = withoutProperties(binding.value);
  if (content.kind !== 'AttrSet') return [{ span: binding.span, expr: content, path }];
  return content.bindings.flatMap(attributeValues).map((value) => ({ ...value, path: [...path, ...value.path] }));
}

function attributeValues(binding: Binding): WrittenValue[] {
  if (binding.kind === 'value') return bindingValues(binding, 0);
  return binding.names.flatMap((name) => {
    const text = staticName(name);
    return text === undefined ? [] : [{ span: name.span, expr: undefined, path: [text] }];
  });
}

function pathOf({ path }: ValueBinding): PathName[] {
  return path.map(staticName);
}

/** The value itself of `mkDefault value`, `mkIf condition value` and the like. */
function withoutProperties(expr: Expr): Expr {
  if (expr.kind !== 'Apply') return expr;
  let index = 0;
  let fn = expr.fn;
  for (; fn.kind === 'Apply'; fn = fn.fn) index++;
  const name = functionName(fn);
  return name !== undefined && PROPERTIES[name] === index ? withoutProperties(expr.arg) : expr;
}
